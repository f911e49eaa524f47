"""Logistic regression of an event, by statsmodels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from scipy.special import expit
from statsmodels.discrete.discrete_model import Logit

from folkekommune.statistics.models.discrete import fitted, marginal_effects, null_likelihood, slopes_of
from folkekommune.statistics.models.fit import Design, Fit, Numbers, Outcome
from folkekommune.statistics.models.margins import margins_at_means

OUTCOME = Outcome.BINARY


def estimate(design: Design, options: Mapping[str, object]) -> Fit:
    """Fit by maximum likelihood.

    :raises NotEstimableError: when the events can be told apart by the columns.
    """
    model = Logit(design.outcome, design.matrix)
    fit, result = fitted(model, design, options, names=design.names, null=null_likelihood(design.outcome))
    further = marginal_effects(result, fit, slopes_of(design), options)
    further |= margins_at_means(design, fit, options, expit, _slope)
    return replace(fit, further=further)


def _slope(predictor: Numbers) -> Numbers:
    share = expit(predictor)
    return np.asarray(share * (1 - share))
