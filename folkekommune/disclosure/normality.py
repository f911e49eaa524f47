"""Tests of normality from protected figures: means of powers, and ranks.

Values are clipped to public limits before their powers are added up, and each sum has noise of its own;
the quantiles are read off protected ranks. Tests rest on the figures as they are shown.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from folkekommune.disclosure.analyses import plain_label, written_p
from folkekommune.disclosure.percentiles import Ranks
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import SafeLabel, SafeRow, SafeValue
from folkekommune.disclosure.values import HIDDEN, significant
from folkekommune.statistics.normality import (
    LEAST,
    MOST,
    both,
    jarque_bera,
    kurtosis_score,
    shapiro_wilk,
    skewness_score,
    two_sided,
)

STATISTIC, P = "analyses.statistic", "analyses.p-value"
_DIGITS = 3

TESTS = (
    SafeLabel("skewness", "Skjevhet", "Skeivskap", "Skewness"),
    SafeLabel("kurtosis", "Kurtose", "Kurtose", "Kurtosis"),
    SafeLabel("s-k", "Skjevhet og kurtose", "Skeivskap og kurtose", "Skewness and kurtosis"),
    plain_label("jarque-bera", "Jarque-Bera"),
    plain_label("shapiro-wilk", "Shapiro-Wilk"),
)


def normality(
    powers: Sequence[float | None], count: int, ranks: Ranks, policy: Policy
) -> tuple[SafeRow, ...]:
    """Give the tests of a variable.

    :param powers: protected means of its first four powers, from the middle of its range, in ranges.
    :param count: protected number of values.
    """
    found = [(HIDDEN, HIDDEN)] * len(TESTS)
    shape = _shape(powers)
    if shape is not None and count >= max(policy.floors.inequality, LEAST):
        skewness, kurtosis = (round(figure, 2) for figure in shape)
        found = [
            (SafeValue(f"{skewness + 0.0:.2f}"), _p(two_sided(skewness_score(skewness, count)))),
            (SafeValue(f"{kurtosis:.2f}"), _p(two_sided(kurtosis_score(kurtosis, count)))),
            _written(*both(skewness, kurtosis, count)),
            _written(*jarque_bera(skewness, kurtosis, count)),
            _shapiro_wilk(ranks, count),
        ]
    return tuple(
        SafeRow(label, ((STATISTIC, statistic), (P, p)))
        for label, (statistic, p) in zip(TESTS, found, strict=True)
    )


def _shape(powers: Sequence[float | None]) -> tuple[float, float] | None:
    known = [power for power in powers if power is not None]
    if len(known) < len(powers):
        return None
    first, second, third, fourth = known
    variance = second - first**2
    if variance <= 0:
        return None
    skew = third - 3 * first * second + 2 * first**3
    heavy = fourth - 4 * first * third + 6 * first**2 * second - 3 * first**4
    return skew / math.sqrt(variance) ** 3, max(heavy / variance**2, 0.0)


def _shapiro_wilk(ranks: Ranks, count: int) -> tuple[SafeValue, SafeValue]:
    """Test values spread evenly between those whose protected ranks are known."""
    passed = np.maximum.accumulate(np.array(ranks.below, dtype=np.float64))
    size = min(count, MOST)
    wanted = (np.arange(size) + 0.5) / size * max(float(passed[-1]), 1.0) if len(passed) else np.zeros(0)
    values = np.interp(wanted, passed, np.array(ranks.thresholds))
    if not len(values) or values[0] == values[-1]:
        return HIDDEN, HIDDEN
    statistic, p = shapiro_wilk(values.tolist())
    return SafeValue(f"{statistic:.2f}"), _p(p)


def _written(statistic: float, p: float) -> tuple[SafeValue, SafeValue]:
    return SafeValue(significant(statistic, _DIGITS)), _p(p)


def _p(p: float) -> SafeValue:
    return SafeValue(written_p(p))
