"""Evidence: an engine's groups as arrays from which every count and fingerprint is read.

For each condition pattern and each combination of categories the arrays hold the number of persons
and the XOR of their keys. A *cell* is a set of filters (conditions of the data set) and a coordinate
for each dimension; :class:`Evidence` gives the people of any cell, over the whole release or over
one of its parts, without asking the engine again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from folkekommune.query.engine import Cells

Counts = NDArray[np.int64]
Keys = NDArray[np.uint64]
Filters = frozenset[int]
Number = TypeVar("Number", np.int64, np.uint64)
_ENDLESS = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Axis:
    """A dimension's categories and the three further slots of its array.

    After the categories come ``missing`` (also for values that may not be shown), ``valid`` (any
    category) and ``anything``.
    """

    categories: tuple[float | str, ...]

    @property
    def missing(self) -> int:
        """Slot of missing."""
        return len(self.categories)

    @property
    def valid(self) -> int:
        """Slot of all categories together."""
        return len(self.categories) + 1

    @property
    def anything(self) -> int:
        """Slot of all categories and missing together: no condition at all."""
        return len(self.categories) + 2


class Coordinate(NamedTuple):
    """A condition on one dimension: a slot, or the whole of ``within`` without that slot.

    A tuple, since a large table looks thousands of them up.
    """

    slot: int
    within: int | None = None


@dataclass(frozen=True)
class People:
    """How many, the XOR of their keys, and a sketch of them (``query.engine.Cells``)."""

    count: int
    fingerprint: int
    sketch: int = 0


def together(groups: Iterable[People]) -> People:
    """Give the people of groups that have nobody in common, as one group."""
    count = fingerprint = sketch = 0
    for each in groups:
        count, fingerprint, sketch = (
            count + each.count,
            fingerprint ^ each.fingerprint,
            sketch ^ each.sketch,
        )
    return People(count, fingerprint, sketch)


@dataclass(frozen=True)
class Sums:
    """Persons with a value, and fixed-point sums of it and its square."""

    people: People
    total: int
    squares: int


@dataclass(frozen=True)
class Contributions:
    """The size of clipped contributions to a sum, whatever their signs.

    :param largest: of the largest one, :param second: of the next, :param total: of all together.
    """

    largest: float
    second: float
    total: float


@dataclass
class _Layer:
    """Counts, keys and sketches by condition pattern and category, missing last on every dimension."""

    counts: Counts
    keys: Keys
    sketches: Keys


@dataclass
class _Moment:
    """People with a value, rows with one, and the sums of it and of its square.

    :param sizes: when asked for, the sizes of contributions: of all, the largest and the next.
    """

    people: _Layer
    units: Counts
    total: Counts
    squares: Counts
    sizes: tuple[Counts, Counts, Counts] | None = None


@dataclass
class Evidence:
    """The groups of a request as arrays.

    :param masks: conditions holding for each pattern, :param parts: release parts of each pattern.
    :param grant: bits of the parts the asker may see.
    """

    axes: tuple[Axis, ...]
    masks: Counts
    parts: Counts
    grant: int
    conditions: int
    people: _Layer
    units: Counts
    moments: tuple[_Moment, ...]
    _cells: dict[tuple[int | None, Filters], _Layer] = field(default_factory=dict)
    _roots: dict[int | None, _Layer] = field(default_factory=dict)
    _sums: dict[tuple[object, ...], Counts] = field(default_factory=dict)
    _fingerprints: dict[tuple[object, ...], int] = field(default_factory=dict)

    @cached_property
    def granted(self) -> NDArray[np.bool_]:
        """Which patterns the asker may see; all of them where the root has no parts."""
        return (self.parts & self.grant) != 0 if self.parts.any() else np.ones(len(self.parts), bool)

    def of_cell(
        self, filters: Filters, coordinates: Sequence[Coordinate], present: int | None = None
    ) -> People:
        """Give the people of a cell within the grant.

        :param present: the number of a moment: only persons with a value in its variable.
        """
        return self._people(self._cell_grids(filters, present), coordinates)

    def of_cells(
        self, filters: Filters, places: Sequence[Sequence[int]], present: int | None = None
    ) -> list[People]:
        """Give the people of plain cells, by the slot of each on every dimension."""
        grids = self._cell_grids(filters, present)
        slots = np.array(places, dtype=np.intp).reshape(len(places), len(self.axes))
        shape = grids.counts.shape
        where = np.ravel_multi_index(tuple(slots.T), shape) if shape else np.zeros(len(places), dtype=np.intp)
        found = (grid.reshape(-1)[where].tolist() for grid in (grids.counts, grids.keys, grids.sketches))
        return [People(*each) for each in zip(*found, strict=True)]

    def size_of_cell(
        self, filters: Filters, coordinates: Sequence[Coordinate], present: int | None = None
    ) -> int:
        """Count the people of a cell within the grant."""
        return self._pick(self._cell_grids(filters, present).counts, coordinates, xor=False)

    @cached_property
    def idle_filters(self) -> Filters:
        """Which conditions of the data set leave out nobody that the asker may see."""
        persons = self.people.counts.sum(axis=tuple(range(1, self.people.counts.ndim)))
        met = [int(mask) for mask in self.masks[self.granted & (persons > 0)]]
        return frozenset(n for n in range(self.conditions) if all(mask >> n & 1 for mask in met))

    @cached_property
    def complete_axes(self) -> frozenset[int]:
        """Which dimensions everybody that the asker may see has a category of."""
        counts = self._cell_grids(frozenset(), None).counts
        return frozenset(
            number for number, axis in enumerate(self.axes) if not np.take(counts, axis.missing, number).any()
        )

    def least_effect(
        self, filters: Filters, coordinates: Sequence[Coordinate], present: int | None = None
    ) -> int | None:
        """Count the people to whom the condition of a cell with the least effect makes a difference.

        For all plain cells of a table at once; ``None`` for a cell that is the rest of a whole.
        """
        if any(coordinate.within is not None for coordinate in coordinates):
            return None
        key = ("least", present, filters)
        if key not in self._sums:
            self._sums[key] = self._least_effects(filters, present)
        return self._pick(self._sums[key], coordinates, xor=False)

    def _least_effects(self, filters: Filters, present: int | None) -> Counts:
        inside = self._cell_grids(filters, present).counts
        wider = [self._cell_grids(filters - {each}, present).counts for each in filters]
        if present is not None:
            wider.append(self._cell_grids(filters, None).counts)
        effects = [counts - inside for counts in wider]
        for number, axis in enumerate(self.axes):
            effect = np.take(inside, [axis.anything], axis=number) - inside
            # Anything at all is no condition.
            np.moveaxis(effect, number, 0)[axis.anything] = _ENDLESS
            effects.append(effect)
        return np.minimum.reduce(effects) if effects else np.full(inside.shape, _ENDLESS)

    def units_of_cell(
        self, filters: Filters, coordinates: Sequence[Coordinate], present: int | None = None
    ) -> int:
        """Count the rows of a cell within the grant; with a moment, those with a value in its variable."""
        array = self.units if present is None else self.moments[present].units
        return self._added("units", array, filters, coordinates, present)

    def of_condition(self, condition: int, part: int | None = None) -> int:
        """Give the fingerprint of a filter over the whole release, or over one part."""
        key = ("condition", condition, part)
        if key not in self._fingerprints:
            holds = (self.masks >> condition) & 1 == 1
            self._fingerprints[key] = _xor(self._flat_keys[holds & self._in_part(part)])
        return self._fingerprints[key]

    def of_coordinate(self, dimension: int, coordinate: Coordinate, part: int | None = None) -> int:
        """Give the fingerprint of a condition on a dimension over the whole release, or one part."""
        key = ("coordinate", dimension, coordinate, part)
        if key not in self._fingerprints:
            coordinates = [Coordinate(axis.anything) for axis in self.axes]
            coordinates[dimension] = coordinate
            if part not in self._roots:
                self._roots[part] = self._grids(self.people, self._in_part(part))
            self._fingerprints[key] = self._people(self._roots[part], coordinates).fingerprint
        return self._fingerprints[key]

    def of_grant(self) -> int:
        """Give the fingerprint of everybody in the granted parts."""
        if ("grant",) not in self._fingerprints:
            self._fingerprints["grant",] = _xor(self._flat_keys[self.granted])
        return self._fingerprints["grant",]

    def everybody(self, part: int | None = None) -> int:
        """Give the fingerprint of all persons of the release, or of one part."""
        if ("everybody", part) not in self._fingerprints:
            self._fingerprints["everybody", part] = _xor(self._flat_keys[self._in_part(part)])
        return self._fingerprints["everybody", part]

    def written(self, dimension: int, coordinate: Coordinate) -> str:
        """Write a condition on a dimension by its values: its place may differ from table to table."""
        axis = self.axes[dimension]
        within = "" if coordinate.within is None else f"{self._written_slot(axis, coordinate.within)} but "
        return within + self._written_slot(axis, coordinate.slot)

    def sums(self, moment: int, filters: Filters, coordinates: Sequence[Coordinate]) -> Sums:
        """Give the fixed-point sums of a numeric variable over a cell."""
        found = self.moments[moment]
        return Sums(
            self.of_cell(filters, coordinates, moment),
            self._added("total", found.total, filters, coordinates, moment),
            self._added("squares", found.squares, filters, coordinates, moment),
        )

    def contributions(
        self, moment: int, filters: Filters, coordinates: Sequence[Coordinate]
    ) -> Contributions:
        """Give the largest contributions to the sum of a variable over a cell.

        :raises ValueError: when the moment was not asked for with its contributions.
        """
        sizes = self.moments[moment].sizes
        if sizes is None:
            raise ValueError("a moment without contributions")
        slots = [self._slots_of(axis, each) for axis, each in zip(self.axes, coordinates, strict=True)]
        place = np.ix_(np.flatnonzero(self._chosen(filters)), *slots)
        total, largest, second = (array[place].reshape(-1) for array in sizes)
        two = sorted([0, 0, *largest.tolist(), *second.tolist()])[-2:]
        return Contributions(two[1], two[0], int(total.sum()))

    @staticmethod
    def _slots_of(axis: Axis, coordinate: Coordinate) -> Counts:
        """Give the plain slots that a coordinate stands for."""
        wide = {axis.valid: range(axis.missing), axis.anything: range(axis.missing + 1)}
        slots = list(wide.get(coordinate.slot, (coordinate.slot,)))
        if coordinate.within is not None:
            slots = [slot for slot in wide[coordinate.within] if slot not in slots]
        return np.array(slots, dtype=np.int64)

    def of_presence(self, moment: int) -> int:
        """Give the fingerprint of having a value, over the whole release."""
        return _xor(self.moments[moment].people.keys.reshape(-1))

    @cached_property
    def _flat_keys(self) -> Keys:
        dimensions = tuple(range(1, self.people.keys.ndim))
        return np.asarray(np.bitwise_xor.reduce(self.people.keys, axis=dimensions))

    def _chosen(self, filters: Filters) -> NDArray[np.bool_]:
        needed = sum(1 << condition for condition in filters)
        return np.asarray(self.granted & ((self.masks & needed) == needed))

    def _in_part(self, part: int | None) -> NDArray[np.bool_]:
        return np.ones(len(self.parts), bool) if part is None else (self.parts >> part) & 1 == 1

    @staticmethod
    def _written_slot(axis: Axis, slot: int) -> str:
        if slot < axis.missing:
            return repr(axis.categories[slot])
        names = {axis.missing: "none of", axis.valid: "one of", axis.anything: "anything"}
        return f"{names[slot]} {sorted(map(repr, axis.categories))}"

    def _added(
        self,
        name: str,
        array: Counts,
        filters: Filters,
        coordinates: Sequence[Coordinate],
        moment: int | None,
    ) -> int:
        key = (name, moment, filters)
        if key not in self._sums:
            self._sums[key] = self._extend(array[self._chosen(filters)], xor=False)
        return self._pick(self._sums[key], coordinates, xor=False)

    def _cell_grids(self, filters: Filters, present: int | None) -> _Layer:
        grids = self._cells.get((present, filters))
        if grids is None:
            layer = self.people if present is None else self.moments[present].people
            grids = self._cells[present, filters] = self._grids(layer, self._chosen(filters))
        return grids

    def _grids(self, layer: _Layer, chosen: NDArray[np.bool_]) -> _Layer:
        return _Layer(
            self._extend(layer.counts[chosen], xor=False),
            self._extend(layer.keys[chosen], xor=True),
            self._extend(layer.sketches[chosen], xor=True),
        )

    def _people(self, grids: _Layer, coordinates: Sequence[Coordinate]) -> People:
        return People(
            self._pick(grids.counts, coordinates, xor=False),
            self._pick(grids.keys, coordinates, xor=True),
            self._pick(grids.sketches, coordinates, xor=True),
        )

    def _extend(self, patterns: NDArray[Number], *, xor: bool) -> NDArray[Number]:
        """Add the patterns up and append the slots ``valid`` and ``anything`` to every axis."""
        combine = np.bitwise_xor if xor else np.add
        whole = combine.reduce(patterns, axis=0)
        for number, axis in enumerate(self.axes):
            categories = np.take(whole, range(axis.missing), axis=number)
            valid = combine.reduce(categories, axis=number, keepdims=True)
            missing = np.take(whole, [axis.missing], axis=number)
            whole = np.concatenate([whole, valid, combine(valid, missing)], axis=number)
        return np.asarray(whole)

    def _pick(self, array: NDArray[Number], coordinates: Sequence[Coordinate], *, xor: bool) -> int:
        """Read a cell; at most one of its coordinates is the rest of a whole."""
        place = tuple([coordinate.slot for coordinate in coordinates])
        value = int(array.item(place))
        for number, coordinate in enumerate(coordinates):
            if coordinate.within is not None:
                around = list(place)
                around[number] = coordinate.within
                whole = int(array.item(tuple(around)))
                return whole ^ value if xor else whole - value
        return value


def gather(
    cells: Cells, categories: Sequence[tuple[float | str, ...]], *, grant: int, conditions: int
) -> Evidence:
    """Arrange an engine's groups by condition pattern and category.

    :param categories: for each dimension the values that may be shown; others count as missing.
    """
    axes = tuple(Axis(values) for values in categories)
    patterns = np.stack([cells.mask, cells.parts], axis=1)
    distinct, pattern = np.unique(patterns, axis=0, return_inverse=True)
    shape = (len(distinct), *(len(axis.categories) + 1 for axis in axes))
    place = (
        pattern.reshape(-1),
        *(_slots(values, axis) for values, axis in zip(cells.coordinates, axes, strict=True)),
    )

    def added(values: Counts) -> Counts:
        array = np.zeros(shape, dtype=np.int64)
        np.add.at(array, place, values)
        return array

    def two_largest(largest: Counts, second: Counts) -> tuple[Counts, Counts]:
        flat = np.tile(np.ravel_multi_index(place, shape), 2)
        values = np.concatenate([largest, second])
        order = np.lexsort((-values, flat))
        # Every group gives two, so that the next in order is of the same place.
        places, first = np.unique(flat[order], return_index=True)
        found = np.zeros((2, int(np.prod(shape))), dtype=np.int64)
        found[:, places] = values[order][np.stack([first, first + 1])]
        return found[0].reshape(shape), found[1].reshape(shape)

    def mixed(values: Keys) -> Keys:
        array = np.zeros(shape, dtype=np.uint64)
        np.bitwise_xor.at(array, place, values)
        return array

    return Evidence(
        axes=axes,
        masks=distinct[:, 0],
        parts=distinct[:, 1],
        grant=grant,
        conditions=conditions,
        people=_Layer(added(cells.persons), mixed(cells.fingerprint), mixed(cells.sketch)),
        units=added(cells.units),
        moments=tuple(
            _Moment(
                _Layer(added(m.valid), mixed(m.fingerprint), mixed(m.sketch)),
                added(m.units),
                added(m.total),
                added(m.squares),
                (added(m.contributions.total), *two_largest(m.contributions.largest, m.contributions.second))
                if m.contributions
                else None,
            )
            for m in cells.moments
        ),
    )


def _xor(keys: Keys) -> int:
    return int(np.bitwise_xor.reduce(keys, initial=np.uint64(0)))


def _slots(values: Sequence[float | str | None], axis: Axis) -> Counts:
    slots = {value: slot for slot, value in enumerate(axis.categories)}
    return np.array(
        [slots.get(value, axis.missing) if value is not None else axis.missing for value in values],
        dtype=np.int64,
    )
