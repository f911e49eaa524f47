"""Ordinary least squares by centred sums of squares and products."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from scipy import linalg
from scipy.stats import f as f_distribution

from folkekommune.statistics.models.fit import CONSTANT, Design, Fit, NotEstimableError, Numbers, Outcome
from folkekommune.statistics.models.least_squares_tests import further_tests
from folkekommune.statistics.models.margins import margins_at_means
from folkekommune.statistics.models.sandwich import covariance, tested_with

OUTCOME = Outcome.NUMBER


def estimate(design: Design, options: Mapping[str, object]) -> Fit:
    """Fit by least squares.

    :raises NotEstimableError: when columns are linear combinations of others.
    """
    used = _standardised(design) if options.get("standardize") else design
    matrix, outcome = used.matrix, used.outcome
    rows, parameters = matrix.shape
    if rows <= parameters:
        raise NotEstimableError
    inverse = _inverse(used)
    # A second step on the residuals takes away what rounding left in the first.
    coefficients = inverse @ (matrix.T @ outcome)
    coefficients = coefficients + inverse @ (matrix.T @ (outcome - matrix @ coefficients))
    residuals = outcome - matrix @ coefficients
    df = rows - parameters
    squares = float(residuals @ residuals)
    plain = squares / df * inverse
    asked = bool(options.get("robust")) or used.clusters is not None
    scores = matrix * residuals[:, None] if asked else matrix[:0]
    found = covariance(plain, inverse, scores, clusters=used.clusters, options=options)
    fit = Fit(
        names=used.names,
        coefficients=coefficients,
        covariance=found,
        observations=rows,
        df=tested_with(df, used.clusters),
        statistics=_statistics(used, coefficients, found, squares),
    )
    fit = replace(fit, tests=further_tests(used, fit, residuals, inverse, options))
    return replace(fit, further=margins_at_means(used, fit, options, lambda x: x, np.ones_like))


def _inverse(design: Design) -> Numbers:
    """Invert X'X, centred where there is a constant, so that squares of large numbers lose no digits."""
    matrix = design.matrix
    try:
        if CONSTANT not in design.names or matrix.shape[1] == 1:
            return _inverted(matrix.T @ matrix)
        means = matrix[:, 1:].mean(axis=0)
        centred = matrix[:, 1:] - means
        inner = _inverted(centred.T @ centred)
    except linalg.LinAlgError:
        raise NotEstimableError from None
    edge = -inner @ means
    corner = 1 / len(matrix) + means @ inner @ means
    return np.block([[np.array([[corner]]), edge[None, :]], [edge[:, None], inner]])


def _inverted(squares: Numbers) -> Numbers:
    """Invert a matrix of sums of squares, each column first divided by its size."""
    sizes = np.sqrt(np.diag(squares))
    if not (np.isfinite(sizes).all() and (sizes > 0).all()):
        raise NotEstimableError
    scaled = squares / np.outer(sizes, sizes)
    inverse = linalg.cho_solve(linalg.cho_factor(scaled), np.eye(len(scaled)))
    return np.asarray(inverse / np.outer(sizes, sizes))


def _standardised(design: Design) -> Design:
    """Give every column and the outcome mean 0 and standard deviation 1; the constant stays."""
    constant = design.names[:1] == (CONSTANT,)
    begin = int(constant)
    columns = design.matrix[:, begin:]
    spread, outcome_spread = columns.std(axis=0, ddof=1), design.outcome.std(ddof=1)
    if not (outcome_spread > 0 and (spread > 0).all()):
        raise NotEstimableError
    scaled = (columns - columns.mean(axis=0)) / spread
    outcome = (design.outcome - design.outcome.mean()) / outcome_spread
    return replace(design, outcome=outcome, matrix=np.hstack([design.matrix[:, :begin], scaled]))


def _statistics(design: Design, coefficients: Numbers, found: Numbers, squares: float) -> dict[str, float]:
    rows, parameters = design.matrix.shape
    constant = CONSTANT in design.names
    away = design.outcome - (design.outcome.mean() if constant else 0.0)
    total = float(away @ away)
    if not total > 0:
        raise NotEstimableError
    explained = 1 - squares / total
    df = rows - parameters
    statistics = {
        "r2": explained,
        "r2-adjusted": 1 - (1 - explained) * (rows - constant) / df,
        "rmse": float(np.sqrt(squares / df)),
    }
    slopes = parameters - constant
    if slopes and (wald := _together(coefficients[constant:], found[constant:, constant:])) is not None:
        below = tested_with(df, design.clusters)
        statistics |= {"f": wald / slopes, "f-p": float(f_distribution.sf(wald / slopes, slopes, below))}
    return statistics


def _together(slopes: Numbers, covariance: Numbers) -> float | None:
    """Give Wald's statistic that all slopes are nought; None where there are too few clusters to tell.

    A covariance of fewer clusters than slopes has not the rank for it.
    """
    sizes = np.sqrt(np.diagonal(covariance))
    if not sizes.all():
        return None
    alike = covariance / np.outer(sizes, sizes)
    if np.linalg.matrix_rank(alike, hermitian=True) < len(slopes):
        return None
    scaled = slopes / sizes
    return float(scaled @ np.linalg.solve(alike, scaled))
