"""Evidence about rows of which a person may have several, such as visits: counted by whose they are.

The groups of an engine hold the rows of one person each, so that every cell has its distinct persons,
whatever cells they are in besides. In a cell a person counts for so many rows at most as nearly everybody has
in one like it: whoever has more has each of them counted for less. What one person can change is thereby
bounded, in every count and sum. How many rows are usual is read off all rows of the release, by variables of
the catalogue alone: of those that somebody derives, one person could decide it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from folkekommune.disclosure.evidence import (
    Contributions,
    Coordinate,
    Counts,
    Evidence,
    Filters,
    Keys,
    People,
    Sums,
    gather,
)
from folkekommune.disclosure.limits import round_outward
from folkekommune.disclosure.results import Note
from folkekommune.query.engine import SCALE, Cells
from folkekommune.statistics.draws import draws

Chosen = NDArray[np.bool_]

OF_ROWS = "rows.counted"
"""Tells that rows are counted and not persons, and how many of a person's at most."""


@dataclass
class RowEvidence(Evidence):
    """Evidence about rows of persons.

    :param rows: the engine's groups, the last of whose dimensions is whose rows they are.
    :param plain: which dimensions are variables of the catalogue.
    :param usual: so large a share of persons have all their rows counted in full.
    :param bound: rows of a person there can be at most, where that is known.
    """

    rows: Cells | None = None
    plain: tuple[bool, ...] = ()
    usual: float = 1.0
    bound: int | None = None
    _found: dict[tuple[object, ...], Counts] = field(default_factory=dict)
    _counted: dict[tuple[int, ...], tuple[int, NDArray[np.float64]]] = field(default_factory=dict)

    @property
    def found(self) -> Cells:
        """The engine's groups."""
        assert self.rows is not None  # noqa: S101 - it is made with them
        return self.rows

    @cached_property
    def person(self) -> Counts:
        """The number of the person of each group."""
        _, numbers = np.unique(np.array(self.found.coordinates[-1], dtype=np.float64), return_inverse=True)
        return numbers.astype(np.int64)

    @property
    def most(self) -> int:
        """How many rows of a person are counted in full, over all cells."""
        return self._weighed(())[0]

    def most_in(self, coordinates: Sequence[Coordinate]) -> int:
        """Give how many rows of a person are counted in full in one cell."""
        return self._weighed(self._fixed(coordinates))[0]

    def _fixed(self, coordinates: Sequence[Coordinate]) -> tuple[int, ...]:
        """Give the dimensions of the catalogue that a cell has one category of."""
        named = enumerate(zip(self.axes, coordinates, self.plain, strict=True))
        return tuple(
            number
            for number, (axis, each, plain) in named
            if plain and each.slot < axis.missing and each.within is None
        )

    def _weighed(self, fixed: tuple[int, ...]) -> tuple[int, NDArray[np.float64]]:
        """Give how many rows are usual with equal values of some dimensions, and what each counts."""
        if fixed not in self._counted:
            place = self.person
            for number in fixed:
                values = self._values[number]
                place = place * (int(values.max(initial=0)) + 1) + values
            _, place = np.unique(place, return_inverse=True)
            place = place.reshape(-1)
            counted = np.bincount(place, weights=self.found.units) if len(place) else np.ones(1)
            each = np.asarray(counted, dtype=np.float64)
            most = usual_number(each, self.usual)
            most = most if self.bound is None else min(most, self.bound)
            self._counted[fixed] = most, np.minimum(1.0, most / np.maximum(each, 1.0))[place]
        return self._counted[fixed]

    @cached_property
    def _values(self) -> tuple[Counts, ...]:
        """The number of the value of each group on every dimension, whether or not it is shown."""
        numbered = []
        for values in self.found.coordinates[:-1]:
            numbers: dict[object, int] = {}
            numbered.append(
                np.array([numbers.setdefault(value, len(numbers)) for value in values], dtype=np.int64)
            )
        return tuple(numbered)

    @cached_property
    def slots(self) -> tuple[Counts, ...]:
        """The slot of each group on every dimension."""
        places = []
        for axis, values in zip(self.axes, self.found.coordinates, strict=False):
            slots: dict[object, int] = {value: slot for slot, value in enumerate(axis.categories)}
            places.append(np.array([slots.get(value, axis.missing) for value in values], dtype=np.int64))
        return tuple(places)

    @cached_property
    def _persons(self) -> tuple[Keys, Keys]:
        """The key of each person, and the bit of a sketch."""
        first = np.unique(self.person, return_index=True)[1]
        return self.found.fingerprint[first], self.found.sketch[first]

    def of_cell(
        self, filters: Filters, coordinates: Sequence[Coordinate], present: int | None = None
    ) -> People:
        """Give the people who have a row in a cell."""
        return self._people_of(self._groups(filters, coordinates, present))

    def size_of_cell(
        self, filters: Filters, coordinates: Sequence[Coordinate], present: int | None = None
    ) -> int:
        """Count the people who have a row in a cell."""
        return self.of_cell(filters, coordinates, present).count

    def units_of_cell(
        self, filters: Filters, coordinates: Sequence[Coordinate], present: int | None = None
    ) -> int:
        """Count the rows of a cell, those of a person with very many for less."""
        units = self.found.units if present is None else self.found.moments[present].units
        chosen = self._groups(filters, coordinates, present)
        weights = self._weighed(self._fixed(coordinates))[1]
        weighed = np.rint(units[chosen] * weights[chosen] * SCALE).astype(np.int64)
        return round(int(weighed.sum()) / SCALE)

    def rows_of_cell(
        self, filters: Filters, coordinates: Sequence[Coordinate], present: int | None = None
    ) -> int:
        """Give the fingerprint of how many rows of each person are in a cell."""
        units = self.found.units if present is None else self.found.moments[present].units
        chosen = self._groups(filters, coordinates, present)
        keys = self._persons[0]
        each = np.bincount(self.person[chosen], weights=units[chosen], minlength=len(keys)).astype(np.int64)
        mixed = draws(keys.view(np.int64), each).view(np.uint64)
        return int(np.bitwise_xor.reduce(mixed[each > 0], initial=np.uint64(0)))

    def touched(
        self,
        wider: tuple[Filters, Sequence[Coordinate], int | None],
        narrower: tuple[Filters, Sequence[Coordinate], int | None],
    ) -> int:
        """Count the people who have more rows in one cell than in another that lies within it."""
        outer = self._groups(*wider)
        inside = np.zeros(len(self.found), dtype=np.bool_)
        inside[self._groups(*narrower)] = True
        present = narrower[2]
        if present is not None and wider[2] is None:
            # A group with and without values is only partly inside.
            inside &= self.found.moments[present].units == self.found.units
        return self._people_of(outer[~inside[outer]]).count

    def of_condition(self, condition: int, part: int | None = None) -> int:  # noqa: ARG002 - rows have none
        """Give the fingerprint of those who have a row for which a filter holds."""
        return self._people_of(np.flatnonzero((self.found.mask >> condition) & 1)).fingerprint

    def of_coordinate(self, dimension: int, coordinate: Coordinate, part: int | None = None) -> int:  # noqa: ARG002
        """Give the fingerprint of those who have a row in a slot."""
        coordinates = [Coordinate(axis.anything) for axis in self.axes]
        coordinates[dimension] = coordinate
        return self.of_cell(frozenset(), coordinates).fingerprint

    def of_presence(self, moment: int) -> int:
        """Give the fingerprint of those who have a row with a value."""
        return self._people_of(np.flatnonzero(self.found.moments[moment].units)).fingerprint

    def of_grant(self) -> int:
        """Give the fingerprint of all who have a row."""
        return self.everybody()

    def everybody(self, part: int | None = None) -> int:  # noqa: ARG002 - rows have no parts of their own
        """Give the fingerprint of all who have a row."""
        return self._people_of(np.arange(len(self.found))).fingerprint

    def sums(self, moment: int, filters: Filters, coordinates: Sequence[Coordinate]) -> Sums:
        """Give the sums of a variable over a cell, each row counted for as much as it counts."""
        chosen = self._groups(filters, coordinates, moment)
        found, weights = self.found.moments[moment], self._weighed(self._fixed(coordinates))[1][chosen]
        total, squares = (
            int(np.rint(sums[chosen] * weights).astype(np.int64).sum())
            for sums in (found.total, found.squares)
        )
        return Sums(self._people_of(chosen), total, squares)

    def contributions(
        self, moment: int, filters: Filters, coordinates: Sequence[Coordinate]
    ) -> Contributions:
        """Give the largest contributions of persons, each with all the rows of hers.

        :raises ValueError: when the moment was not asked for with its contributions.
        """
        sizes = self.found.moments[moment].contributions
        if sizes is None:
            raise ValueError("a moment without contributions")
        chosen = self._groups(filters, coordinates, moment)
        weighed = np.rint(sizes.total[chosen] * self._weighed(self._fixed(coordinates))[1][chosen])
        each = np.bincount(self.person[chosen], weights=weighed) if len(chosen) else np.zeros(0)
        second, largest = sorted([0.0, 0.0, *each.tolist()])[-2:]
        return Contributions(largest, second, int(each.sum()))

    def _groups(self, filters: Filters, coordinates: Sequence[Coordinate], present: int | None) -> Counts:
        """Give the places of the groups in a cell."""
        key = (filters, tuple(coordinates), present)
        if key not in self._found:
            needed = sum(1 << condition for condition in filters)
            inside: Chosen = (self.found.mask & needed) == needed
            for axis, coordinate, slots in zip(self.axes, coordinates, self.slots, strict=True):
                if coordinate.slot == axis.anything and coordinate.within is None:
                    continue
                wanted = np.zeros(axis.missing + 1, dtype=np.bool_)
                wanted[self._slots_of(axis, coordinate)] = True
                inside = inside & wanted[slots]
            if present is not None:
                inside = inside & (self.found.moments[present].units > 0)
            self._found[key] = np.flatnonzero(inside)
        return self._found[key]

    def _people_of(self, chosen: Counts) -> People:
        """Give the people behind some groups, each once."""
        keys, marks = self._persons
        there = np.zeros(len(keys), dtype=np.bool_)
        there[self.person[chosen]] = True
        nobody = np.uint64(0)
        return People(
            int(there.sum()),
            int(np.bitwise_xor.reduce(keys[there], initial=nobody)),
            int(np.bitwise_xor.reduce(marks[there], initial=nobody)),
        )


