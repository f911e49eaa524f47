"""Poisson regression of counts, by statsmodels."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.special import gammaln
from statsmodels.discrete.discrete_model import Poisson

from folkekommune.statistics.models.discrete import fitted
from folkekommune.statistics.models.fit import Design, Fit, NotEstimableError, Numbers, Outcome

OUTCOME = Outcome.COUNT


def estimate(design: Design, options: Mapping[str, object]) -> Fit:
    """Fit by maximum likelihood.

    :raises NotEstimableError: when nothing is counted, or it does not converge.
    """
    exposure = exposure_of(design)
    rate = float(design.outcome.sum() / exposure.sum())
    if not rate > 0:
        raise NotEstimableError
    expected = rate * exposure
    null = float((design.outcome * np.log(expected) - expected - gammaln(design.outcome + 1)).sum())
    model = Poisson(design.outcome, design.matrix, offset=np.log(exposure))
    return fitted(model, design, options, names=design.names, null=null)[0]


def exposure_of(design: Design) -> Numbers:
    """Give how much each is exposed: one, unless a variable says."""
    given = design.extra.get("exposure")
    return np.ones(len(design.outcome)) if given is None else given
