"""How far an attacker got: balanced accuracy and shares, with 95 % Wilson intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkekommune.statistics.intervals import normal_quantile, wilson


@dataclass(frozen=True)
class Estimate:
    """A figure and its 95 % interval."""

    figure: float
    lower: float
    upper: float

    @property
    def interval(self) -> tuple[float, float]:
        """The interval, rounded to be printed."""
        return round(self.lower, 4), round(self.upper, 4)


def share(hits: float, size: int) -> Estimate:
    """Give a share with its Wilson interval.

    :raises ValueError: when there is nothing to take a share of.
    """
    interval = wilson(hits, size)
    if interval is None:
        raise ValueError
    return Estimate(float(hits) / size, float(interval.lower), float(interval.upper))


def balanced_accuracy(guessed: NDArray[np.bool_], true: NDArray[np.bool_]) -> Estimate:
    """Give the mean of the accuracies among those with and without the secret, or 1 less it if larger.

    An attacker who is always wrong is as well off as one who is always right.

    :raises ValueError: when only one answer was ever right.
    """
    if true.all() or not true.any():
        raise ValueError
    found = (guessed[true].mean() + (~guessed[~true]).mean()) / 2
    score = float(max(found, 1 - found))
    return share(score * len(true), len(true))


def paired_gain(before: NDArray[np.float64], after: NDArray[np.float64]) -> Estimate:
    """Give the mean of paired differences, with its normal interval."""
    gain = after - before
    reach = normal_quantile(0.95) * float(gain.std(ddof=1)) / len(gain) ** 0.5
    mean = float(gain.mean())
    return Estimate(mean, mean - reach, mean + reach)
