"""Predicted outcomes at the mean of all regressors, with standard errors by the delta method."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from folkekommune.statistics.models.fit import Design, Estimates, Fit, Numbers

Curve = Callable[[Numbers], Numbers]

EVERYTHING = "@everything"
"""The name of the one margin without a dummy; with one, the margins are ``0`` and ``1``."""


def margins_at_means(
    design: Design, fit: Fit, options: Mapping[str, object], mean: Curve, slope: Curve
) -> dict[str, Estimates]:
    """Give the margins that were asked for.

    ``margins`` is ``True`` or the name of a column of the design that is 0 or 1.

    :param mean: the expected outcome for a linear predictor, :param slope: its derivative.
    """
    asked = options.get("margins")
    if not asked:
        return {}
    at = design.matrix.mean(axis=0)
    names: tuple[str, ...] = (EVERYTHING,)
    points = at[None, :]
    if isinstance(asked, str) and asked in design.names:
        points = np.repeat(points, 2, axis=0)
        points[:, design.names.index(asked)] = (0.0, 1.0)
        names = ("0", "1")
    predictor = points @ fit.coefficients
    gradient = points * slope(predictor)[:, None]
    variances = np.einsum("ij,jk,ik->i", gradient, fit.covariance, gradient)
    return {"margins": Estimates(names, mean(predictor), np.sqrt(variances))}
