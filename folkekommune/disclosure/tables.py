"""Protect a table: every cell and margin its own protected values, then the table guard."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, product

from folkekommune.disclosure.conditions import CellConditions, Context
from folkekommune.disclosure.counts import ProtectedCount, protect_count
from folkekommune.disclosure.cubes import RegisteredPart
from folkekommune.disclosure.evidence import Coordinate, Filters
from folkekommune.disclosure.results import SafeCell, SafeValue, Sign
from folkekommune.disclosure.values import HIDDEN, NOT_COMPUTABLE, numeric, share
from folkekommune.query.engine import Moment
from folkekommune.query.outputs import Measure, Table

PlaceInTable = tuple[int | None, ...]


@dataclass(frozen=True)
class TableRequest:
    """A table as it is to be protected.

    :param slots: for each dimension the slots of the categories shown, in order.
    :param moment: the variable whose mean is asked for.
    """

    table: Table
    filters: Filters
    slots: tuple[tuple[int, ...], ...]
    moment: Moment | None
    cubes: tuple[RegisteredPart, ...]


@dataclass(frozen=True)
class ProtectedTable:
    """The cells of a protected table, and what the ledger keeps of them.

    :param noughts: whether some cells are impossible.
    """

    cells: tuple[SafeCell, ...]
    counts: tuple[ProtectedCount, ...]
    band_share: float
    variance: float
    noughts: bool


def protect_table(context: Context, request: TableRequest) -> ProtectedTable:
    """Protect every cell of a table, its margins and its total."""
    table = _Table(context, request)
    places = list(product(*((*range(len(slots)), None) for slots in request.slots)))
    noughts = frozenset(place for place in places if table.impossible(place))
    counts = {place: table.count(table.coordinates(place)) for place in places if place not in noughts}
    inner = [count for place, count in counts.items() if None not in place]
    cells = tuple(
        SafeCell(
            place,
            tuple(
                (
                    measure.value,
                    nought(measure) if place in noughts else table.value(place, measure, counts[place]),
                )
                for measure in request.table.measures
            ),
        )
        for place in places
    )
    return ProtectedTable(
        cells,
        tuple(table.counted),
        sum(count.banded for count in inner) / len(inner) if inner else 0.0,
        max((count.variance for count in inner), default=0.0),
        bool(noughts),
    )


def nought(measure: Measure) -> SafeValue:
    """Make what stands in a cell that nobody can be in; it rests on the catalogue and on no data."""
    return NOT_COMPUTABLE if measure is Measure.MEAN else SafeValue("0")


@dataclass(frozen=True)
class _Table:
    """A table under protection.

    :param counted: every count that was made for it, those behind shares among them.
    """

    context: Context
    request: TableRequest
    counted: list[ProtectedCount] = field(default_factory=list)

    def count(self, coordinates: tuple[Coordinate, ...]) -> ProtectedCount:
        """Protect a count and note it."""
        cell = CellConditions(self.request.filters, coordinates)
        self.counted.append(protect_count(self.context, cell, self.request.cubes))
        return self.counted[-1]

    def coordinates(self, place: PlaceInTable) -> tuple[Coordinate, ...]:
        """Give the conditions of a place in the table."""
        return tuple(
            Coordinate(self._margin(number) if index is None else self.request.slots[number][index])
            for number, index in enumerate(place)
        )

    def impossible(self, place: PlaceInTable) -> bool:
        """Tell whether the catalogue says that nobody can be in a cell."""
        pairs = combinations(self._categories(place), 2)
        return bool(self._pairs) and any(frozenset(pair) in self._pairs for pair in pairs)

    def value(self, place: PlaceInTable, measure: Measure, count: ProtectedCount) -> SafeValue:
        """Make what a cell shows for a measure."""
        match measure:
            case Measure.FREQUENCY:
                return count.shown
            case Measure.MEAN:
                return self._mean(place, count)
            case Measure.COLUMN_PERCENT:
                return self._share(place, count, 0)
            case _:
                return self._share(place, count, len(place) - 1)

    def _mean(self, place: PlaceInTable, count: ProtectedCount) -> SafeValue:
        if self.request.moment is None or count.banded:
            return HIDDEN
        cell = CellConditions(self.request.filters, self.coordinates(place))
        return numeric(self.context, cell, 0, self.request.moment).mean

    def _share(self, place: PlaceInTable, count: ProtectedCount, dimension: int) -> SafeValue:
        """Make the share of a cell among all categories of one dimension."""
        if place[dimension] is None:
            return SafeValue(None if count.banded else "100", Sign.HIDDEN if count.banded else Sign.SHOWN)
        coordinates = list(self.coordinates(place))
        coordinates[dimension] = Coordinate(coordinates[dimension].slot, within=self._margin(dimension))
        rest = self.count(tuple(coordinates))
        floor = self.context.policy.floors.denominator_research
        return share(*_two_parts(self.context, count, rest, dimension), floor=floor).shown

    @cached_property
    def _pairs(self) -> frozenset[frozenset[tuple[str, float | str]]]:
        return frozenset(frozenset(pair) for pair in self.request.table.impossible)

    def _categories(self, place: PlaceInTable) -> frozenset[tuple[str, float | str]]:
        named = zip(
            self.request.table.dimensions, self.context.evidence.axes, self.coordinates(place), strict=True
        )
        return frozenset(
            (dimension.column, axis.categories[coordinate.slot])
            for dimension, axis, coordinate in named
            if coordinate.slot < axis.missing
        )

    def _margin(self, dimension: int) -> int:
        axis = self.context.evidence.axes[dimension]
        return axis.anything if self.request.table.missing else axis.valid


def _two_parts(
    context: Context, count: ProtectedCount, rest: ProtectedCount, dimension: int
) -> tuple[ProtectedCount, ProtectedCount]:
    """Make two parts of one whole of a cell and the rest of its row.

    Where one is so small that the other was counted without its category, that other is the whole, and
    its part is what is left of it. Where both are small, nothing is left of either.
    """
    anything = Coordinate(context.evidence.axes[dimension].anything)
    first, second = (part.cell.coordinates[dimension] == anything for part in (count, rest))
    return (
        count.less(rest, context.policy) if first else count,
        rest.less(count, context.policy) if second else rest,
    )
