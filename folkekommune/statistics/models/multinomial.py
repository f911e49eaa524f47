"""Multinomial logistic regression, by statsmodels: a block of coefficients a category but the first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from statsmodels.discrete.discrete_model import MNLogit

from folkekommune.statistics.models.discrete import fitted, marginal_effects, slopes_of
from folkekommune.statistics.models.fit import JOINED, Design, Fit, NotEstimableError, Outcome

OUTCOME = Outcome.CATEGORY


def estimate(design: Design, options: Mapping[str, object]) -> Fit:
    """Fit by maximum likelihood.

    ``outcomes`` among the options names the categories, whose codes are their places.

    :raises NotEstimableError: with fewer than two categories, or where they can be told apart.
    """
    counts = np.bincount(design.outcome.astype(np.int64))
    outcomes = options.get("outcomes")
    named = outcomes if isinstance(outcomes, tuple) else tuple(str(place) for place in range(len(counts)))
    if len(named) != len(counts) or len(counts) < 2 or not counts.all():  # noqa: PLR2004 - two categories
        raise NotEstimableError
    null = float((counts * np.log(counts / counts.sum())).sum())
    names = tuple(f"{outcome}{JOINED}{name}" for outcome in named[1:] for name in design.names)
    fit, result = fitted(MNLogit(design.outcome, design.matrix), design, options, names=names, null=null)
    effects = tuple(f"{outcome}{JOINED}{name}" for outcome in named for name in slopes_of(design))
    return replace(fit, further=marginal_effects(result, fit, effects, options))
