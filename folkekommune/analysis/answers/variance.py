"""Analysis of variance."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from folkekommune.analysis.asked import Answer, Asked, too_large
from folkekommune.analysis.categories import labels_of, shown_categories
from folkekommune.disclosure.analyses import analysis_result, plain_label, relabelled
from folkekommune.disclosure.conditions import CellConditions, Context
from folkekommune.disclosure.counts import ProtectedCount
from folkekommune.disclosure.evidence import Coordinate, Filters
from folkekommune.disclosure.gate import population_notes
from folkekommune.disclosure.results import Note, SafeDimension, SafeResult, SafeSection
from folkekommune.disclosure.values import numeric
from folkekommune.disclosure.variance import (
    Level,
    group_of,
    noise_of,
    pairs_section,
    variance_section,
)
from folkekommune.query.engine import Moment
from folkekommune.query.outputs import Variance
from folkekommune.statistics.variance import Analysis, Group, analyse

OUTPUT = Variance

_TWO = 2


def answer(output: Variance, asked: Asked) -> Answer:
    """Protect every group, and analyse what is left of them."""
    inquiry, population = asked.inquiry, asked.population
    limits = asked.policy.tables
    if len(output.factors) > limits.dimensions:
        return asked.refused("table.dimensions", dimensions=limits.dimensions)
    moment = inquiry.moment(output.value)
    names = tuple(factor.column for factor in output.factors)
    cells = inquiry.cells(names, (moment,))
    shown = shown_categories(output.factors, inquiry, population, cells)
    sizes = [len(found) for found in shown]
    places = list(product(*(range(size) for size in sizes))) if min(sizes) >= _TWO else []
    if len(places) > limits.cells:
        return too_large(asked.policy), population, ()
    values = tuple(tuple(category.value for category in found) for found in shown)
    context = inquiry.context(names, categories=values, moments=(moment,), cells=cells)
    filters = population.count.cell.filters
    counts: list[ProtectedCount] = []
    found = [_group(context, filters, place, moment, counts) for place in places]
    groups = [group for group in found if group is not None]
    if len(groups) < _TWO:
        return asked.refused("anova.groups", least=asked.policy.floors.spread)
    noise = noise_of(groups, moment, asked.policy)
    analysis = analyse(groups, sizes, output.terms, constant=output.constant, noise=noise)
    if analysis is None:
        return asked.refused("anova.groups", least=asked.policy.floors.spread)
    sections = [variance_section(analysis, _terms(output))]
    if output.pairs:
        labels = [labels_of(*each) for each in zip(output.factors, shown, strict=True)]
        for factor, dimension in enumerate(labels):
            levels = _levels(context, filters, factor, dimension, moment)
            sections += _pairs(levels, analysis, dimension.name, moment, asked)
    notes = [Note("summary.clipped"), Note("analysis.anova"), *population_notes(population.left_out)]
    result = analysis_result(asked.policy, "analyses.anova", sections, notes)
    return result, population, tuple(counts)


def under_names(result: SafeResult, output: Variance) -> SafeResult:
    """Put the names of variables and the labels of levels in place."""
    names = {str(place): plain_label(str(place), name) for place, name in enumerate(_terms(output))}
    return relabelled(result, names, [factor.label for factor in output.factors])


def _terms(output: Variance) -> list[str]:
    return ["#".join(output.factors[place].label for place in term) for term in output.terms]


def _group(
    context: Context, filters: Filters, place: tuple[int, ...], moment: Moment, counts: list[ProtectedCount]
) -> Group | None:
    cell = numeric(context, CellConditions(filters, tuple(Coordinate(slot) for slot in place)), 0, moment)
    counts.append(cell.counted)
    return group_of(place, cell)


def _levels(
    context: Context, filters: Filters, factor: int, dimension: SafeDimension, moment: Moment
) -> list[Level]:
    """Give the levels of one factor, over all of the others."""
    found = []
    for slot, label in enumerate(dimension.categories):
        coordinates = [Coordinate(axis.valid) for axis in context.evidence.axes]
        coordinates[factor] = Coordinate(slot)
        group = group_of((slot,), numeric(context, CellConditions(filters, tuple(coordinates)), 0, moment))
        if group is not None:
            found.append(Level(label, group))
    return found


def _pairs(
    levels: Sequence[Level], analysis: Analysis, name: str, moment: Moment, asked: Asked
) -> list[SafeSection]:
    if len(levels) < _TWO:
        return []
    return [pairs_section(levels, analysis, name, moment=moment, policy=asked.policy)]
