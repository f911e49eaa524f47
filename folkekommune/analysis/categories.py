"""Which categories of a variable may be listed, and under which labels."""

from __future__ import annotations

from collections.abc import Sequence

from folkekommune.analysis.inquiry import Inquiry
from folkekommune.catalogue.model import Texts
from folkekommune.disclosure.conditions import CellConditions, Context
from folkekommune.disclosure.counts import protect_counts
from folkekommune.disclosure.evidence import Coordinate, Filters
from folkekommune.disclosure.gate import Judged
from folkekommune.disclosure.limits import whole_numbers
from folkekommune.disclosure.results import SafeDimension, SafeLabel
from folkekommune.query.engine import Cells
from folkekommune.query.outputs import Category, Dimension


def shown_categories(
    dimensions: Sequence[Dimension], inquiry: Inquiry, population: Judged, cells: Cells
) -> list[tuple[Category, ...]]:
    """Give the categories of each dimension: those that are not in the band over the population.

    Whether a category is listed is decided from its protected count, never from a true zero, and
    says less than a row whose cells are all in the band.
    """
    filters = population.count.cell.filters
    candidates = [
        dimension.categories or whole_categories(cells.coordinates[number], inquiry.limits(dimension.column))
        for number, dimension in enumerate(dimensions)
    ]
    values = tuple(tuple(category.value for category in found) for found in candidates)
    names = tuple(dimension.column for dimension in dimensions)
    context = inquiry.context(names, categories=values, cells=cells)
    slots = [(number, slot) for number, found in enumerate(candidates) for slot in range(len(found))]
    counts = protect_counts(context, [_cell_of_category(context, filters, *each) for each in slots])
    listed = {place for place, count in zip(slots, counts, strict=True) if not count.banded}
    return [
        tuple(category for slot, category in enumerate(found) if (number, slot) in listed)
        for number, found in enumerate(candidates)
    ]


def _cell_of_category(context: Context, filters: Filters, dimension: int, slot: int) -> CellConditions:
    coordinates = [Coordinate(axis.anything) for axis in context.evidence.axes]
    coordinates[dimension] = Coordinate(slot)
    return CellConditions(filters, tuple(coordinates))


def whole_categories(
    values: tuple[float | str | None, ...], limits: tuple[float, float]
) -> tuple[Category, ...]:
    """Give the whole numbers within public limits that a derived variable takes, as categories."""
    return tuple(Category(value, Texts(*[f"{value:.0f}"] * 3)) for value in whole_numbers(values, limits))


def labels_of(
    dimension: Dimension, categories: tuple[Category, ...], *, missing: bool = False
) -> SafeDimension:
    """Give the labels of categories, with one for missing if it is shown."""
    labels = [SafeLabel(_written(c.value), c.label.nb, c.label.nn, c.label.en) for c in categories]
    if missing:
        labels.append(SafeLabel(".", "Mangler", "Manglar", "Missing"))
    return SafeDimension(dimension.label, tuple(labels))


def _written(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.10g}"
