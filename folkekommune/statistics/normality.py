"""Is a variable normally distributed? Tests from its skewness, kurtosis and quantiles.

D'Agostino (1970) for skewness, Anscombe and Glynn (1983) for kurtosis, their sum of squares (D'Agostino,
Belanger and D'Agostino 1990, unadjusted), Jarque and Bera (1987), Shapiro and Wilk (1965, Royston 1995).
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Sequence

from scipy.special import chdtrc, ndtr

LEAST = 20
"""Fewest values for the approximations to hold."""

MOST = 5000
"""Most values for which Royston's p-value is right."""


def skewness_score(skewness: float, count: int) -> float:
    """Give the standard normal score of a skewness."""
    n = float(count)
    y = skewness * math.sqrt((n + 1) * (n + 3) / (6 * (n - 2)))
    beta = 3 * (n * n + 27 * n - 70) * (n + 1) * (n + 3) / ((n - 2) * (n + 5) * (n + 7) * (n + 9))
    w2 = math.sqrt(2 * (beta - 1)) - 1
    delta = 1 / math.sqrt(0.5 * math.log(w2))
    return delta * math.asinh(y / math.sqrt(2 / (w2 - 1)))


def kurtosis_score(kurtosis: float, count: int) -> float:
    """Give the standard normal score of a kurtosis (3 for a normal distribution)."""
    n = float(count)
    mean = 3 * (n - 1) / (n + 1)
    variance = 24 * n * (n - 2) * (n - 3) / ((n + 1) ** 2 * (n + 3) * (n + 5))
    x = (kurtosis - mean) / math.sqrt(variance)
    slant = 6 * (n * n - 5 * n + 2) / ((n + 7) * (n + 9))
    slant *= math.sqrt(6 * (n + 3) * (n + 5) / (n * (n - 2) * (n - 3)))
    a = 6 + 8 / slant * (2 / slant + math.sqrt(1 + 4 / slant**2))
    root = 1 + x * math.sqrt(2 / (a - 4))
    if root == 0:
        return math.inf
    cubic = math.copysign(((1 - 2 / a) / abs(root)) ** (1 / 3), root)
    return (1 - 2 / (9 * a) - cubic) / math.sqrt(2 / (9 * a))


def two_sided(score: float) -> float:
    """Give the two-sided p-value of a standard normal score."""
    return float(2 * ndtr(-abs(score)))


def both(skewness: float, kurtosis: float, count: int) -> tuple[float, float]:
    """Test skewness and kurtosis together: the statistic and its p-value."""
    statistic = skewness_score(skewness, count) ** 2 + kurtosis_score(kurtosis, count) ** 2
    return statistic, float(chdtrc(2, statistic))


def jarque_bera(skewness: float, kurtosis: float, count: int) -> tuple[float, float]:
    """Give Jarque and Bera's statistic and its p-value."""
    statistic = count / 6 * (skewness**2 + (kurtosis - 3) ** 2 / 4)
    return statistic, float(chdtrc(2, statistic))


def shapiro_wilk(values: Sequence[float]) -> tuple[float, float]:
    """Give Shapiro and Wilk's statistic and its p-value."""
    # It takes seconds to import, and few scripts ask for it.
    found = importlib.import_module("scipy.stats").shapiro(values)
    return float(found.statistic), float(found.pvalue)
