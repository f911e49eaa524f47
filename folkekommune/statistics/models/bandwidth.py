"""How wide to look around a cutoff: the bandwidth with the least mean squared error, for both sides.

Calonico, Cattaneo and Titiunik (2014), in three steps: a pilot by the rule of thumb, a bandwidth for the
derivative the bias hangs on, and the bandwidth itself, with their regularisation. Covariates and a
treatment that is not followed play no part in the choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from folkekommune.statistics.models.fit import Numbers

_PILOT = 2.576
"""Rule of thumb for the triangular kernel."""
_NORMAL_QUARTILES = 1.349
"""The range of the middle half of a normal distribution, in standard deviations."""


@dataclass(frozen=True)
class Side:
    """A weighted polynomial on one side of the cutoff.

    :param x: distance from it, :param kernel: weights of the rows.
    """

    x: Numbers
    kernel: Numbers
    order: int

    @cached_property
    def weights(self) -> Numbers:
        """How each coefficient is summed up from the values of the rows: (order + 1, n)."""
        matrix = powers(self.x, self.order)
        weighted = matrix * self.kernel[:, None]
        return np.asarray(np.linalg.solve(matrix.T @ weighted, weighted.T), dtype=np.float64)

    def residuals(self, values: Numbers) -> Numbers:
        """Give residuals times the root of HC1's factor."""
        left = len(values) - self.order - 1
        if left < 1:
            raise np.linalg.LinAlgError
        found: Numbers = values - powers(self.x, self.order) @ (self.weights @ values)
        return found * sqrt(len(values) / left)


@dataclass(frozen=True)
class _Balance:
    """Variance, bias and regularisation of an estimate, as functions of the bandwidth alone."""

    variance: float
    bias: float
    regularisation: float


def triangular(x: Numbers, width: float) -> Numbers:
    """Give the weights of the triangular kernel."""
    found: Numbers = np.clip(1 - np.abs(x) / width, 0, None) / width
    return found


def powers(x: Numbers, order: int) -> Numbers:
    """Give the powers of x from 0 on as columns."""
    found: Numbers = np.vander(x, order + 1, increasing=True)
    return found


def bandwidths(
    running: Numbers,
    outcome: Numbers,
    polynomial: int,
    derivative: int,
    *,
    clusters: NDArray[np.int64] | None = None,
) -> tuple[float, float]:
    """Choose the bandwidth of the estimate and that of its bias.

    :param running: distance from the cutoff.
    :raises numpy.linalg.LinAlgError: when too little lies on a side.
    """
    low, high = np.quantile(running, (0.25, 0.75))
    spread = min(float(running.std(ddof=1)), float(high - low) / _NORMAL_QUARTILES)
    pilot = _PILOT * spread * len(running) ** -0.2
    sides = [_rows(running, outcome, clusters, own) for own in (running < 0, running >= 0)]
    order = polynomial + 1
    far = [float(np.abs(x).max()) for x, _, _ in sides]
    widest = _least(
        [
            _balance(side, (order + 1, order + 1), (pilot, reach), regular=False)
            for side, reach in zip(sides, far, strict=True)
        ],
        order + 1,
    )
    of_bias = _least([_balance(side, (order, order), (pilot, widest)) for side in sides], order)
    main = _least([_balance(side, (polynomial, derivative), (pilot, of_bias)) for side in sides], polynomial)
    return main, of_bias


_Rows = tuple[Numbers, Numbers, NDArray[np.int64] | None]


def _rows(
    running: Numbers, outcome: Numbers, clusters: NDArray[np.int64] | None, own: NDArray[np.bool_]
) -> _Rows:
    return running[own], outcome[own], None if clusters is None else clusters[own]


def _least(sides: list[_Balance], order: int) -> float:
    """Give the width at which squared bias and variance of the difference are least together."""
    left, right = sides
    bias = (right.bias - left.bias) ** 2 + left.regularisation + right.regularisation
    return float(((left.variance + right.variance) / bias) ** (1 / (2 * order + 3)))


def _balance(
    side: _Rows, estimated: tuple[int, int], widths: tuple[float, float], *, regular: bool = True
) -> _Balance:
    """Estimate what variance and bias would be.

    :param estimated: order of the polynomial and the derivative, :param widths: of the pilot, and for
        the derivative the bias hangs on.
    """
    order, derivative = estimated
    pilot, wide = widths
    near = _within(side, pilot)
    local = Side(near[0], triangular(near[0], pilot), order)
    variance = _variance(local, near, derivative)
    # How much of the next power the polynomial takes for the derivative, free of the pilot's width.
    constant = float(local.weights[derivative] @ near[0] ** (order + 1)) * pilot ** (derivative - order - 1)
    further = _within(side, wide)
    outer = Side(further[0], triangular(further[0], wide), order + 1)
    curvature = float((outer.weights @ further[1])[order + 1])
    rate = 2 * (order + 1 - derivative)
    regularisation = 3 * constant**2 * _variance(outer, further, order + 1) if regular else 0.0
    return _Balance(
        variance=(2 * derivative + 1) * pilot ** (2 * derivative + 1) * variance,
        bias=sqrt(rate) * constant * curvature,
        regularisation=rate * regularisation,
    )


def _within(side: _Rows, width: float) -> _Rows:
    near = np.abs(side[0]) <= width
    return side[0][near], side[1][near], None if side[2] is None else side[2][near]


def _variance(local: Side, rows: _Rows, coefficient: int) -> float:
    return squared(local.weights[coefficient] * local.residuals(rows[1]), rows[2])


def squared(parts: Numbers, clusters: NDArray[np.int64] | None) -> float:
    """Sum the squares of what rows add, or of what clusters of rows add.

    The residuals have HC1's factor; with clusters R's and Stata's factor comes in its place.
    """
    if clusters is None:
        return float(parts @ parts)
    _, place = np.unique(clusters, return_inverse=True)
    summed = np.bincount(place, parts)
    correction = len(summed) / (len(summed) - 1) * (len(parts) - 1) / len(parts)
    return correction * float(summed @ summed)
