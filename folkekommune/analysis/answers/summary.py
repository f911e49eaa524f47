"""Key figures of numeric variables."""

from __future__ import annotations

from folkekommune.analysis.asked import Answer, Asked
from folkekommune.disclosure.gate import (
    PERCENTILES,
    summary_result,
)
from folkekommune.disclosure.gate import (
    under_names as named,
)
from folkekommune.disclosure.results import SafeResult
from folkekommune.disclosure.values import numeric
from folkekommune.query.outputs import Summary

OUTPUT = Summary


def answer(summary: Summary, asked: Asked) -> Answer:
    """Protect key figures of each variable."""
    inquiry, population = asked.inquiry, asked.population
    moments = tuple(inquiry.moment(name) for name in summary.variables)
    context = inquiry.context(moments=moments)
    variables = []
    for place, moment in enumerate(moments):
        figures = numeric(context, population.count.cell, place, moment)
        cell = figures.counted.cell
        thresholds = inquiry.around(moment.column, cell, PERCENTILES)
        ranks, _ = inquiry.ranks(moment.column, cell, thresholds)
        variables.append((moment.column, figures, ranks))
    counts = tuple(figures.counted for _, figures, _ in variables)
    return summary_result(asked.policy, population, variables), population, counts


def under_names(result: SafeResult, output: Summary) -> SafeResult:
    """Put the names of variables in place."""
    return named(result, dimensions=(), variables=output.variables)
