"""Pooled periods: numerators and denominators are summed over years, never yearly percentages averaged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Pooled:
    """A period.

    :param years: first and last year, :param present: how many of them have data.
    :param complete: whether every year has, :param published: whether enough have.
    """

    years: tuple[int, int]
    numerator: float
    denominator: float
    present: int
    complete: bool
    published: bool


def pool(
    yearly: Mapping[int, tuple[float | None, float | None]],
    length: int,
    *,
    withheld: frozenset[int] = frozenset(),
) -> tuple[Pooled, ...]:
    """Sum rolling periods of so many years, from the first year there is to the last.

    A year whose numerator or denominator is missing is missing in both. A period is published with two of
    three years (three of five; all of one), and not where a fifth of its years or more were withheld.

    :param withheld: years whose figures were withheld for privacy.
    """
    if not yearly:
        return ()
    needed = length // 2 + 1
    periods = []
    for first in range(min(yearly), max(yearly) - length + 2):
        years = range(first, first + length)
        known = [
            (top, bottom)
            for top, bottom in (yearly.get(year, (None, None)) for year in years)
            if top is not None and bottom is not None
        ]
        hidden = sum(year in withheld for year in years)
        periods.append(
            Pooled(
                (first, first + length - 1),
                sum(top for top, _ in known),
                sum(bottom for _, bottom in known),
                len(known),
                complete=len(known) == length,
                published=len(known) >= needed and 5 * hidden < length,
            )
        )
    return tuple(periods)
