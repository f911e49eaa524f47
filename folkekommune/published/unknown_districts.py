"""G2: where too many live in no known district, the figures of the districts tell too little of them.

How many those are is read off protected numbers: the unknown district's beside the municipality's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from folkekommune.disclosure.ledger import PublishedCell
from folkekommune.disclosure.shares import unknown_district

_PERCENT = 100.0
_FIELDS = 8
"""Databank, municipality, indicator, version, district, year, sex and outcome: how a cell is named."""
_EVERYBODY = "-"
_COUNTED = frozenset({"0", "1"})


class Period(NamedTuple):
    """A year, or the years up to one."""

    year: int
    years: int = 1


class Unplaced(NamedTuple):
    """An indicator and a period in which the districts are withheld."""

    indicator: str
    version: int
    period: Period


def find_unplaced(history: Mapping[str, PublishedCell], *, percent: float) -> tuple[Unplaced, ...]:
    """Find where more than so large a share of an indicator's people have no known district.

    :param history: of all cells of a municipality's cubes, by name.
    """
    everybody, unknown = Counter[Unplaced](), Counter[Unplaced]()
    for name, cell in history.items():
        fields = name.split("|")
        if len(fields) != _FIELDS:
            continue
        _, municipality, indicator, version, district, years, sex, outcome = fields
        if sex != _EVERYBODY or outcome not in _COUNTED:
            continue
        first, _, last = years.partition("-")
        year = int(last or first)
        place = Unplaced(indicator, int(version), Period(year, year - int(first) + 1))
        if district == _EVERYBODY:
            everybody[place] += cell.said
        elif district == unknown_district(municipality):
            unknown[place] += cell.said
    return tuple(
        sorted(place for place, people in unknown.items() if _PERCENT * people > percent * everybody[place])
    )
