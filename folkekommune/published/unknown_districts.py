"""G2: where too many live in no known district, the figures of the districts tell too little of them.

How many those are is read off protected numbers: the unknown district's beside the municipality's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from folkekommune.disclosure.cube_places import unknown_district
from folkekommune.disclosure.ledger import PublishedCell
from folkekommune.published.cell_names import counted_cell

_PERCENT = 100.0


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
    for name, kept in history.items():
        cell = counted_cell(name)
        if cell is None or cell.sex is not None:
            continue
        place = Unplaced(cell.indicator, cell.version, Period(cell.last, cell.years))
        if cell.district is None:
            everybody[place] += kept.said
        elif cell.district == unknown_district(cell.municipality):
            unknown[place] += kept.said
    return tuple(
        sorted(place for place, people in unknown.items() if _PERCENT * people > percent * everybody[place])
    )
