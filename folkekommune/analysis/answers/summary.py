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

NO_RANKS = Ranks((), ())
"""Of rows of which a person may have several no percentiles are shown: each rests on persons, not on rows."""


def answer(summary: Summary, asked: Asked) -> Answer:
    """Protect key figures of each variable."""
    inquiry, population = asked.inquiry, asked.population
    moments = tuple(inquiry.moment(name) for name in summary.variables)
    context = inquiry.context(moments=moments)
    variables = []
    for place, moment in enumerate(moments):
        figures = numeric(context, population.count.cell, place, moment)
        cell = figures.counted.cell
        ranks, inequality = NO_RANKS, None
        if not inquiry.dataset.rows_of_persons:
            thresholds = inquiry.around(moment.column, cell, PERCENTILES)
            ranks, _ = inquiry.ranks(moment.column, cell, thresholds)
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


def _gini(inquiry: Inquiry, moment: Moment, cell: CellConditions) -> SafeValue:
    ranks, count = inquiry.ranking(moment.column, cell).of(CellConditions(cell.filters, ()))
    return gini(ranks, count, (moment.low, moment.high), inquiry.policy)