def gather_rows(
    cells: Cells,
    categories: Sequence[tuple[float | str, ...]],
    *,
    plain: Sequence[bool],
    conditions: int,
    usual: float = 1.0,
    bound: int | None = None,
) -> RowEvidence:
    """Arrange an engine's groups of rows of persons.

    :param cells: whose rows they are is the last of their dimensions.
    :param plain: which of the other dimensions are variables of the catalogue.
    :param usual: so large a share of persons have all their rows counted in full.
    :param bound: rows of a person there can be at most, where that is known.
    """
    nothing = gather(_none_of(cells), categories, grant=0, conditions=conditions)
    known = {name: value for name, value in vars(nothing).items() if not name.startswith("_")}
    return RowEvidence(**known, rows=cells, plain=tuple(plain), usual=usual, bound=bound)


def row_notes(rows_each: int) -> tuple[Note, ...]:
    """Tell that rows are counted and not persons, where a person may have several.

    :param rows_each: how many of a person's count in full; 0 where nobody has several.
    """
    return (Note(OF_ROWS, (("most", rows_each),)),) if rows_each else ()


def usual_number(each: NDArray[np.float64], share: float) -> int:
    """Give how many rows so large a share of persons have at most, rounded up; at least one."""
    most = float(np.sort(each)[math.ceil(share * len(each)) - 1])
    return max(math.ceil(round_outward(0.0, most)[1]), 1)


def _none_of(cells: Cells) -> Cells:
    """Give no groups at all, of the same shape but for whose they are."""
    none, keys = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64)
    coordinates: tuple[tuple[float | str | None, ...], ...] = tuple(() for _ in cells.coordinates[:-1])
    return Cells(none, none, coordinates, none, none, keys, keys)
