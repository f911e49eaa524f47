"""Charts of categories: their tables are asked for as anybody would ask for them."""

from __future__ import annotations

from folkekommune.analysis.answers import answerer_of
from folkekommune.analysis.asked import Answer, Asked
from folkekommune.disclosure.category_charts import category_chart
from folkekommune.disclosure.charts import under_names as named
from folkekommune.disclosure.counts import ProtectedCount
from folkekommune.disclosure.results import SafeResult, SafeTable
from folkekommune.query.outputs import CategoryChart

OUTPUT = CategoryChart


def answer(chart: CategoryChart, asked: Asked) -> Answer:
    """Protect the tables of a chart; what refuses one of them refuses the chart."""
    tables: list[SafeTable] = []
    counts: list[ProtectedCount] = []
    for table in chart.tables:
        result, population, found = answerer_of(table).answer(table, asked)
        counts += found
        if not isinstance(result, SafeTable):
            return result, population, tuple(counts)
        tables.append(result)
    return category_chart(chart, tables, asked.policy), asked.population, tuple(counts)


def under_names(result: SafeResult, output: CategoryChart) -> SafeResult:
    """Put names, labels and style in place."""
    return named(result, output.drawn_axes, output.style)
