"""Which municipality of 2024 an older number belongs to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from folkekommune.municipalities.tables import read_rows


@dataclass(frozen=True)
class Successor:
    """A municipality of 2024 that took over an older number, in whole or in part.

    :param weight: the share of the old municipality, crude where it was split.
    """

    number: str
    first_year: int
    last_year: int
    weight: float


def current_code(code: str, year: int | None = None) -> str | None:
    """Give the 2024 number of a municipality, from that number or an older one.

    The year tells uses of one number apart, should it ever have changed meaning. A number outside its
    own years is still understood: record systems keep using old numbers, and recode old visits.

    >>> current_code("1201"), current_code("1201", 2024), current_code("4601", 2012)
    ('4601', '4601', '4601')

    :returns: None for an unknown number, and for one that was split (Ålesund before 2024), since then
        no one can tell where a single person belongs; see :func:`successors`.
    """
    found = successors(code)
    if year is not None:
        found = tuple(s for s in found if s.first_year <= year <= s.last_year) or found
    numbers = {successor.number for successor in found}
    return numbers.pop() if len(numbers) == 1 else None


def successors(code: str) -> tuple[Successor, ...]:
    """Give every municipality of 2024 that a number led to; none for an unknown number."""
    return _changes().get(code.strip(), ())


@cache
def _changes() -> dict[str, tuple[Successor, ...]]:
    found: dict[str, list[Successor]] = defaultdict(list)
    for row in read_rows("kommuneendringer_til_2024.csv"):
        successor = Successor(
            number=row["kommunenr_2024"],
            first_year=int(row["fra_aar"]),
            last_year=int(row["til_aar"]),
            weight=float(row["vekt"]),
        )
        found[row["kommunenr_gammel"]].append(successor)
    return {number: tuple(entries) for number, entries in found.items()}
