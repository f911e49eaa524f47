"""Standardised rates: direct (Dobson's limits) and indirect.

Sources: A. J. Dobson et al., Stat. Med. 1991;10:457-462; Association of Public Health Observatories,
Technical Briefing 3, 2008; for events that repeat within a person the same variance, summed over persons
with one, two … events each.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from folkekommune.statistics.counts import FEW, Rate, count_limits
from folkekommune.statistics.intervals import LEVEL, Interval


@dataclass(frozen=True)
class Band:
    """An age band: events, people, and the people of the standard population.

    :param persons: number of persons by how many events each had; none where every event is a person's only.
    """

    events: float
    people: float
    standard: float
    persons: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True)
class ReferenceBand:
    """An age band of an area beside that of the reference."""

    events: float
    people: float
    reference_events: float
    reference_people: float


def direct_rate(bands: Sequence[Band], *, multiplier: float = 1.0, level: float = LEVEL) -> Rate | None:
    """Give the directly standardised rate; withheld under ten events.

    :raises ValueError: for a band without people.
    """
    if any(band.people <= 0 for band in bands):
        raise ValueError
    events = sum(band.events for band in bands)
    if events < FEW:
        return None
    whole = sum(band.standard for band in bands)
    rate = sum(band.standard * band.events / band.people for band in bands) / whole
    variance = sum(_variance(band) for band in bands) / whole**2
    about = count_limits(events, level=level)
    factor = math.sqrt(variance / events)
    lower, upper = (rate + factor * (limit - events) for limit in (about.lower, about.upper))
    return Rate(rate * multiplier, Interval(lower, upper, level).times(multiplier))


def expected_events(bands: Sequence[ReferenceBand]) -> float:
    """Give the events an area would have had with the rates of the reference."""
    return sum(band.people * band.reference_events / band.reference_people for band in bands)


def indirect_ratio(bands: Sequence[ReferenceBand], *, multiplier: float = 1.0, level: float = LEVEL) -> Rate:
    """Give observed events over expected ones."""
    expected = expected_events(bands)
    events = sum(band.events for band in bands)
    factor = multiplier / expected
    return Rate(events * factor, count_limits(events, level=level).times(factor))


def indirect_rate(bands: Sequence[ReferenceBand], *, multiplier: float = 1.0, level: float = LEVEL) -> Rate:
    """Give the indirectly standardised rate: the ratio times the crude rate of the reference."""
    crude = sum(band.reference_events for band in bands) / sum(band.reference_people for band in bands)
    return indirect_ratio(bands, multiplier=crude * multiplier, level=level)


def country_is_hundred(observed: float, expected: float) -> float:
    """Give the factor that makes the country's own ratio exactly one in a period.

    People of unknown age or sex are among the observed and not among the expected, and push it off.
    """
    return expected / observed


def _variance(band: Band) -> float:
    repeats = band.persons or ((1, band.events),)
    return sum(times**2 * band.standard**2 * persons / band.people**2 for times, persons in repeats)
