"""From a table as it came to figures, by what its description says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from folkekommune.official.ages import age_of
from folkekommune.official.axes import Axes, called, chosen
from folkekommune.official.cubes import Category, Cube, CubeCell, fault
from folkekommune.official.descriptions import Description, Use
from folkekommune.official.figures import ALL_AGES, Absent, OfficialFigure, Slot
from folkekommune.official.periods import period_of
from folkekommune.official.places import area_of
from folkekommune.official.pxweb_csv import HEADING_CONTENTS, HEADING_SEX, HEADING_YEAR

_SIGNS = {":": Absent.WITHHELD, "..": Absent.MISSING, "...": Absent.MISSING, ".": Absent.NOT_COMPUTABLE}
_GRAVEST = (Absent.WITHHELD, Absent.NOT_COMPUTABLE, Absent.MISSING)
_CLOSE = 1.0
"""How far a given value and the one of its counts may be apart: sources round to whole percent."""


@dataclass(frozen=True)
class Told:
    """A number of the table, or the sign in its place."""

    number: float | None
    sign: str


@dataclass(frozen=True)
class Understood:
    """What was understood of a table.

    :param unknown_places: categories that are no place of ours, :param unread: of other dimensions, those
        that the description does not ask for.
    """

    figures: Mapping[Slot, OfficialFigure] = field(repr=False)
    unknown_places: int = 0
    unread: int = 0

    @property
    def by_level(self) -> dict[str, int]:
        """Count the places of each kind."""
        return dict(Counter(area.level.value for area in {slot.area for slot in self.figures}))

    @property
    def years(self) -> tuple[int, ...]:
        """List the years, oldest first."""
        return tuple(sorted({slot.year for slot in self.figures}))

    @property
    def absent(self) -> dict[str, int]:
        """Count the figures without a number, by sign."""
        return dict(Counter(each.absent.value for each in self.figures.values() if each.absent))


class _Reader:
    """Tells which figure a cell of the table is about."""

    def __init__(self, cube: Cube, description: Description) -> None:
        columns, axes = description.columns, Axes(cube)
        self._roles = description.contents.named()
        self._places = axes.need(columns.place, area_of, role="geo")
        self._periods = axes.need((*columns.year, HEADING_YEAR), _period(description), role="time")
        self._sexes = axes.take((*columns.sex, HEADING_SEX), _role(description.sexes))
        self._ages = axes.take(columns.age, age_of)
        self._contents = axes.take((*columns.contents, HEADING_CONTENTS), _role(self._roles), role="metric")
        self._fixed = [axes.need(names, chosen(wanted)) for names, wanted in columns.fixed.items()]
        axes.finish()
        if self._contents and not any(self._contents.meanings):
            expected = [name for names in self._roles.values() for name in names]
            raise fault("contents-missing", expected=", ".join(expected))
        self.unknown_places = self._places.unread
        self.unread = sum(
            axis.unread for axis in (self._sexes, self._ages, self._contents, *self._fixed) if axis
        )

    def slot(self, cell: CubeCell) -> Slot | None:
        """Give the slot of a cell, if it is one that is kept."""
        place, period = self._places.of(cell), self._periods.of(cell)
        sex = self._sexes.of(cell) if self._sexes else "0"
        age = self._ages.of(cell) if self._ages else ALL_AGES
        if place is None or period is None or sex is None or age is None:
            return None
        if any(not axis.of(cell) for axis in self._fixed):
            return None
        return Slot(place, period[0], sex=sex.strip("0"), years=period[1], age=age)

    def role(self, cell: CubeCell) -> str | None:
        """Give the role of a cell's number; where the table has one content, the first that is described."""
        return self._contents.of(cell) if self._contents else next(iter(self._roles))


def understand(cube: Cube, description: Description) -> Understood:
    """Give the figures of a table.

    :raises InputError: when a dimension or category that is needed is not there, one is there that is not
        described, or the numbers contradict each other.
    """
    reader = _Reader(cube, description)
    told: dict[Slot, dict[str, Told]] = {}
    for cell in cube.cells:
        slot, role = reader.slot(cell), reader.role(cell)
        if slot is None or role is None:
            continue
        if role in told.setdefault(slot, {}):
            raise fault("twice")
        told[slot][role] = Told(cell.number, description.signs.get(cell.sign, cell.sign))
    if not told:
        raise fault("nothing-understood", places=reader.unknown_places)
    figures = {slot: _figure(each, description) for slot, each in told.items()}
    return Understood(figures, reader.unknown_places, reader.unread)


def _period(description: Description) -> Callable[[Category], tuple[int, int] | None]:
    form = description.period
    return lambda category: period_of(category.code, form) or period_of(category.label, form)


def _role(named: Mapping[str, tuple[str, ...]]) -> Callable[[Category], str | None]:
    """Give the role that a category is named for."""
    known = {name.casefold(): role for role, names in named.items() for name in names}
    return lambda category: next((known[name] for name in sorted(called(category)) if name in known), None)


def _figure(told: Mapping[str, Told], description: Description) -> OfficialFigure:
    """Make a figure of what the table tells: the value, or the counts it is computed from, or both."""
    signs = [_absent(each.sign) for each in told.values() if each.number is None]
    if signs:
        return OfficialFigure(absent=min(signs, key=_GRAVEST.index))
    numbers = {role: each.number for role, each in told.items() if each.number is not None}
    if any(number < 0 for number in numbers.values()):
        raise fault("contradiction")
    cases, people = numbers.get("numerator"), numbers.get("denominator")
    if description.use is not Use.BENCHMARK:
        return OfficialFigure(numbers.get("value", people))
    value = numbers.get("value")
    if cases is not None and people is not None:
        counted = _counted(cases, people, description)
        if counted is None:
            return OfficialFigure(absent=Absent.NOT_COMPUTABLE)
        if value is not None and abs(value - counted) > _CLOSE:
            raise fault("contradiction")
        value = counted
    if value is None:
        return OfficialFigure(absent=Absent.MISSING)
    if description.percent and value > description.multiplier:
        raise fault("contradiction")
    return OfficialFigure(value, cases, people)


def _counted(cases: float, people: float, description: Description) -> float | None:
    """Compute the value of two counts."""
    if description.percent and cases > people:
        raise fault("contradiction")
    return description.multiplier * cases / people if people else None


def _absent(sign: str) -> Absent:
    if sign not in _SIGNS:
        raise fault("sign-unknown")
    return _SIGNS[sign]
