"""Weibull survival: S(t) = exp(-(t/scale)^shape), a curve for each group (``weibull``). By lifelines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from lifelines import WeibullFitter

from folkekommune.statistics.models.estimating import estimating
from folkekommune.statistics.models.fit import Design, Fit, NotEstimableError, Outcome

OUTCOME = Outcome.BINARY

SCALE, SHAPE = "@log-scale:", "@log-shape:"
"""What stands before the name of a group in the name of a parameter."""


def estimate(design: Design, options: Mapping[str, object]) -> Fit:
    """Estimate the logarithms of scale and shape in each group.

    :param design: the outcome is 1 for an event and 0 for a censored duration; ``extra`` holds
        ``duration``, above 0; each column of the matrix is 1 for a group, and 0 for the others.
    :raises NotEstimableError: when nothing happened in a group.
    """
    del options
    coefficients: list[float] = []
    blocks: list[Any] = []
    for column in design.matrix.T:
        own = column == 1
        if not design.outcome[own].any():
            raise NotEstimableError
        with estimating():
            found = WeibullFitter().fit(design.extra["duration"][own], design.outcome[own])
            variance = np.asarray(found.variance_matrix_, dtype=float)
        parameters = np.array([found.lambda_, found.rho_])
        coefficients += list(np.log(parameters))
        # From the covariance of scale and shape to that of their logarithms.
        blocks.append(variance / np.outer(parameters, parameters))
    covariance = np.zeros((len(coefficients), len(coefficients)))
    for place, block in enumerate(blocks):
        covariance[2 * place : 2 * place + 2, 2 * place : 2 * place + 2] = block
    return Fit(
        names=tuple(f"{part}{name}" for name in design.names for part in (SCALE, SHAPE)),
        coefficients=np.array(coefficients),
        covariance=covariance,
        observations=len(design.outcome),
        df=float(len(design.outcome) - len(coefficients)),
        normal=True,
    )
