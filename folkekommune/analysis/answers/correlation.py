"""Correlations and covariances of numeric variables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from folkekommune.analysis.asked import Answer, Asked
from folkekommune.analysis.inquiry import Inquiry
from folkekommune.analysis.scaling import HALF, of_those_with, scaled
from folkekommune.disclosure.analyses import plain_label, relabelled
from folkekommune.disclosure.conditions import CellConditions
from folkekommune.disclosure.counts import ProtectedCount, protect_count
from folkekommune.disclosure.evidence import Coordinate
from folkekommune.disclosure.pairs import Pair, correlation_result, pair_of
from folkekommune.disclosure.results import SafeResult
from folkekommune.query.engine import Moment
from folkekommune.query.expressions import Binary, Operator
from folkekommune.query.outputs import Correlation
from folkekommune.query.steps import Assign

OUTPUT = Correlation

_FIRST, _SECOND, _BOTH = "@first", "@second", "@both"


def answer(output: Correlation, asked: Asked) -> Answer:
    """Protect the figures of each two variables."""
    inquiry, cell = asked.inquiry, asked.population.count.cell
    moments = [inquiry.moment(name) for name in output.variables]
    pairs: dict[tuple[int, int], Pair] = {}
    beside: dict[tuple[str, ...], int] = {}
    for first, second in combinations(range(len(moments)), 2):
        two = (moments[first], moments[second])
        names = tuple(each.column for each in two) if output.pairwise else output.variables
        pairs[first, second] = _Two(inquiry, cell, two, names, beside).pair()
    result = correlation_result(output, moments, pairs, asked.policy, asked.population.left_out)
    return result, asked.population, tuple(pair.counted for pair in pairs.values())


def under_names(result: SafeResult, output: Correlation) -> SafeResult:
    """Put the names of variables in place."""
    return relabelled(
        result, {str(place): plain_label(str(place), name) for place, name in enumerate(output.variables)}
    )


@dataclass(frozen=True)
class _Two:
    """Two variables among those who have a value in all of some.

    :param complete: the variables in which one must have a value.
    :param beside: of a variable among those complete in some, how many are away from its usual value.
    """

    inquiry: Inquiry
    cell: CellConditions
    variables: tuple[Moment, Moment]
    complete: Sequence[str]
    beside: dict[tuple[str, ...], int]

    def pair(self) -> Pair:
        """Ask for the sums of both, and count those away from the most usual value of each."""
        # In an order of their own, so that it is the same question whoever stands first.
        one, other = sorted(
            self.variables, key=lambda moment: self.inquiry.dataset.column(moment.column).canonical
        )
        values = {_FIRST: scaled(one), _SECOND: scaled(other)}
        values[_BOTH] = Binary(Operator.ADD, values[_FIRST], values[_SECOND])
        dataset = self.inquiry.dataset
        for name, value in values.items():
            dataset = dataset.then(Assign(name, of_those_with(sorted(self.complete), value)))
        inquiry = replace(self.inquiry, dataset=dataset)
        moments = (Moment(_FIRST, -HALF, HALF), Moment(_SECOND, -HALF, HALF), Moment(_BOTH, -1.0, 1.0))
        context = inquiry.context(moments=moments)
        counted = protect_count(context, replace(self.cell, present=0))
        sides = []
        for name, moment in ((_FIRST, one), (_SECOND, other)):
            key = (moment.column, *self.complete)
            if key not in self.beside:
                self.beside[key] = _away(inquiry, counted.cell, name).count
            sides.append(self.beside[key])
        return pair_of(context, counted, sides)


def _away(inquiry: Inquiry, cell: CellConditions, column: str) -> ProtectedCount:
    """Count those whose value is another than the middle one, which is the only one of nearly all."""
    ignored = frozenset(range(len(inquiry.dataset.conditions))) - cell.filters
    ((*middle,),) = inquiry.engine.neighbours(inquiry.dataset, column, (HALF,), side=0, ignored=ignored)
    value = middle[0] if middle else 0.0
    context = inquiry.by_place(column, (math.nextafter(value, -math.inf), value))
    beside = Coordinate(1, within=context.evidence.axes[0].valid)
    return protect_count(context, CellConditions(cell.filters, (beside,)))
