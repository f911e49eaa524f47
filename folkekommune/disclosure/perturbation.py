"""The perturbation table: for each true count, the probabilities of the noise added to it.

Each row has the largest entropy among all distributions that are unbiased, have the wanted variance,
stay within the bound, and never lead to a negative count or to one of the values ``1..never``
(Giessing 2016; Marley and Leaver 2011). With the entropy as large as can be, an answer tells as
little as can be. Solved here from the conditions: p(v) is proportional to exp(a·v + b·v²).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

RESOLUTION = 1 << 16
_EXACT = 1e-12
_MOST_STEPS = 200


@dataclass(frozen=True)
class Row:
    """Noise values with cumulative probabilities out of :data:`RESOLUTION`."""

    values: tuple[int, ...]
    cumulative: tuple[int, ...]

    def draw(self, uniform: int) -> int:
        """Give the noise for a uniform 16-bit number."""
        return self.values[bisect_right(self.cumulative, uniform)]

    @property
    def probabilities(self) -> tuple[float, ...]:
        """The probability of each value."""
        lower = (0, *self.cumulative[:-1])
        return tuple((top - low) / RESOLUTION for low, top in zip(lower, self.cumulative, strict=True))


@dataclass(frozen=True)
class PerturbationTable:
    """Rows for every true count.

    :param bound: largest noise, :param variance: wanted variance.
    :param never: the values 1..never do not occur.
    """

    bound: int
    variance: float
    never: int = 0

    def row(self, count: int) -> Row:
        """Give the row of a true count; from ``never + bound + 1`` on it is always the same."""
        return _row(min(count, self.never + self.bound + 1), self.bound, self.variance, self.never)

    @property
    def attainable(self) -> bool:
        """Whether every count has a row.

        Unbiased noise between two ends has at most the variance of one end times the other, and that
        only if it never takes a value between them.
        """
        counts = range(self.never + 1, self.never + self.bound + 2)
        none = self.bound == self.variance == 0
        return none or all(self._widest(count) > self.variance for count in counts)

    def draw(self, count: int, uniform: int) -> int:
        """Give the noise of a true count for a uniform 16-bit number."""
        return self.row(count).draw(uniform)

    def _widest(self, count: int) -> int:
        allowed = _allowed(count, self.bound, self.never)
        return -allowed[0] * allowed[-1]


@cache
def _row(count: int, bound: int, variance: float, never: int) -> Row:
    if count <= never:
        # The smallest feasible row: zero or the first value that may be shown.
        step = never + 1
        return _cumulate((-count, step - count), np.array([step - count, count]) / step)
    allowed = _allowed(count, bound, never)
    return _cumulate(tuple(allowed), _largest_entropy(np.array(allowed, dtype=float), variance))


def _allowed(count: int, bound: int, never: int) -> list[int]:
    return [v for v in range(-bound, bound + 1) if count + v >= 0 and not 1 <= count + v <= never]


def _largest_entropy(values: NDArray[np.float64], variance: float) -> NDArray[np.float64]:
    """Solve for mean 0 and the variance: minimise the convex dual of the entropy problem by Newton's method.

    :raises ValueError: when no distribution on these values has that mean and variance.
    """
    features = np.stack([values, values**2 - variance])
    multipliers = np.zeros(2)
    for _ in range(_MOST_STEPS):
        lowest, weights = _dual(multipliers @ features)
        gradient = features @ weights
        if np.abs(gradient).max() <= _EXACT * np.abs(features).max():
            return weights
        centred = features - gradient[:, np.newaxis]
        step = np.linalg.solve((centred * weights) @ centred.T, gradient)
        # Far from the solution a whole step can overshoot; halve it until the dual does not rise.
        length = 1.0
        while length > _EXACT and _dual((multipliers - length * step) @ features)[0] > lowest + _EXACT:
            length /= 2
        multipliers = multipliers - length * step
    raise ValueError(variance)


def _dual(exponents: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    """Give the logarithm of the sum of exponentials, and their shares of it."""
    top = exponents.max()
    weights = np.exp(exponents - top)
    total = weights.sum()
    return float(top + np.log(total)), np.asarray(weights / total)


def _cumulate(values: tuple[int, ...], probabilities: NDArray[np.float64]) -> Row:
    counts = np.floor(probabilities * RESOLUTION).astype(int)
    # What rounding left over goes to the most likely value, which it moves least.
    counts[int(np.argmax(counts))] += RESOLUTION - counts.sum()
    kept = [(value, int(count)) for value, count in zip(values, counts, strict=True) if count]
    return Row(tuple(value for value, _ in kept), tuple(accumulate(count for _, count in kept)))
