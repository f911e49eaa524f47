"""Key figures of numeric variables."""

from __future__ import annotations

from folkekommune.analysis.asked import Answer, Asked
from folkekommune.analysis.inquiry import Inquiry
from folkekommune.disclosure.conditions import CellConditions
from folkekommune.disclosure.gate import PERCENTILES, KeyFigures, summary_result
from folkekommune.disclosure.gate import under_names as named
from folkekommune.disclosure.inequality import gini
from folkekommune.disclosure.percentiles import Ranks
from folkekommune.disclosure.results import SafeResult, SafeValue
from folkekommune.disclosure.values import numeric
from folkekommune.query.engine import Moment
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
        ranks = _ranks(inquiry, moment.column, cell)
        inequality = _gini(inquiry, moment, cell) if summary.gini else None
        variables.append(KeyFigures(moment.column, figures, ranks, inequality))
    counts = tuple(each.numeric.counted for each in variables)
    result = summary_result(
        asked.policy,
        population,
        variables,
        quartile_range=summary.quartile_range,
        rows_each=context.rows_each,
    )
    return result, population, counts


def under_names(result: SafeResult, output: Summary) -> SafeResult:
    """Put the names of variables in place."""
    return named(result, dimensions=(), variables=output.variables)


def _ranks(inquiry: Inquiry, column: str, cell: CellConditions) -> Ranks:
    """Give the protected ranks of the values near the percentiles.

    Of rows, those of a person with very many count for less, so that a percentile may be far from the middle
    one of all rows: it is looked for on a grid over them all.
    """
    if inquiry.dataset.rows_of_persons:
        return inquiry.ranking(column, cell).of(CellConditions(cell.filters, ()))[0]
    return inquiry.ranks(column, cell, inquiry.around(column, cell, PERCENTILES))[0]


def _gini(inquiry: Inquiry, moment: Moment, cell: CellConditions) -> SafeValue:
    ranks, count = inquiry.ranking(moment.column, cell).of(CellConditions(cell.filters, ()))
    return gini(ranks, count, (moment.low, moment.high), inquiry.policy)
