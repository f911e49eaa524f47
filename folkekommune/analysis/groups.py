"""Collapsed groups: their statistics are protected figures before anything is done with them.

A statistic of a group goes on to be compared, merged into persons and counted, so that one true value
would be copied to everybody of the group and could be read off a table of hundreds. So a collapse is
a table: each value is the protected count, mean, sum, spread or median of its cell, the same that a
table would show, and missing where a table would hide it. That there is a group at all is told only
of groups whose own protected count is large enough.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from folkekommune.analysis.inquiry import Inquiry
from folkekommune.analysis.ranking import PRESENT, present
from folkekommune.catalogue.model import ValueType
from folkekommune.disclosure.conditions import CellConditions, Context
from folkekommune.disclosure.counts import protect_count
from folkekommune.disclosure.dominance import protected_sum
from folkekommune.disclosure.evidence import Coordinate, Filters
from folkekommune.disclosure.gate import Judged
from folkekommune.disclosure.inequality import gini
from folkekommune.disclosure.percentiles import Ranks, percentile
from folkekommune.disclosure.values import NumericCell, numeric
from folkekommune.query.dataset import Aggregate, Dataset, GroupRoot, Statistic, start
from folkekommune.query.engine import Moment, TooManyGroupsError
from folkekommune.query.expressions import (
    Binary,
    Branch,
    Call,
    Choose,
    Column,
    Expression,
    IsMissing,
    Missing,
    Not,
    Number,
    Operator,
    Text,
)
from folkekommune.query.steps import Assign

BRANCHES = 500
"""Groups in one expression; more of them make several steps."""

EXTREMES = frozenset({Statistic.MIN, Statistic.MAX})

PERCENTILES = {Statistic.P25: 0.25, Statistic.MEDIAN: 0.5, Statistic.P75: 0.75}

Figures = Mapping[float | str, float]
"""The protected value of each group that has one."""


class UnprotectedError(Exception):
    """A collapse whose values cannot be protected.

    :param rule: which: the smallest or largest value of a group is one person's value; groups by an
        identifier are persons or families.
    """

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def protected_groups(source: Inquiry, root: GroupRoot, population: Judged) -> Dataset:
    """Give the groups of a collapse with protected values.

    :raises UnprotectedError: for smallest and largest values, and for groups by an identifier.
    :raises TooManyGroupsError: when there are more groups than a table may have cells.
    """
    if any(aggregate.statistic in EXTREMES for aggregate in root.aggregates):
        raise UnprotectedError("collapse.extremes")
    if source.dataset.column(root.by).type is ValueType.IDENTIFIER:
        raise UnprotectedError("collapse.identifier")
    filters = population.count.cell.filters
    ignored = frozenset(range(len(source.dataset.conditions))) - filters
    groups = _Groups(source, root.by, filters)
    dataset = start(replace(root, source=source.dataset, aggregates=(), ignored=ignored))
    shown = groups.shown()
    for aggregate in root.aggregates:
        figures = groups.figures(aggregate)
        dataset = _looked_up(dataset, root.by, aggregate.name, {v: figures[v] for v in shown if v in figures})
    return _without_others(dataset, root.by, shown)


@dataclass(frozen=True)
class _Groups:
    """The groups of a source by the values of one variable.

    :param filters: the conditions of the source that are left.
    """

    source: Inquiry
    by: str
    filters: Filters

    def shown(self) -> tuple[float | str, ...]:
        """Give the groups of which it may be told that they are there."""
        cells = self.source.cells((self.by,))
        values = self._values(cells.coordinates[0])
        context = self.source.context((self.by,), categories=(values,), cells=cells)
        found = [
            protect_count(context, CellConditions(self.filters, (Coordinate(slot),)))
            for slot in range(len(values))
        ]
        least = self.source.policy.floors.numeric
        return tuple(
            value
            for value, count in zip(values, found, strict=True)
            if not count.banded and count.count >= least
        )

    def figures(self, aggregate: Aggregate) -> Figures:
        """Give the protected values of a statistic."""
        column = aggregate.column
        if aggregate.statistic in PERCENTILES:
            return self._percentiles(column, PERCENTILES[aggregate.statistic])
        if aggregate.statistic is Statistic.COUNT:
            counted = replace(self.source, dataset=present(self.source.dataset, column))
            cells = self._numeric(counted, Moment(PRESENT, 1.0, 1.0))
            return {value: float(cell.count) for value, cell in cells.items() if cell.mean.text is not None}
        if aggregate.statistic is Statistic.GINI:
            return self._ginis(column)
        moment = self.source.moment(column)
        if aggregate.statistic is Statistic.SUM:
            return self._sums(replace(moment, contributions=True))
        cells = self._numeric(self.source, moment)
        spread = aggregate.statistic is Statistic.SD
        figures = {value: (cell.spread if spread else cell.mean).text for value, cell in cells.items()}
        return {value: float(figure) for value, figure in figures.items() if figure is not None}

    def _sums(self, moment: Moment) -> Figures:
        context, values = self._divided(self.source, moment)
        found = {}
        for value, cell in self._cells(context, values, moment).items():
            figure = protected_sum(cell, self.source.policy).text
            if figure is not None:
                found[value] = float(figure)
        return found

    def _numeric(self, source: Inquiry, moment: Moment) -> dict[float | str, NumericCell]:
        return self._cells(*self._divided(source, moment), moment)

    def _divided(self, source: Inquiry, moment: Moment) -> tuple[Context, tuple[float | str, ...]]:
        cells = source.cells((self.by,), (moment,))
        values = self._values(cells.coordinates[0])
        return source.context((self.by,), categories=(values,), moments=(moment,), cells=cells), values

    def _cells(
        self, context: Context, values: Sequence[float | str], moment: Moment
    ) -> dict[float | str, NumericCell]:
        return {
            value: numeric(context, CellConditions(self.filters, (Coordinate(slot),)), 0, moment)
            for slot, value in enumerate(values)
        }

    def _percentiles(self, column: str, probability: float) -> Figures:
        policy = self.source.policy
        found = {}
        for value, (ranks, count) in self._ranked(column).items():
            figure = percentile(ranks, probability, count, policy).text
            if figure is not None and count >= policy.floors.numeric:
                found[value] = float(figure)
        return found

    def _ginis(self, column: str) -> Figures:
        limits, policy = self.source.limits(column), self.source.policy
        found = {
            value: gini(ranks, count, limits, policy).text
            for value, (ranks, count) in self._ranked(column).items()
        }
        return {value: float(figure) for value, figure in found.items() if figure is not None}

    def _ranked(self, column: str) -> dict[float | str, tuple[Ranks, int]]:
        values = self._values(self.source.cells((self.by,)).coordinates[0])
        ranking = self.source.ranking(column, CellConditions(self.filters, ()), (self.by,), (values,))
        cells = (CellConditions(self.filters, (Coordinate(slot),)) for slot in range(len(values)))
        return {value: ranking.of(cell) for value, cell in zip(values, cells, strict=True)}

    def _values(self, found: Sequence[float | str | None]) -> tuple[float | str, ...]:
        values = {value for value in found if value is not None}
        if len(values) > self.source.policy.tables.cells:
            raise TooManyGroupsError
        return tuple(sorted(values, key=lambda value: (isinstance(value, str), value)))


def _looked_up(dataset: Dataset, by: str, name: str, figures: Figures) -> Dataset:
    """Add a variable that has its value spelled out for each group."""
    branches = [
        Branch(Binary(Operator.EQUAL, Column(by), _literal(group)), Number(value))
        for group, value in figures.items()
    ]
    dataset = dataset.then(Assign(name, _choice(branches[:BRANCHES])))
    for begin in range(BRANCHES, len(branches), BRANCHES):
        more = _choice(branches[begin : begin + BRANCHES])
        dataset = dataset.then(Assign(name, more, where=IsMissing(Column(name))))
    return dataset


def _without_others(dataset: Dataset, by: str, shown: Sequence[float | str]) -> Dataset:
    """Let the value that groups go by be missing for all groups but those shown."""
    listed = Call("inlist", (Column(by), *(_literal(value) for value in shown)))
    where = Not(listed) if shown else None
    return dataset.then(Assign(by, Missing(), where, codes=dataset.column(by).codes))


def _choice(branches: Sequence[Branch]) -> Expression:
    return Choose(tuple(branches), Missing()) if branches else Missing()


def _literal(value: float | str) -> Expression:
    return Text(value) if isinstance(value, str) else Number(value)
