"""The reference engine: plain Python over lists of rows. Slow, obvious, and the meaning of a query."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkekommune.catalogue.model import PERSON_TYPE
from folkekommune.engines.group_statistics import statistic_of
from folkekommune.engines.meaning import Value, evaluate, finite, holds
from folkekommune.engines.rows import ordered
from folkekommune.engines.source import MemoryRelease, StoredValue, granted_bits
from folkekommune.query.columns import ReleaseRef
from folkekommune.query.dataset import (
    DATE_OF_PANEL,
    PERSON,
    Aggregate,
    Dataset,
    GroupRoot,
    Join,
    PanelRoot,
    PersonRoot,
    Root,
    SpellRoot,
    Statistic,
    Step,
    UnitRoot,
)
from folkekommune.query.engine import (
    SCALE,
    SKETCH,
    CellRequest,
    Cells,
    ContributionSizes,
    Moment,
    MomentSums,
    Rows,
    RowsRequest,
    TooManyGroupsError,
)
from folkekommune.query.places import place_among, shares
from folkekommune.query.steps import Assign, Copy, Draw, Import, Keep, Rank, Rename, Select
from folkekommune.statistics.draws import draws

_LONG_AGO = 2**31
"""How long before 1970 what has no beginning began, in days."""


@dataclass
class _Row:
    """A unit: the persons behind it, their key, what it adds to a sketch, parts, conditions, values."""

    unit: float | str | None
    key: int
    mark: int = 0
    persons: int = 1
    parts: int = 0
    mask: int = 0
    granted: bool = True
    values: dict[str, Value] = field(default_factory=dict)


class ReferenceEngine:
    """Answer requests by looping over rows.

    :param find: gives the release in memory.
    """

    def __init__(self, find: Callable[[ReleaseRef], MemoryRelease]) -> None:
        self._find = find

    def parts(self, dataset: Dataset) -> tuple[str, ...]:
        """Give the release parts in the order of their bits."""
        root = dataset.root
        return self._find(root.release).parts if isinstance(root, PersonRoot) else ()

    def cells(self, request: CellRequest, *, limit: int) -> Cells:
        """Group all rows of the root by parts, mask and dimensions."""
        groups: dict[tuple[object, ...], list[_Row]] = {}
        for row in self._rows(request.dataset):
            place = (row.parts, row.mask, *(row.values[name] for name in request.dimensions))
            groups.setdefault(place, []).append(row)
        if len(groups) > limit:
            raise TooManyGroupsError
        members = list(groups.values())
        firsts = [rows[0] for rows in members]
        people = [_people(rows, request.dataset) for rows in members]
        return Cells(
            parts=np.array([row.parts for row in firsts], dtype=np.int64),
            mask=np.array([row.mask for row in firsts], dtype=np.int64),
            coordinates=tuple(
                tuple(_unsigned_zero(row.values[name]) for row in firsts) for name in request.dimensions
            ),
            units=np.array([len(rows) for rows in members], dtype=np.int64),
            persons=np.array([sum(row.persons for row in rows) for rows in people], dtype=np.int64),
            fingerprint=np.array([_xor(rows) for rows in people], dtype=np.uint64),
            sketch=np.array([_sketch(rows) for rows in people], dtype=np.uint64),
            moments=tuple(_sums(moment, members, request.dataset) for moment in request.moments),
        )

    def quantiles(self, dataset: Dataset, column: str, probabilities: tuple[float, ...]) -> tuple[float, ...]:
        """Give exact quantiles over all rows of the root."""
        return _quantiles(_numbers(self._rows(dataset), column), probabilities)

    def neighbours(
        self,
        dataset: Dataset,
        column: str,
        probabilities: tuple[float, ...],
        *,
        side: int,
        ignored: frozenset[int] = frozenset(),
    ) -> tuple[tuple[float, ...], ...]:
        """Give the order statistics nearest each quantile of the live rows."""
        values = _numbers(_live(self._rows(dataset), dataset, ignored), column)
        result = []
        for p in probabilities:
            place = max(math.ceil(p * len(values)), 1) - 1
            result.append(tuple(values[max(place - side, 0) : place + side + 1]))
        return tuple(result)

    def rows(self, request: RowsRequest) -> Rows:
        """Give the live rows."""
        dataset = request.dataset
        live = _live(self._rows(dataset), dataset, request.ignored)
        if request.few is not None:
            found = [tuple(row.values[name] for name in request.columns) for row in live]
            sizes = Counter(found)
            live = [row for row, values in zip(live, found, strict=True) if sizes[values] <= request.few]
        keys = np.array([row.key for row in live], dtype=np.uint64)
        return ordered(keys, [_column(live, name, dataset) for name in request.columns])

    def forget(self) -> None:
        """Keep nothing: there is nothing to forget."""

    def interrupt(self) -> None:
        """Do nothing: the reference engine is for tests and cannot be interrupted."""

    def _rows(self, dataset: Dataset) -> list[_Row]:
        root = dataset.root
        match root:
            case PersonRoot():
                rows = self._persons(root)
            case SpellRoot():
                rows = self._spells(root)
            case UnitRoot():
                rows = self._units(root)
            case PanelRoot():
                rows = self._panel(root)
            case GroupRoot():
                rows = self._groups(root)
        bit = 0
        for step in dataset.steps:
            self._apply(step, rows, root, bit)
            bit += isinstance(step, Keep) or (isinstance(step, Import) and step.population)
        return rows

    def _persons(self, root: PersonRoot) -> list[_Row]:
        release = self._find(root.release)
        grant = granted_bits(release.parts, root.grant)
        return [
            _Row(
                unit=unit,
                key=key % 2**64,
                mark=1 << key % SKETCH,
                parts=parts,
                granted=bool(parts & grant),
            )
            for unit, key, parts in release.persons
        ]

    def _spells(self, root: SpellRoot) -> list[_Row]:
        release = self._find(root.release)
        grant = granted_bits(release.parts, root.grant)
        persons = {row.unit: row for row in self._persons(PersonRoot(root.release, root.grant))}
        owners = {unit.unit: unit.person for unit in release.units.get(root.unit_type, ())}
        rows = []
        for stored in release.values[root.variable]:
            begun = stored.start is None or stored.start <= root.high
            over = stored.stop is not None and stored.stop < root.low
            if begun and not over and grant & (1 << stored.part):
                owner = stored.unit if root.unit_type == PERSON_TYPE else owners[stored.unit]
                person = persons[owner]
                number = root.info.type.is_number
                values: dict[str, Value] = {
                    root.name: finite(float(stored.value)) if number else str(stored.value),
                    root.start_name: None if stored.start is None else float(stored.start),
                    root.stop_name: None if stored.stop is None else float(stored.stop),
                    PERSON: float(owner),
                }
                rows.append(replace(person, unit=stored.unit, values=values))
        return rows

    def _units(self, root: UnitRoot) -> list[_Row]:
        release = self._find(root.release)
        grant = granted_bits(release.parts, root.grant)
        persons = {row.unit: row for row in self._persons(PersonRoot(root.release, root.grant))}
        return [
            replace(persons[each.person], unit=each.unit, values={PERSON: float(each.person)})
            for each in release.units[root.unit_type]
            if grant & (1 << each.part)
        ]

    def _panel(self, root: PanelRoot) -> list[_Row]:
        rows: list[_Row] = []
        for person in _live(self._rows(root.source), root.source, frozenset()):
            assert isinstance(person.unit, int | float)  # noqa: S101 - the source is of persons
            for place, date in enumerate(root.dates):
                values = {name: person.values[column] for name, column in root.at(place).items()}
                values |= {DATE_OF_PANEL: float(date), PERSON: float(person.unit)}
                rows.append(replace(person, values=values, mask=0))
        return rows

    def _groups(self, root: GroupRoot) -> list[_Row]:
        groups: dict[Value, list[_Row]] = {}
        for row in _live(self._rows(root.source), root.source, root.ignored):
            if row.values[root.by] is not None:
                groups.setdefault(row.values[root.by], []).append(row)
        result = []
        for value, rows in groups.items():
            persons = sum(row.persons for row in rows)
            group = _Row(unit=value, key=_xor(rows), persons=persons)
            group.values[root.by] = value
            for aggregate in root.aggregates:
                enough = persons >= root.floor
                group.values[aggregate.name] = _aggregate(aggregate, rows) if enough else None
            result.append(group)
        return result

    def _apply(self, step: Step, rows: list[_Row], root: Root, bit: int) -> None:
        match step:
            case Import():
                self._import(step, rows, root, bit)
            case Assign(name, value, where):
                for row in rows:
                    chosen = where is None or holds(where, row.values)
                    row.values[name] = evaluate(value, row.values) if chosen else row.values.get(name)
            case Keep(condition):
                for row in rows:
                    row.mask |= holds(condition, row.values) << bit
            case Rank(name, column, groups):
                alive = [row for row in rows if _alive(row, bit)]
                place = place_among(column, _quantiles(_numbers(alive, column), shares(groups)))
                for row in rows:
                    row.values[name] = evaluate(place, row.values)
            case Draw():
                _draw(step, rows, bit)
            case Rename() | Copy() | Select():
                for row in rows:
                    row.values = _under_names(step, row.values)
            case Join():
                self._join(step, rows)

    def _join(self, step: Join, rows: list[_Row]) -> None:
        source, key = step.source, step.key
        live = _live(self._rows(source), source, step.ignored)
        found: dict[Value, dict[str, Value]]
        if key is None and source.named:
            # Groups that are named by persons: each is for the person whose key it has.
            found = {_person_key(row.unit): row.values for row in live}
            wanted: list[Value] = [row.key for row in rows]
        elif key not in {None, PERSON} and isinstance(source.root, PersonRoot):
            found = {row.key: row.values for row in live}
            wanted = [_person_key(row.values[key or ""]) for row in rows]
        else:
            found = {row.unit: row.values for row in live}
            wanted = [row.unit if key is None else row.values[key] for row in rows]
        for row, who in zip(rows, wanted, strict=True):
            match_ = found.get(who, {})
            row.values |= {name: match_.get(name) for name in step.names}

    def _import(self, step: Import, rows: list[_Row], root: Root, bit: int) -> None:
        assert isinstance(root, PersonRoot | UnitRoot)  # noqa: S101 - validated when the step was added
        values = self._values(step, root)
        for row in rows:
            row.values[step.name] = values.get(row.unit)
            if row.values[step.name] is not None:
                row.mask |= step.population << bit | step.outer

    def _values(self, step: Import, root: PersonRoot | UnitRoot) -> dict[float | str | None, Value]:
        release = self._find(step.release)
        grant = granted_bits(release.parts, root.grant)
        result: dict[float | str | None, Value] = {}
        # A person in several parts: what began last counts, and of the same day the first part.
        for row in sorted(
            release.values[step.variable], key=lambda stored: (_begun_last(stored), stored.part)
        ):
            valid = step.at is None or (
                (row.start is None or row.start <= step.at) and (row.stop is None or step.at <= row.stop)
            )
            if valid and grant & (1 << row.part):
                number = step.info.type.is_number
                result.setdefault(row.unit, finite(float(row.value)) if number else str(row.value))
        return result


def _person_key(value: Value) -> int | None:
    """Give the record key of the person that an identifier names."""
    return None if value is None else int(value) % 2**64


def _begun_last(stored: StoredValue) -> int:
    """Order values by when they began, the latest first; without a beginning they are the earliest."""
    return -stored.start if stored.start is not None else _LONG_AGO


def _live(rows: list[_Row], dataset: Dataset, ignored: frozenset[int]) -> list[_Row]:
    needed = sum(1 << place for place in range(len(dataset.conditions)) if place not in ignored)
    return [row for row in rows if row.granted and row.mask & needed == needed]


def _under_names(step: Rename | Copy | Select, values: dict[str, Value]) -> dict[str, Value]:
    match step:
        case Rename(old, new):
            return {new if name == old else name: value for name, value in values.items()}
        case Copy(old, new):
            return values | {new: values[old]}
        case Select(names):
            return {name: values[name] for name in names}


def _alive(row: _Row, conditions: int) -> bool:
    """Tell whether a row is live under the conditions so far."""
    return row.granted and row.mask == (1 << conditions) - 1


def _quantiles(values: list[float], probabilities: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(values[max(math.ceil(p * len(values)), 1) - 1] for p in probabilities) if values else ()


def _draw(step: Draw, rows: list[_Row], conditions: int) -> None:
    keys = np.array([row.key for row in rows], dtype=np.uint64).view(np.int64)
    drawn = draws(keys, np.full(len(rows), step.salt, dtype=np.int64)).tolist()
    limit = step.size
    if step.size >= 1:
        live = sorted(place for place, row in zip(drawn, rows, strict=True) if _alive(row, conditions))
        limit = live[int(step.size)] if int(step.size) < len(live) else 1.0
    for place, row in zip(drawn, rows, strict=True):
        row.values[step.name] = float(place < limit)


def _people(rows: list[_Row], dataset: Dataset) -> list[_Row]:
    """Give one row for each person behind rows."""
    return list({row.key: row for row in rows}.values()) if dataset.rows_of_persons else rows


def _xor(rows: list[_Row]) -> int:
    key = 0
    for row in rows:
        key ^= row.key
    return key


def _sketch(rows: list[_Row]) -> int:
    sketch = 0
    for row in rows:
        sketch ^= row.mark
    return sketch


def _numbers(rows: list[_Row], column: str) -> list[float]:
    values = (row.values[column] for row in rows)
    return sorted(value + 0.0 for value in values if isinstance(value, float))


def _column(rows: list[_Row], name: str, dataset: Dataset) -> NDArray[Any]:
    values = [row.values[name] for row in rows]
    if dataset.column(name).type.is_number:
        return np.array([math.nan if value is None else value for value in values], dtype=np.float64) + 0.0
    return np.array(values, dtype=object)


def _sums(moment: Moment, groups: list[list[_Row]], dataset: Dataset) -> MomentSums:
    units, valid, keys, sketches, totals, squares = [], [], [], [], [], []
    for rows in groups:
        with_value = [row for row in rows if row.values[moment.column] is not None]
        scaled = [_fixed(moment, row.values[moment.column]) for row in with_value]
        people = _people(with_value, dataset)
        units.append(len(with_value))
        valid.append(sum(row.persons for row in people))
        keys.append(_xor(people))
        sketches.append(_sketch(people))
        totals.append(sum(scaled))
        squares.append(sum(value * value for value in scaled))
    return MomentSums(
        np.array(units, dtype=np.int64),
        np.array(valid, dtype=np.int64),
        np.array(keys, dtype=np.uint64),
        np.array(sketches, dtype=np.uint64),
        np.array(totals, dtype=np.int64),
        np.array(squares, dtype=np.int64),
        _contributions(moment, groups, dataset) if moment.contributions else None,
    )


def _contributions(moment: Moment, groups: list[list[_Row]], dataset: Dataset) -> ContributionSizes:
    found = []
    for rows in groups:
        by_person: dict[object, int] = {}
        for place, row in enumerate(rows):
            value = row.values[moment.column]
            if value is not None:
                who = row.key if dataset.rows_of_persons else place
                size = round(abs(_clipped(moment, value)) / moment.reach * SCALE)
                by_person[who] = by_person.get(who, 0) + size
        sizes = sorted(by_person.values())
        found.append((sum(sizes), *[*reversed(sizes), 0, 0][:2]))
    return ContributionSizes(*np.array(found, dtype=np.int64).reshape(-1, 3).T)


def _fixed(moment: Moment, value: Value) -> int:
    # Python's round, like casts in databases, sends halves to the even neighbour.
    return round((_clipped(moment, value) - moment.centre) / moment.width * SCALE)


def _clipped(moment: Moment, value: Value) -> float:
    assert isinstance(value, float)  # noqa: S101 - a moment is of a number, by validation
    return min(max(value, moment.low), moment.high)


def _aggregate(aggregate: Aggregate, rows: list[_Row]) -> Value:
    if aggregate.statistic is Statistic.COUNT:
        return float(sum(row.values[aggregate.column] is not None for row in rows))
    return statistic_of(aggregate.statistic, _numbers(rows, aggregate.column))


def _unsigned_zero(value: Value) -> Value:
    return value + 0.0 if isinstance(value, float) else value
