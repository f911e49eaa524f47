"""How many a published figure covers of those it should have covered, by declared official denominators.

A coverage is the published, protected number of people over an official one, in whole percent. So it is known
to whoever has the published figure and the official table, and tells no exact count: every true count that
was given the same protected number has the same coverage. Where the number of people is not shown there is
none. Official numbers are read here and nowhere added to our own.
"""

from __future__ import annotations

from collections.abc import Iterable

from folkekommune.indicators.definition import Definition, Eligible
from folkekommune.municipalities.population import Sex, population
from folkekommune.official.descriptions import Use
from folkekommune.official.figures import ALL_AGES, Area, Level, Slot
from folkekommune.official.shelf import Shelf, Table
from folkekommune.published.figures import CellKey

POPULATION = "folketall"
"""The table that the product also ships with, for municipalities of real persons."""

_BOTH = ""
_SEXES: dict[str, Sex] = {"1": "male", "2": "female"}
_WHOLE_PERCENT = 2


class Coverage:
    """The coverage of published figures.

    :param shelf: the official tables in use.
    :param shipped: whether the shipped population of Statistics Norway may stand in for a table that was
        not taken in. Never where persons are invented: they are not held against real residents.
    """

    def __init__(self, shelf: Shelf, *, shipped: bool) -> None:
        self._shelf = shelf
        self._shipped = shipped

    def of(self, definition: Definition, key: CellKey, people: float) -> float | None:
        """Give the share of the eligible that the people of a published figure are, to whole percent.

        :param people: the protected number of people, as it was published.
        """
        eligible = self.eligible(definition, key)
        return round(people / eligible, _WHOLE_PERCENT) if eligible else None

    def eligible(self, definition: Definition, key: CellKey) -> float | None:
        """Count whom a figure should have covered; ``None`` where it is not declared, or not known whole."""
        if definition.eligible is None or key.group is not None:
            return None
        years = range(key.year - key.years + 1, key.year + 1)
        return _sum(self._of_year(definition, definition.eligible, key._replace(year=year)) for year in years)

    def stamp(self) -> str:
        """Tell which state the official tables are in, to know when what is told beside figures changes."""
        return str(self._shelf.stamp() or "")

    def _of_year(self, definition: Definition, eligible: Eligible, key: CellKey) -> float | None:
        place = Area(Level.DISTRICT, key.district) if key.district else _municipality(key.municipality)
        year = key.year + 1 if eligible.ages else key.year
        table = self._shelf.table(definition.databank, eligible.table)
        if table is not None:
            slot = Slot(place, year, sex=key.sex or _BOTH)
            return _sum(_find(table, slot, age) for age in eligible.ages or (ALL_AGES,))
        if self._shipped and eligible.table == POPULATION:
            sex = _SEXES[key.sex] if key.sex else None
            return population(place.code, year, sex=sex, ages=eligible.ages)
        return None


def _find(table: Table, slot: Slot, age: int) -> float | None:
    """Give a denominator; both sexes together are the sum of each where the table has no more."""
    if table.description.use is not Use.DENOMINATOR:
        return None
    wanted = slot.aged(age)
    found = table.find(wanted).value
    if found is None and not wanted.sex:
        return _sum(table.find(wanted.divided(sex)).value for sex in _SEXES)
    return found


def _sum(numbers: Iterable[float | None]) -> float | None:
    """Add numbers up; nothing where one of them is not known."""
    total = 0.0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total


def _municipality(number: str) -> Area:
    return Area(Level.MUNICIPALITY, number)
