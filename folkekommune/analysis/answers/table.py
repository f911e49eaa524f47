"""Tables of counts, shares and statistics."""

from __future__ import annotations

from dataclasses import replace

from folkekommune.analysis.asked import Answer, Asked, too_large
from folkekommune.analysis.categories import labels_of, shown_categories
from folkekommune.analysis.inquiry import Inquiry
from folkekommune.disclosure.arranging import arranged
from folkekommune.disclosure.gate import table_result
from folkekommune.disclosure.gate import under_names as named
from folkekommune.disclosure.results import SafeResult, SafeTable
from folkekommune.disclosure.tables import RANKED, TableRequest
from folkekommune.query.engine import Moment
from folkekommune.query.outputs import Measure, Table

OUTPUT = Table


def answer(table: Table, asked: Asked) -> Answer:
    """Protect a table of the categories that may be listed."""
    inquiry, population = asked.inquiry, asked.population
    limits = asked.policy.tables
    if len(table.dimensions) > limits.dimensions:
        return asked.refused("table.dimensions", dimensions=limits.dimensions)
    moments = (_moment(table, inquiry, table.value),) if table.value else ()
    names = tuple(dimension.column for dimension in table.dimensions)
    cells = inquiry.cells(names, moments)
    shown = shown_categories(table.dimensions, inquiry, population, cells)
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
        inquiry.ranking(moments[0].column, population.count.cell, names, values)
        if moments and not RANKED.isdisjoint(table.measures)
        else None,
    )
    labels = [
        labels_of(dimension, found, missing=table.missing)
        for dimension, found in zip(table.dimensions, shown, strict=True)
    ]
    result, counts = table_result(context, request, labels, population.left_out)
    return result, population, counts


def under_names(result: SafeResult, output: Table) -> SafeResult:
    """Put the names of dimensions and the labels of categories in place."""
    labelled = [labels_of(each, each.categories or (), missing=False) for each in output.dimensions]
    dimensions = [(each.name, {label.value: label for label in each.categories}) for each in labelled]
    result = named(result, dimensions=dimensions, variables=())
    return arranged(result, output.arrangement) if isinstance(result, SafeTable) else result


def _moment(table: Table, inquiry: Inquiry, column: str) -> Moment:
    return replace(inquiry.moment(column), contributions=Measure.SUM in table.measures)
