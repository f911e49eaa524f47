"""Tests of normality."""

from __future__ import annotations

from dataclasses import replace

from folkekommune.analysis.asked import Answer, Asked
from folkekommune.analysis.scaling import with_powers
from folkekommune.disclosure.analyses import analysis_result, relabelled
from folkekommune.disclosure.conditions import CellConditions
from folkekommune.disclosure.gate import population_notes
from folkekommune.disclosure.normality import STATISTIC, P, normality
from folkekommune.disclosure.results import Note, SafeResult, SafeSection
from folkekommune.disclosure.values import numeric
from folkekommune.query.outputs import Normality

OUTPUT = Normality

_POWERS = 4


def answer(output: Normality, asked: Asked) -> Answer:
    """Protect the tests of each variable."""
    inquiry, population = asked.inquiry, asked.population
    sections, counts = [], []
    for name in output.variables:
        dataset, moments = with_powers(inquiry.dataset, inquiry.moment(name), _POWERS)
        context = replace(inquiry, dataset=dataset).context(moments=moments)
        cells = [
            numeric(context, population.count.cell, place, moment) for place, moment in enumerate(moments)
        ]
        counted = cells[0].counted
        ranks, _ = inquiry.ranking(name, counted.cell).of(CellConditions(counted.cell.filters, ()))
        count = 0 if counted.banded else counted.count
        rows = normality([cell.level for cell in cells], count, ranks, asked.policy)
        sections.append(SafeSection("analyses.normaltest", (STATISTIC, P), rows, about=name))
        counts.append(counted)
    notes = (Note("summary.clipped"), Note("analysis.normality"), *population_notes(population.left_out))
    return analysis_result(asked.policy, "analyses.normaltest", sections, notes), population, tuple(counts)


def under_names(result: SafeResult, output: Normality) -> SafeResult:
    """Put the names of variables in place."""
    return relabelled(result, {}, output.variables)
