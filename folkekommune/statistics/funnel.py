"""Funnel plots: control limits by size, verdicts, and overdispersion.

Sources: D. J. Spiegelhalter, Stat. Med. 2005;24:1185-1202 (limits, multiplicative and additive
overdispersion); Public Health England, PHEindicatormethods (verdicts of ratios and rates).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from folkekommune.statistics.counts import FEW, count_limits
from folkekommune.statistics.intervals import LEVEL, STRICT_LEVEL, Interval, normal_quantile

AREAS = 10
"""Fewest areas that adjusted limits are the default for."""

_WINSORISED = (0.1, 0.9)


class Verdict(Enum):
    """Where an area stands in a funnel."""

    LOW_STRICT = "low-0.001"
    LOW = "low-0.025"
    NOT_SIGNIFICANT = "not-significant"
    HIGH = "high-0.025"
    HIGH_STRICT = "high-0.001"
    NOT_TESTED = "not-tested"


@dataclass(frozen=True)
class Overdispersion:
    """How much areas vary beyond chance.

    :param phi: winsorised mean of squared scores (1 where there is chance alone).
    :param tau2: variance between areas, on the scale of the scores.
    """

    scores: NDArray[np.float64]
    phi: float
    tau2: float

    @property
    def adjusted_by_default(self) -> bool:
        """Whether limits that take it into account are the ones to show."""
        return self.phi > 1 and len(self.scores) >= AREAS


def share_limits(average: float, size: float, *, level: float = LEVEL) -> Interval:
    """Give the limits of a share in an area of this size, around the average."""
    reach = normal_quantile(level) * math.sqrt(average * (1 - average) / size)
    return Interval(max(average - reach, 0.0), min(average + reach, 1.0), level)


def share_verdict(cases: float, size: float, average: float) -> Verdict:
    """Judge a share against the average."""
    share = cases / size
    strict, plain = (share_limits(average, size, level=level) for level in (STRICT_LEVEL, LEVEL))
    return _verdict(share, strict, plain)


def ratio_limits(events: float, *, level: float = LEVEL) -> Interval:
    """Give the ratios at which so many events lie just on a limit: the limits of a funnel, by events.

    The lower limit is where the events would be the fewest not to be significant, the upper the most. One
    event has no finite upper limit but that of the expectation at which it is the least likely.
    """
    tail = (1 - level) / 2
    most = float(chi2.ppf(1 - tail, 2 * events + 2)) / 2
    fewest = float(chi2.ppf(tail, 2 * events)) / 2
    return Interval(events / most, events / fewest if fewest else math.inf, level)


def ratio_verdict(observed: float, expected: float) -> Verdict:
    """Judge observed against expected events: by the limits of the observed, over the expected."""
    strict, plain = (
        count_limits(observed, level=level).times(1 / expected) for level in (STRICT_LEVEL, LEVEL)
    )
    if strict.excludes(1):
        return Verdict.HIGH_STRICT if strict.lower > 1 else Verdict.LOW_STRICT
    if plain.excludes(1):
        return Verdict.HIGH if plain.lower > 1 else Verdict.LOW
    return Verdict.NOT_SIGNIFICANT


def crude_rate_verdict(events: float, people: float, average: float) -> Verdict:
    """Judge a crude rate against the average rate of a person."""
    return ratio_verdict(events, people * average)


def direct_rate_verdict(events: float, rate: float, average: float) -> Verdict:
    """Judge a directly standardised rate; under ten events it is not tested.

    The events are held against those that the average would give in the effective denominator.
    """
    if events < FEW:
        return Verdict.NOT_TESTED
    return ratio_verdict(events, events / rate * average)


def effective_average(areas: Sequence[tuple[float, float]]) -> float:
    """Give the average of standardised rates: all events over all effective denominators.

    :param areas: events and standardised rate of each; one without events has no effective denominator.
    """
    with_events = [(events, rate) for events, rate in areas if events > 0]
    return sum(events for events, _ in with_events) / sum(events / rate for events, rate in with_events)


def ratio_overdispersion(observed: Sequence[float], expected: Sequence[float]) -> Overdispersion:
    """Measure overdispersion of ratios, on the scale of √E·ln(O/E)."""
    ratios = np.asarray(observed, dtype=float) / np.asarray(expected, dtype=float)
    weights = np.asarray(expected, dtype=float)
    return _overdispersion(np.sqrt(weights) * np.log(ratios), weights)


def share_overdispersion(cases: Sequence[float], sizes: Sequence[float], average: float) -> Overdispersion:
    """Measure overdispersion of shares, on the scale of arcsin √p with standard error 1/(2√n)."""
    people = np.asarray(sizes, dtype=float)
    shares = np.asarray(cases, dtype=float) / people
    scores = (np.arcsin(np.sqrt(shares)) - math.asin(math.sqrt(average))) * 2 * np.sqrt(people)
    return _overdispersion(scores, 4 * people)


def adjusted_ratio_limits(expected: float, tau2: float, *, level: float = LEVEL) -> Interval:
    """Give limits of a ratio that allow for the variance between areas."""
    reach = normal_quantile(level) * math.sqrt(1 / expected + tau2)
    return Interval(math.exp(-reach), math.exp(reach), level)


def adjusted_share_limits(average: float, size: float, tau2: float, *, level: float = LEVEL) -> Interval:
    """Give limits of a share that allow for the variance between areas."""
    centre = math.asin(math.sqrt(average))
    reach = normal_quantile(level) * math.sqrt(1 / (4 * size) + tau2)
    ends = (max(centre - reach, 0.0), min(centre + reach, math.pi / 2))
    return Interval(math.sin(ends[0]) ** 2, math.sin(ends[1]) ** 2, level)


def _overdispersion(scores: NDArray[np.float64], weights: NDArray[np.float64]) -> Overdispersion:
    count = len(scores)
    held = np.clip(scores, *np.quantile(scores, _WINSORISED))
    phi = float((held**2).sum()) / count
    tau2 = 0.0
    if count * phi >= count - 1:
        tau2 = (count * phi - (count - 1)) / float(weights.sum() - (weights**2).sum() / weights.sum())
    return Overdispersion(scores, phi, tau2)


def _verdict(value: float, strict: Interval, plain: Interval) -> Verdict:
    if value > strict.upper:
        return Verdict.HIGH_STRICT
    if value < strict.lower:
        return Verdict.LOW_STRICT
    if value > plain.upper:
        return Verdict.HIGH
    if value < plain.lower:
        return Verdict.LOW
    return Verdict.NOT_SIGNIFICANT
