"""Protect a table: every cell and margin its own protected values, then the table guard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from folkekommune.disclosure.conditions import CellConditions, Context
from folkekommune.disclosure.counts import ProtectedCount, protect_count
from folkekommune.disclosure.cubes import RegisteredPart
from folkekommune.disclosure.evidence import Coordinate, Filters
from folkekommune.disclosure.results import SafeCell, SafeValue, Sign
from folkekommune.disclosure.values import HIDDEN, numeric, share
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
    """The cells of a protected table, and what the ledger keeps of them."""

    cells: tuple[SafeCell, ...]
    counts: tuple[ProtectedCount, ...]
    band_share: float
    variance: float


def protect_table(context: Context, request: TableRequest) -> ProtectedTable:
    """Protect every cell of a table, its margins and its total."""
    counts: dict[PlaceInTable, ProtectedCount] = {}
    for place in product(*((*range(len(slots)), None) for slots in request.slots)):
        cell = CellConditions(request.filters, _coordinates(context, request, place))
        counts[place] = protect_count(context, cell, request.cubes)
    inner = [count for place, count in counts.items() if None not in place]
    banded = sum(count.banded for count in inner)
    cells = tuple(
        SafeCell(
            place, tuple((m.value, _value(context, request, (place, m, count))) for m in _measures(request))
        )
        for place, count in counts.items()
    )
    return ProtectedTable(
        cells,
        tuple(counts.values()),
        banded / len(inner) if inner else 0.0,
        max((count.variance for count in inner), default=0.0),
    )


def _measures(request: TableRequest) -> Sequence[Measure]:
    return request.table.measures


def _value(
    context: Context, request: TableRequest, what: tuple[PlaceInTable, Measure, ProtectedCount]
) -> SafeValue:
    place, measure, count = what
    match measure:
        case Measure.FREQUENCY:
            return count.shown
        case Measure.MEAN:
            return _mean(context, request, place, count)
        case Measure.COLUMN_PERCENT:
            return _share(context, request, (place, count), 0)
        case _:
            return _share(context, request, (place, count), len(place) - 1)


def _mean(context: Context, request: TableRequest, place: PlaceInTable, count: ProtectedCount) -> SafeValue:
    if request.moment is None or count.banded:
        return HIDDEN
    cell = CellConditions(request.filters, _coordinates(context, request, place))
    return numeric(context, cell, 0, request.moment).mean


def _share(
    context: Context, request: TableRequest, what: tuple[PlaceInTable, ProtectedCount], dimension: int
) -> SafeValue:
    """Make the share of a cell among all categories of one dimension."""
    place, count = what
    if place[dimension] is None:
        return SafeValue(None if count.banded else "100", Sign.HIDDEN if count.banded else Sign.SHOWN)
    coordinates = list(_coordinates(context, request, place))
    whole = _margin(context, request, dimension)
    coordinates[dimension] = Coordinate(coordinates[dimension].slot, within=whole)
    rest = protect_count(context, CellConditions(request.filters, tuple(coordinates)), request.cubes)
    floor = context.policy.floors.denominator_research
    return share(*_two_parts(context, count, rest, dimension), floor=floor).shown


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


def _coordinates(context: Context, request: TableRequest, place: PlaceInTable) -> tuple[Coordinate, ...]:
    return tuple(
        Coordinate(_margin(context, request, number) if index is None else request.slots[number][index])
        for number, index in enumerate(place)
    )


def _margin(context: Context, request: TableRequest, dimension: int) -> int:
    axis = context.evidence.axes[dimension]
    return axis.anything if request.table.missing else axis.valid
