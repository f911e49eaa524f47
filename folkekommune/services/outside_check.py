"""V1: our own published counts, held against the same ones in official tables.

Counts of consultations and births are in KOSTRA and the population register as well as in the records. Where
they are far apart, one of them is wrong, or they do not count the same. Nothing is corrected by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from folkekommune.official.descriptions import Use
from folkekommune.official.figures import Area, Level, Slot
from folkekommune.official.shelf import Shelf, Table
from folkekommune.published.figures import CellKey, FigureSet

_PERCENT = 100


class Counted(Enum):
    """What is compared."""

    CASES = "cases"
    PEOPLE = "people"


@dataclass(frozen=True)
class Beside:
    """A published count of our own beside the official one.

    :param table: code of the official table.
    """

    indicator: str
    table: str
    year: int
    counted: Counted
    own: int
    official: float

    @property
    def percent(self) -> float:
        """How many percent our own is above the official one."""
        return _PERCENT * (self.own - self.official) / self.official

    def is_apart(self, percent: float) -> bool:
        """Tell whether they differ by more than so many percent."""
        return abs(self.percent) > percent


def counts_beside(figures: FigureSet, shelf: Shelf, databank: str, municipality: str) -> tuple[Beside, ...]:
    """Give every published count of a municipality that an official table in use has too, newest first."""
    found: list[Beside] = []
    for table in shelf.tables(databank, Use.BENCHMARK, Use.DENOMINATOR):
        indicators = table.description.checks or (table.description.code,)
        keys = [
            key
            for key in figures.cells
            if (key.databank, key.municipality, key.years) == (databank, municipality, 1)
            and (key.district, key.sex) == (None, None)
            and key.indicator in indicators
        ]
        for key in keys:
            found += _beside(figures, table, key)
    return tuple(sorted(found, key=lambda each: (each.indicator, -each.year, each.counted.value)))


def _beside(figures: FigureSet, table: Table, key: CellKey) -> Iterator[Beside]:
    cell = figures.cells[key]
    official = table.find(Slot(Area(Level.MUNICIPALITY, key.municipality), key.year))
    if cell.numerator.text is None or cell.complement.text is None or official.absent:
        return
    cases = int(cell.numerator.text)
    people = cases + int(cell.complement.text)
    outside = (official.numerator, official.denominator)
    if table.description.use is Use.DENOMINATOR:
        outside = (None, official.value)
    for counted, own, other in zip(Counted, (cases, people), outside, strict=True):
        if other:
            yield Beside(key.indicator, table.description.code, key.year, counted, own, other)
