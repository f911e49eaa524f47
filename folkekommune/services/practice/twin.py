"""The twin of a release: invented persons with a value of each of its variables, where one can be.

The same databank, version and published figures give the same twin each time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from folkekommune.catalogue.model import Databank, Temporality, UnitType, ValueType, Variable
from folkekommune.services.practice.drawing import Drawn, Rows, Sources, draw
from folkekommune.services.practice.people import EPOCH, YEAR, Array, People, dice, invent_people
from folkekommune.services.practice.weights import Weights

PERSONS = 2000
_CAME = 0.92
_MISSING = 0.03
_WINDOW = 8
"""How many standard deviations wide the ages are at which a visit is accepted."""

_SPELLS = (1, 1, 2, 3)
_YEARS_BACK = 10
_UNITS = (0, 1, 1, 1, 2, 3)


@dataclass(frozen=True)
class Column:
    """The values of a variable: whose, and from and to which day where it is not fixed.

    :param stops: the last day, or ``OPEN`` for what still holds.
    """

    variable: Variable
    units: Array
    homes: Array
    values: Array
    starts: Array | None = None
    stops: Array | None = None


OPEN = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Units:
    """Units below persons: whose each is, and at which occasion it came about, if at one."""

    kind: UnitType
    owners: Array
    occasions: Array


@dataclass(frozen=True)
class Twin:
    """Invented persons in the form of a release."""

    databank: Databank
    sources: Sources
    people: People
    _raw: dict[str, tuple[Rows, Drawn, Array | None, Array | None]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts in which the persons live."""
        return self.sources.parts

    @cached_property
    def units(self) -> tuple[Units, ...]:
        """The units below persons, of each type."""
        return tuple(self._units(kind) for kind in self.databank.unit_types.values())

    def columns(self, needed: Collection[str] | None = None) -> Iterator[Column]:
        """Give the values of all variables, or of those that are needed: the same in any company."""
        for variable in self.databank.variables.values():
            if needed is not None and variable.name not in needed:
                continue
            rows, drawn, starts, stops = self._drawn(variable)
            there = drawn.there & (
                dice(self.sources.seed, variable.name, "missing").random(len(rows)) > _MISSING
            )
            yield Column(
                variable,
                rows.units[there],
                rows.homes[there],
                drawn.values[there],
                None if starts is None else starts[there],
                None if stops is None else stops[there],
            )
        for units in self.units:
            wanted = [each for each in units.kind.variables.values() if needed is None or each.name in needed]
            yield from self._of_units(units, wanted)

    def _drawn(self, variable: Variable) -> tuple[Rows, Drawn, Array | None, Array | None]:
        if variable.name not in self._raw:
            self._raw[variable.name] = self._draw(variable)
        return self._raw[variable.name]

    def _draw(self, variable: Variable) -> tuple[Rows, Drawn, Array | None, Array | None]:
        if variable.name in self.people.parents:
            named = Drawn(self.people.parents[variable.name], np.ones(len(self.people), dtype=bool))
            return self._everyone(), named, None, None
        visits = self._visits.get(variable.occasion or "")
        if visits is not None:
            day = visits if variable.value_type is ValueType.DATE else None
            rows = self._everyone(visits)
            drawn = draw(variable, rows, self.sources) if day is None else Drawn(day, visits < OPEN)
            kept = Drawn(drawn.values, drawn.there & (visits < OPEN))
            fixed = variable.temporality is Temporality.FIXED
            return rows, kept, *((None, None) if fixed else (visits, visits))
        if variable.temporality is Temporality.FIXED:
            rows = self._everyone()
            return rows, draw(variable, rows, self.sources), None, None
        return self._over_time(variable)

    def _everyone(self, days: Array | None = None) -> Rows:
        people = self.people
        last = np.full(len(people), self._last)
        return Rows(
            np.arange(len(people)),
            last if days is None else np.minimum(days, last),
            people.born,
            people.homes,
        )

    @property
    def _last(self) -> int:
        return self.sources.until.toordinal() - EPOCH

    @cached_property
    def _visits(self) -> dict[str, Array]:
        """For each occasion the day on which each person came, ``OPEN`` for who did not."""
        found = {}
        for each in self.databank.occasions:
            drawing = dice(self.sources.seed, "visit", each.name)
            spread = (each.latest_days - each.earliest_days) / _WINDOW
            ages = np.clip(
                drawing.normal(each.due_days, spread, len(self.people)), each.earliest_days, each.latest_days
            )
            days = self.people.born + ages.astype(np.int64)
            came = (drawing.random(len(self.people)) < _CAME) & (days <= self._last)
            found[each.name] = np.where(came, days, OPEN)
        return found

    def _over_time(self, variable: Variable) -> tuple[Rows, Drawn, Array, Array]:
        """Draw values that hold for some time; those of one kind of spell hold for the same times."""
        if variable.temporality is Temporality.EVENT:
            units, starts, stops = self._spells(variable.occasion or variable.item or variable.name)
        else:
            units, starts, stops = self._years(days=variable.temporality is Temporality.STATUS)
        rows = Rows(units, starts, self.people.born[units], self.people.homes[units])
        drawn = draw(variable, rows, self.sources)
        if variable.only is not None:
            drawn = Drawn(drawn.values, drawn.there & self._only(variable, len(rows)))
        return rows, drawn, starts, stops

    def _only(self, variable: Variable, number: int) -> Array:
        """Tell for each spell whether another item has there one of the codes that are asked for."""
        item, codes = variable.only or ("", ())
        for each in self.databank.variables.values():
            if (each.item, each.occasion, each.only) == (item, variable.occasion, None):
                values = self._drawn(each)[1].values
                return np.isin(values, codes) if len(values) == number else np.ones(number, dtype=bool)
        return np.ones(number, dtype=bool)

    def _spells(self, kind: str) -> tuple[Array, Array, Array]:
        drawing = dice(self.sources.seed, "spells", kind)
        number = drawing.choice(_SPELLS, len(self.people))
        units = np.repeat(np.arange(len(self.people)), number)
        begins = np.maximum(self.people.born, self._last - int(_YEARS_BACK * YEAR))[units]
        first = np.searchsorted(units, units) == np.arange(len(units))
        drawn = begins + (drawing.random(len(units)) * (self._last - begins)).astype(np.int64)
        starts = np.where(first, begins, drawn)
        order = np.lexsort((starts, units))
        starts = starts[order]
        again = np.concatenate([(units[1:] == units[:-1]) & (starts[1:] == starts[:-1]), [False]])
        units, starts = units[~again], starts[~again]
        goes_on = np.concatenate([units[1:] == units[:-1], [False]])
        stops = np.where(goes_on, np.concatenate([starts[1:] - 1, [0]]), OPEN)
        return units, starts, stops

    def _years(self, *, days: bool) -> tuple[Array, Array, Array]:
        """Give for each person the last years, or the first day of each."""
        last = self.sources.until.year
        first = [date(year, 1, 1).toordinal() - EPOCH for year in range(last - _YEARS_BACK, last)]
        ends = [date(year, 12, 31).toordinal() - EPOCH for year in range(last - _YEARS_BACK, last)]
        units = np.repeat(np.arange(len(self.people)), len(first))
        starts = np.tile(first, len(self.people))
        stops = starts if days else np.tile(ends, len(self.people))
        lived = starts >= self.people.born[units]
        return units[lived], starts[lived], stops[lived]

    def _units(self, kind: UnitType) -> Units:
        """Give the units of a type: a visit for each that came where its codes are the occasions."""
        if self._occasion_variable(kind) is None:
            number = dice(self.sources.seed, "units", kind.name).choice(_UNITS, len(self.people))
            owners = np.repeat(np.arange(len(self.people)), number)
            return Units(kind, owners, np.full(len(owners), -1))
        came = np.array([self._visits[each.name] < OPEN for each in self.databank.occasions]).T
        owners, occasions = np.nonzero(came)
        return Units(kind, owners, occasions)

    def _occasion_variable(self, kind: UnitType) -> Variable | None:
        names = {each.name for each in self.databank.occasions}
        return next(
            (
                each
                for each in kind.variables.values()
                if names
                and each.code_list is not None
                and {code.value for code in each.code_list.codes} <= names
            ),
            None,
        )

    def _of_units(self, units: Units, wanted: Sequence[Variable]) -> Iterator[Column]:
        numbers, owners = np.arange(len(units.owners)), units.owners
        names = [each.name for each in self.databank.occasions]
        of_occasion = self._occasion_variable(units.kind)
        days = np.full(len(owners), self._last)
        for place, name in enumerate(names):
            here = units.occasions == place
            days[here] = self._visits[name][owners[here]]
        rows = Rows(numbers, days, self.people.born[owners], self.people.homes[owners])
        for variable in wanted:
            if variable.name == units.kind.link:
                drawn = Drawn(self.people.keys[owners], np.ones(len(owners), dtype=bool))
            elif variable is of_occasion:
                drawn = Drawn(
                    np.array(names, dtype=object)[units.occasions], np.ones(len(owners), dtype=bool)
                )
            elif of_occasion is not None and variable.value_type is ValueType.DATE:
                drawn = Drawn(days, np.ones(len(owners), dtype=bool))
            elif of_occasion is not None and variable.unit == "d" and variable.code_list is None:
                drawn = Drawn(days - rows.born, np.ones(len(owners), dtype=bool))
            else:
                drawn = self._as_at_visits(variable, units, draw(variable, rows, self.sources))
            there = drawn.there
            yield Column(variable, numbers[there], rows.homes[there], drawn.values[there])

    def _as_at_visits(self, variable: Variable, units: Units, drawn: Drawn) -> Drawn:
        """Take what the visit's own variables say of an item, where there are such."""
        values, there = drawn.values.copy(), drawn.there.copy()
        own = {(v.item, v.occasion): v for v in self.databank.variables.values()}
        for place, each in enumerate(self.databank.occasions):
            here = units.occasions == place
            known = own.get((variable.item, each.name))
            if not here.any() or not any(item == variable.item for item, _ in own):
                continue
            there[here] = False
            if known is not None and known.value_type is variable.value_type:
                said = self._drawn(known)[1]
                values[here] = said.values[units.owners[here]]
                there[here] = said.there[units.owners[here]]
        return Drawn(values, there)


def make_twin(
    databank: Databank,
    version: str,
    *,
    parts: Sequence[str],
    weights: Weights,
    until: date,
    persons: int = PERSONS,
) -> Twin:
    """Make the twin of a databank's version for those who may see some parts of it.

    :param weights: what is published of it, :param until: the last day of which anything is told.
    """
    sources = Sources(f"{databank.name}:{version}", tuple(parts), weights.codes, weights.means, until)
    people = invent_people(databank, persons, parts=sources.parts, homes=weights.homes, until=until)
    return Twin(databank, sources, people)
