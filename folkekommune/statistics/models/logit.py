"""Logistic regression of an event, by statsmodels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from scipy.special import expit
from statsmodels.discrete.discrete_model import Logit
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM

from folkekommune.statistics.models.compression import Compressed, compressed
from folkekommune.statistics.models.discrete import (
    fit_of,
    fitted,
    inverse_of,
    marginal_effects,
    null_likelihood,
    slopes_of,
)
from folkekommune.statistics.models.estimating import estimating
from folkekommune.statistics.models.fit import Design, Fit, NotEstimableError, Numbers, Outcome
from folkekommune.statistics.models.margins import margins_at_means

OUTCOME = Outcome.BINARY


def estimate(design: Design, options: Mapping[str, object]) -> Fit:
    """Fit by maximum likelihood.

    :raises NotEstimableError: when the events can be told apart by the columns.
    """
    null = null_likelihood(design.outcome)
    alike = None if options.get("mfx") else compressed(design.matrix)
    if alike is not None:
        fit = _of_groups(design, options, alike, null)
        return replace(fit, further=margins_at_means(design, fit, options, expit, _slope))
    model = Logit(design.outcome, design.matrix)
    fit, result = fitted(model, design, options, names=design.names, null=null)
    further = marginal_effects(result, fit, slopes_of(design), options)
    further |= margins_at_means(design, fit, options, expit, _slope)
    return replace(fit, further=further)


def _of_groups(design: Design, options: Mapping[str, object], alike: Compressed, null: float) -> Fit:
    """Fit to the number of events among rows that are alike, which says the same as the rows."""
    events, sizes = alike.sums(design.outcome), np.bincount(alike.places).astype(np.float64)
    with estimating():
        model = GLM(np.column_stack([events, sizes - events]), alike.rows, family=Binomial())
        result = model.fit(maxiter=100, tol=1e-12)
    coefficients = np.asarray(result.params)
    shares = expit(alike.rows @ coefficients)
    if not result.converged or not ((shares > 0) & (shares < 1)).all():
        raise NotEstimableError
    weighted = alike.rows * (sizes * shares * (1 - shares))[:, None]
    bread = inverse_of(weighted.T @ alike.rows)
    likelihood = float((events * np.log(shares) + (sizes - events) * np.log1p(-shares)).sum())

    def scores() -> Numbers:
        return np.asarray(design.matrix * (design.outcome - shares[alike.places])[:, None])

    return fit_of(
        coefficients,
        bread,
        scores,
        design=design,
        options=options,
        names=design.names,
        likelihoods=(likelihood, null),
    )


def _slope(predictor: Numbers) -> Numbers:
    share = expit(predictor)
    return np.asarray(share * (1 - share))
