"""Tables of counts, shares and means."""

from __future__ import annotations

from folkekommune.analysis.asked import Answer, Asked, too_large
from folkekommune.analysis.inquiry import Inquiry
from folkekommune.catalogue.model import Texts
from folkekommune.disclosure.conditions import CellConditions, Context
from folkekommune.disclosure.counts import ProtectedCount, protect_count
from folkekommune.disclosure.evidence import Coordinate, Filters
from folkekommune.disclosure.gate import (
    Judged,
    table_result,
)
from folkekommune.disclosure.gate import (
    under_names as named,
)
from folkekommune.disclosure.limits import whole_numbers
from folkekommune.disclosure.results import SafeDimension, SafeLabel, SafeResult
from folkekommune.disclosure.tables import TableRequest
from folkekommune.query.engine import Cells
from folkekommune.query.outputs import Category, Dimension, Table

OUTPUT = Table


def answer(table: Table, asked: Asked) -> Answer:
    """Protect a table of the categories that may be listed."""
    inquiry, population = asked.inquiry, asked.population
    limits = asked.policy.tables
    if len(table.dimensions) > limits.dimensions:
        return asked.refused("table.dimensions", dimensions=limits.dimensions)
    moments = (inquiry.moment(table.value),) if table.value else ()
    names = tuple(dimension.column for dimension in table.dimensions)
    cells = inquiry.cells(names, moments)
    shown = _shown(table, inquiry, population, cells)
    size = 1
    for categories in shown:
        size *= len(categories) + table.missing
    if size > limits.cells:
        return too_large(asked.policy), population, ()
    values = tuple(tuple(category.value for category in found) for found in shown)
    context = inquiry.context(names, categories=values, moments=moments, cells=cells)
    request = TableRequest(
        table,
        population.count.cell.filters,
        tuple(tuple(range(len(found) + table.missing)) for found in shown),
        moments[0] if moments else None,
        asked.registered(),
    )
    labels = [
        _labels(dimension, found, missing=table.missing)
        for dimension, found in zip(table.dimensions, shown, strict=True)
    ]
    result, counts = table_result(context, request, labels, population.left_out)
    return result, population, counts


def under_names(result: SafeResult, output: Table) -> SafeResult:
    """Put the names of dimensions and the labels of categories in place."""
    labelled = [_labels(each, each.categories or (), missing=False) for each in output.dimensions]
    dimensions = [(each.name, {label.value: label for label in each.categories}) for each in labelled]
    return named(result, dimensions=dimensions, variables=())


def _shown(table: Table, inquiry: Inquiry, population: Judged, cells: Cells) -> list[tuple[Category, ...]]:
    """Give the categories of each dimension: those that are not in the band over the population.

    Whether a category is listed is decided from its protected count, never from a true zero, and
    says less than a row whose cells are all in the band.
    """
    filters = population.count.cell.filters
    candidates = [
        dimension.categories or whole_categories(cells.coordinates[number], inquiry.limits(dimension.column))
        for number, dimension in enumerate(table.dimensions)
    ]
    values = tuple(tuple(category.value for category in found) for found in candidates)
    names = tuple(dimension.column for dimension in table.dimensions)
    context = inquiry.context(names, categories=values, cells=cells)
    return [
        tuple(
            category
            for slot, category in enumerate(found)
            if not _count_of_category(context, filters, number, slot).banded
        )
        for number, found in enumerate(candidates)
    ]


def _count_of_category(context: Context, filters: Filters, dimension: int, slot: int) -> ProtectedCount:
    coordinates = [Coordinate(axis.anything) for axis in context.evidence.axes]
    coordinates[dimension] = Coordinate(slot)
    return protect_count(context, CellConditions(filters, tuple(coordinates)))


def whole_categories(
    values: tuple[float | str | None, ...], limits: tuple[float, float]
) -> tuple[Category, ...]:
    """Give the whole numbers within public limits that a derived variable takes, as categories."""
    return tuple(Category(value, Texts(*[f"{value:.0f}"] * 3)) for value in whole_numbers(values, limits))


def _labels(dimension: Dimension, categories: tuple[Category, ...], *, missing: bool) -> SafeDimension:
    labels = [SafeLabel(_written(c.value), c.label.nb, c.label.nn, c.label.en) for c in categories]
    if missing:
        labels.append(SafeLabel(".", "Mangler", "Manglar", "Missing"))
    return SafeDimension(dimension.label, tuple(labels))


def _written(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.10g}"
