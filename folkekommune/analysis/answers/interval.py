"""Confidence intervals of means."""

from __future__ import annotations

from folkekommune.analysis.asked import Answer, Asked
from folkekommune.disclosure.analyses import analysis_result, plain_label, relabelled
from folkekommune.disclosure.gate import population_notes
from folkekommune.disclosure.intervals import FIGURES, mean_interval
from folkekommune.disclosure.results import Note, SafeResult, SafeRow, SafeSection
from folkekommune.disclosure.values import numeric
from folkekommune.query.outputs import MeanInterval

OUTPUT = MeanInterval


def answer(output: MeanInterval, asked: Asked) -> Answer:
    """Protect the interval of each variable."""
    inquiry, population = asked.inquiry, asked.population
    moments = tuple(inquiry.moment(name) for name in output.variables)
    context = inquiry.context(moments=moments)
    rows, counts = [], []
    for place, moment in enumerate(moments):
        cell = numeric(context, population.count.cell, place, moment)
        found = mean_interval(cell, moment, output.level, asked.policy)
        values = tuple((f"analyses.{name}", found[name]) for name in FIGURES)
        rows.append(SafeRow(plain_label(str(place), moment.column), values))
        counts.append(cell.counted)
    section = SafeSection("analyses.ci", tuple(f"analyses.{name}" for name in FIGURES), tuple(rows))
    level = Note("analysis.level", (("level", f"{output.level:g}"),))
    notes = (level, Note("summary.clipped"), *population_notes(population.left_out))
    return analysis_result(asked.policy, "analyses.ci", (section,), notes), population, tuple(counts)


def under_names(result: SafeResult, output: MeanInterval) -> SafeResult:
    """Put the names of variables in place."""
    names = enumerate(output.variables)
    return relabelled(result, {str(place): plain_label(str(place), name) for place, name in names})
