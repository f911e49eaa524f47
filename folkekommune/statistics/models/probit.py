"""Probit regression of an event, by statsmodels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from scipy.stats import norm
from statsmodels.discrete.discrete_model import Probit

from folkekommune.statistics.models.discrete import fitted, marginal_effects, null_likelihood, slopes_of
from folkekommune.statistics.models.fit import Design, Fit, Outcome
from folkekommune.statistics.models.margins import margins_at_means

OUTCOME = Outcome.BINARY


def estimate(design: Design, options: Mapping[str, object]) -> Fit:
    """Fit by maximum likelihood.

    :raises NotEstimableError: when the events can be told apart by the columns.
    """
    null = null_likelihood(design.outcome)
    fit, result = fitted(
        Probit(design.outcome, design.matrix), design, options, names=design.names, null=null
    )
    further = marginal_effects(result, fit, slopes_of(design), options)
    further |= margins_at_means(design, fit, options, norm.cdf, norm.pdf)
    return replace(fit, further=further)
