"""Evidence: an engine's groups as arrays from which every count and fingerprint is read.

For each condition pattern and each combination of categories the arrays hold the number of persons
and the XOR of their keys. A *cell* is a set of filters (conditions of the data set) and a coordinate
for each dimension; :class:`Evidence` gives the people of any cell, over the whole release or over
one of its parts, without asking the engine again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from folkekommune.query.engine import Cells

Counts = NDArray[np.int64]
Keys = NDArray[np.uint64]
Place = tuple[int, ...]
Filters = frozenset[int]


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


@dataclass(frozen=True)
class Coordinate:
    """A condition on one dimension: a slot, or ``valid`` without a category (its complement)."""

    slot: int
    complement: bool = False


@dataclass(frozen=True)
class People:
    """How many, and the XOR of their keys."""

    count: int
    fingerprint: int


@dataclass(frozen=True)
class Sums:
    """Persons with a value, and fixed-point sums of it and its square."""

    people: People
    total: int
    squares: int


@dataclass
class _Layer:
    """Counts and keys by condition pattern and category, missing last on every dimension."""

    counts: Counts
    keys: Keys


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
    moments: tuple[tuple[_Layer, Counts, Counts], ...]
    _extended: dict[tuple[str, object], NDArray[np.generic]] = field(default_factory=dict)

    @cached_property
    def granted(self) -> NDArray[np.bool_]:
        """Which patterns the asker may see; all of them where the root has no parts."""
        return (self.parts & self.grant) != 0 if self.parts.any() else np.ones(len(self.parts), bool)

    def of_cell(self, filters: Filters, coordinates: Sequence[Coordinate]) -> People:
        """Give the people of a cell within the grant."""
        chosen = self._chosen(filters)
        return self._read(self.people, ("cell", filters), chosen, coordinates)

    def units_of_cell(self, filters: Filters, coordinates: Sequence[Coordinate]) -> int:
        """Count the rows of a cell within the grant."""
        array = self._extend(("units", filters), self.units, self._chosen(filters), xor=False)
        return int(self._pick(array, coordinates, xor=False))

    def of_condition(self, condition: int, part: int | None = None) -> int:
        """Give the fingerprint of a filter over the whole release, or over one part."""
        holds = (self.masks >> condition) & 1 == 1
        return int(np.bitwise_xor.reduce(self._flat_keys[holds & self._in_part(part)], initial=np.uint64(0)))

    def of_coordinate(self, dimension: int, coordinate: Coordinate, part: int | None = None) -> int:
        """Give the fingerprint of a condition on a dimension over the whole release, or one part."""
        coordinates = [Coordinate(axis.anything) for axis in self.axes]
        coordinates[dimension] = coordinate
        chosen = self._in_part(part)
        return self._read(self.people, ("root", part), chosen, coordinates).fingerprint

    def of_grant(self) -> int:
        """Give the fingerprint of everybody in the granted parts."""
        return int(np.bitwise_xor.reduce(self._flat_keys[self.granted], initial=np.uint64(0)))

    def everybody(self, part: int | None = None) -> People:
        """Give all persons of the release, or of one part."""
        chosen = self._in_part(part)
        flat = self.people.counts.reshape(len(self.masks), -1).sum(axis=1)
        keys = self._flat_keys[chosen]
        return People(int(flat[chosen].sum()), int(np.bitwise_xor.reduce(keys, initial=np.uint64(0))))

    def sums(self, moment: int, filters: Filters, coordinates: Sequence[Coordinate]) -> Sums:
        """Give the fixed-point sums of a numeric variable over a cell."""
        layer, total, squares = self.moments[moment]
        chosen = self._chosen(filters)
        read = []
        for name, array in (("total", total), ("squares", squares)):
            whole = self._extend((f"{name} {moment}", filters), array, chosen, xor=False)
            read.append(int(self._pick(whole, coordinates, xor=False)))
        people = self._read(layer, (f"moment {moment}", filters), chosen, coordinates)
        return Sums(people, read[0], read[1])

    def of_presence(self, moment: int) -> int:
        """Give the fingerprint of having a value, over the whole release."""
        keys = self.moments[moment][0].keys
        return int(np.bitwise_xor.reduce(keys.reshape(-1), initial=np.uint64(0)))

    @cached_property
    def _flat_keys(self) -> Keys:
        return np.asarray(np.bitwise_xor.reduce(self.people.keys.reshape(len(self.masks), -1), axis=1))

    def _chosen(self, filters: Filters) -> NDArray[np.bool_]:
        needed = sum(1 << condition for condition in filters)
        return np.asarray(self.granted & ((self.masks & needed) == needed))

    def _in_part(self, part: int | None) -> NDArray[np.bool_]:
        return np.ones(len(self.parts), bool) if part is None else (self.parts >> part) & 1 == 1

    def _read(
        self,
        layer: _Layer,
        key: tuple[str, object],
        chosen: NDArray[np.bool_],
        coordinates: Sequence[Coordinate],
    ) -> People:
        counts = self._extend((f"{key[0]} counts", key[1]), layer.counts, chosen, xor=False)
        keys = self._extend((f"{key[0]} keys", key[1]), layer.keys, chosen, xor=True)
        return People(
            int(self._pick(counts, coordinates, xor=False)), int(self._pick(keys, coordinates, xor=True))
        )

    def _extend(
        self,
        key: tuple[str, object],
        array: NDArray[np.generic],
        chosen: NDArray[np.bool_],
        *,
        xor: bool,
    ) -> NDArray[np.generic]:
        """Sum the chosen patterns and append the slots ``valid`` and ``anything`` to every axis."""
        if key not in self._extended:
            combine = np.bitwise_xor if xor else np.add
            whole = combine.reduce(array[chosen], axis=0)
            for number, axis in enumerate(self.axes):
                categories = np.take(whole, range(axis.missing), axis=number)
                valid = combine.reduce(categories, axis=number, keepdims=True)
                missing = np.take(whole, [axis.missing], axis=number)
                whole = np.concatenate([whole, valid, combine(valid, missing)], axis=number)
            self._extended[key] = whole
        return self._extended[key]

    def _pick(self, array: NDArray[np.generic], coordinates: Sequence[Coordinate], *, xor: bool) -> int:
        place = tuple(c.slot for c in coordinates)
        value = int(array[place])
        for number, coordinate in enumerate(coordinates):
            if coordinate.complement:
                around = list(place)
                around[number] = self.axes[number].valid
                whole = int(array[tuple(around)])
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
        people=_Layer(added(cells.persons), mixed(cells.fingerprint)),
        units=added(cells.units),
        moments=tuple(
            (_Layer(added(m.valid), mixed(m.fingerprint)), added(m.total), added(m.squares))
            for m in cells.moments
        ),
    )


def _slots(values: Sequence[float | str | None], axis: Axis) -> Counts:
    slots = {value: slot for slot, value in enumerate(axis.categories)}
    return np.array(
        [slots.get(value, axis.missing) if value is not None else axis.missing for value in values],
        dtype=np.int64,
    )
