"""Protect a table: every cell and margin its own protected values, then the table guard."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations, product
from typing import TypeVar

from folkekommune.disclosure.conditions import CellConditions, Context
from folkekommune.disclosure.counts import ProtectedCount, protect_counts
from folkekommune.disclosure.cubes import RegisteredPart
from folkekommune.disclosure.dominance import protected_sum
from folkekommune.disclosure.evidence import Coordinate, Filters
from folkekommune.disclosure.independence import chi_square
from folkekommune.disclosure.inequality import gini, interquartile_range
from folkekommune.disclosure.percentiles import Ranking, Ranks, percentile
from folkekommune.disclosure.results import SafeCell, SafeValue, Sign
from folkekommune.disclosure.values import HIDDEN, NOT_COMPUTABLE, NumericCell, numerics, share
from folkekommune.query.engine import Moment
from folkekommune.query.outputs import Measure, Table
from folkekommune.query.outputs.table import COUNTED

PlaceInTable = tuple[int | None, ...]

QUARTILES = {
    Measure.LOWER_TAIL: 0.05,
    Measure.LOWER_QUARTILE: 0.25,
    Measure.MEDIAN: 0.5,
    Measure.UPPER_QUARTILE: 0.75,
    Measure.UPPER_TAIL: 0.95,
}
RANKED = frozenset({*QUARTILES, Measure.GINI, Measure.QUARTILE_RANGE})
"""Measures that are read off protected ranks."""
SUMMED = frozenset(Measure) - COUNTED - RANKED
"""Measures that rest on sums."""

_SHARE_OF_ALL = 2.62
"""How much wider the noise of a share of a total is, at most: (1 + p²) / ((1 - p)² + p²)."""

Found = TypeVar("Found")


@dataclass(frozen=True)
class TableRequest:
    """A table as it is to be protected.

    :param slots: for each dimension the slots of the categories shown, in order.
    :param moment: the variable whose statistics are asked for, :param ranking: and its ranks, if needed.
    """

    table: Table
    filters: Filters
    slots: tuple[tuple[int, ...], ...]
    moment: Moment | None
    cubes: tuple[RegisteredPart, ...]
    ranking: Ranking | None = None


@dataclass(frozen=True)
class ProtectedTable:
    """The cells of a protected table, and what the ledger keeps of them.

    :param noughts: whether some cells are impossible, :param tests: of independence, if asked for.
    """

    cells: tuple[SafeCell, ...]
    counts: tuple[ProtectedCount, ...]
    band_share: float
    variance: float
    noughts: bool
    tests: tuple[tuple[str, SafeValue], ...]


def protect_table(context: Context, request: TableRequest) -> ProtectedTable:
    """Protect every cell of a table, its margins and its total."""
    table = _Table(context, request)
    places = list(product(*((*range(len(slots)), None) for slots in request.slots)))
    noughts = frozenset(place for place in places if table.impossible(place))
    possible = [place for place in places if place not in noughts]
    counts = dict(zip(possible, table.count(map(table.coordinates, possible)), strict=True))
    inner = [count for place, count in counts.items() if None not in place]
    if request.moment is not None and not SUMMED.isdisjoint(request.table.measures):
        table.add_up([place for place, count in counts.items() if not count.banded], request.moment)
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
        _independence(table, counts) if request.table.independence else (),
    )


def _independence(
    table: _Table, counts: dict[PlaceInTable, ProtectedCount]
) -> tuple[tuple[str, SafeValue], ...]:
    """Test whether the last dimension is independent of the others together."""
    *outer, last = table.request.slots
    rows = product(*(range(len(slots)) for slots in outer))
    nobody = SafeValue("0")
    matrix = [
        [counts[*row, column].shown if (*row, column) in counts else nobody for column in range(len(last))]
        for row in rows
    ]
    return chi_square(matrix, table.context.policy)


def nought(measure: Measure) -> SafeValue:
    """Make what stands in a cell that nobody can be in; it rests on the catalogue and on no data."""
    return SafeValue("0") if measure in COUNTED else NOT_COMPUTABLE


@dataclass(frozen=True)
class _Table:
    """A table under protection.

    :param counted: every count that was made for it, those behind shares among them.
    """

    context: Context
    request: TableRequest
    counted: list[ProtectedCount] = field(default_factory=list)
    _numbers: dict[PlaceInTable, NumericCell] = field(default_factory=dict)
    _ranks: dict[PlaceInTable, tuple[Ranks, int]] = field(default_factory=dict)

    def count(self, asked: Iterable[tuple[Coordinate, ...]]) -> list[ProtectedCount]:
        """Protect counts and note them."""
        cells = [CellConditions(self.request.filters, coordinates) for coordinates in asked]
        found = protect_counts(self.context, cells, self.request.cubes)
        self.counted.extend(found)
        return found

    def coordinates(self, place: PlaceInTable) -> tuple[Coordinate, ...]:
        """Give the conditions of a place in the table."""
        return tuple([known[index] for known, index in zip(self._conditions, place, strict=True)])

    def impossible(self, place: PlaceInTable) -> bool:
        """Tell whether the catalogue says that nobody can be in a cell."""
        if not self._pairs:
            return False
        return any(frozenset(pair) in self._pairs for pair in combinations(self._categories(place), 2))

    def value(self, place: PlaceInTable, measure: Measure, count: ProtectedCount) -> SafeValue:
        """Make what a cell shows for a measure."""
        match measure:
            case Measure.FREQUENCY:
                return count.shown
            case Measure.COLUMN_PERCENT:
                return self._share(place, count, 0)
            case Measure.CELL_PERCENT if len(place) > 1:
                return self._share_of_all(place, count)
            case Measure.ROW_PERCENT | Measure.CELL_PERCENT:
                return self._share(place, count, len(place) - 1)
            case _ if count.banded or self.request.moment is None:
                return HIDDEN
            case _ if measure in RANKED:
                return self._ranked(place, measure, self.request.moment)
            case _:
                return self._number(place, measure)

    def add_up(self, places: Sequence[PlaceInTable], moment: Moment) -> None:
        """Protect the sums of a variable at places."""
        cells = [self._cell(place) for place in places]
        self._numbers.update(zip(places, numerics(self.context, cells, 0, moment), strict=True))

    def _number(self, place: PlaceInTable, measure: Measure) -> SafeValue:
        """Make a statistic that rests on sums."""
        found = self._numbers[place]
        if measure is Measure.SUM:
            return protected_sum(found, self.context.policy)
        return found.spread if measure is Measure.SPREAD else found.mean

    def _ranked(self, place: PlaceInTable, measure: Measure, moment: Moment) -> SafeValue:
        """Make a statistic that rests on ranks."""
        ranking, policy = self.request.ranking, self.context.policy
        if ranking is None:
            return HIDDEN
        ranks, count = _kept(self._ranks, place, lambda: ranking.of(self._cell(place)))
        if count < policy.floors.numeric * ranks.each:
            return HIDDEN
        if measure is Measure.GINI:
            return gini(ranks, count, (moment.low, moment.high), policy)
        if measure is Measure.QUARTILE_RANGE:
            lower, upper = (percentile(ranks, each, count, policy) for each in (0.25, 0.75))
            return interquartile_range(lower, upper, policy)
        return percentile(ranks, QUARTILES[measure], count, policy)

    def _cell(self, place: PlaceInTable) -> CellConditions:
        return CellConditions(self.request.filters, self.coordinates(place))

    @cached_property
    def _conditions(self) -> tuple[dict[int | None, Coordinate], ...]:
        """The condition of each category on each dimension, and of its margin."""
        return tuple(
            {None: Coordinate(self._margin(number))} | {i: Coordinate(slot) for i, slot in enumerate(slots)}
            for number, slots in enumerate(self.request.slots)
        )

    @cached_property
    def _whole(self) -> ProtectedCount:
        (whole,) = self.count([self.coordinates((None,) * len(self.request.slots))])
        return whole

    def _share_of_all(self, place: PlaceInTable, count: ProtectedCount) -> SafeValue:
        """Make the share of a cell among everybody in the table, from the two protected counts alone."""
        if set(place) == {None}:
            return SafeValue(None if count.banded else "100", Sign.HIDDEN if count.banded else Sign.SHOWN)
        rest = self._whole.less(count, self.context.policy)
        wider = replace(count, variance=_SHARE_OF_ALL * count.variance)
        return share(wider, rest, floor=self.context.policy.floors.denominator_research).shown

    def _share(self, place: PlaceInTable, count: ProtectedCount, dimension: int) -> SafeValue:
        """Make the share of a cell among all categories of one dimension."""
        if place[dimension] is None:
            return SafeValue(None if count.banded else "100", Sign.HIDDEN if count.banded else Sign.SHOWN)
        coordinates = list(self.coordinates(place))
        coordinates[dimension] = Coordinate(coordinates[dimension].slot, within=self._margin(dimension))
        (rest,) = self.count([tuple(coordinates)])
        if _row(count, dimension) != _row(rest, dimension):
            # One of them was counted in a larger group than the other: their share is of no group at all.
            return HIDDEN
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


def _kept(kept: dict[PlaceInTable, Found], place: PlaceInTable, make: Callable[[], Found]) -> Found:
    if place not in kept:
        kept[place] = make()
    return kept[place]


def _row(count: ProtectedCount, dimension: int) -> tuple[Coordinate, ...]:
    """Give the coordinates that a count was made with, but that of one dimension."""
    made_with = count.cell.coordinates
    return (*made_with[:dimension], *made_with[dimension + 1 :])


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
