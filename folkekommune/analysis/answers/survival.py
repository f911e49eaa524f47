"""Survival: curves of protected counts by interval, and Weibull curves of protected parameters."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from folkekommune.analysis.asked import Answer, Asked
from folkekommune.analysis.categories import shown_categories
from folkekommune.analysis.coding import written
from folkekommune.analysis.modelling import modelled
from folkekommune.disclosure.conditions import CellConditions, Context
from folkekommune.disclosure.counts import ProtectedCount, protect_count
from folkekommune.disclosure.evidence import Coordinate, Filters
from folkekommune.disclosure.gate import refuse
from folkekommune.disclosure.model_results import unsound
from folkekommune.disclosure.models import UnsoundModelError
from folkekommune.disclosure.percentiles import protect_ranks
from folkekommune.disclosure.results import Note, SafeLabel, SafeResult
from folkekommune.disclosure.survival import Observed, Smooth, observed_result, smooth_result
from folkekommune.disclosure.survival import under_names as named
from folkekommune.query.outputs import Survival
from folkekommune.statistics.models.weibull_curve import WeibullCurve
from folkekommune.texts import LANGUAGES, text

OUTPUT = Survival

INTERVALS = 24
"""About as many intervals as a curve has; none is shorter than one unit of time."""

_STEPS = (1.0, 2.0, 3.0, 5.0, 6.0, 10.0)
_EVENTS = (1.0, 0.0)


def answer(asking: Survival, asked: Asked) -> Answer:
    """Protect the curves."""
    ends = _ends(asked.inquiry.limits(asking.duration)[1])
    notes = (Note("population.left-out"),) if asked.population.left_out else ()
    if asking.parametric:
        return _smooth(asking, asked, ends, notes)
    groups = _groups(asking, asked)
    names = (asking.event, *((asking.by.column,) if asking.by else ()))
    categories = (_EVENTS, *((tuple(value for value, _ in groups),) if asking.by else ()))
    context = asked.inquiry.by_place(asking.duration, ends, names, categories)
    counts: list[ProtectedCount] = []
    curves = []
    for slot, (_, name) in enumerate(groups):
        at = (Coordinate(slot),) if asking.by else ()
        curve, found = _observed(context, asked, name, at, (ends, asked.inquiry.form(asking.duration)))
        counts += found
        if curve.persons >= asked.policy.floors.numeric:
            curves.append(curve)
    if not curves:
        return refuse(asked.policy, "chart.empty"), asked.population, tuple(counts)
    return observed_result(ends, curves, asked.policy, notes), asked.population, tuple(counts)


def under_names(result: SafeResult, output: Survival) -> SafeResult:
    """Put the labels of categories and figures in place."""
    known = output.by.categories or () if output.by else ()
    labels = {_name(each.value): each.label for each in known}

    def label(group: str, what: str) -> SafeLabel:
        words = []
        for language in LANGUAGES:
            said = text(what, language) if what.startswith("survival.") else what
            group_label = labels[group].in_language(language) if group in labels else group
            words.append(f"{group_label}: {said}" if group else said)
        return SafeLabel(f"{group}|{what}", *words)

    return named(result, label)


def _smooth(asking: Survival, asked: Asked, ends: Sequence[float], notes: Sequence[Note]) -> Answer:
    try:
        found = modelled(asking.formula, asked.inquiry, asked.population)
    except UnsoundModelError as refused:
        return unsound(asked.policy, refused.rule), asked.population, ()
    fit = found.fit
    curves = [
        Smooth(
            fit.names[place].partition("=")[2],
            WeibullCurve(
                float(fit.coefficients[place]),
                float(fit.coefficients[place + 1]),
                np.asarray(fit.covariance[place : place + 2, place : place + 2]),
            ),
        )
        for place in range(0, len(fit.names), 2)
    ]
    result = smooth_result(ends, curves, found.persons, asked.policy, notes=(Note("model.noise"), *notes))
    return result, asked.population, ()


def _observed(
    context: Context,
    asked: Asked,
    group: str,
    at: tuple[Coordinate, ...],
    intervals: tuple[Sequence[float], int],
) -> tuple[Observed, list[ProtectedCount]]:
    """Count who is at risk when each interval begins and to whom it happens in it, all with noise."""
    ends, form = intervals
    filters = asked.population.count.cell.filters
    anything = Coordinate(context.evidence.axes[-1].valid)
    at_risk = np.zeros(len(ends), dtype=np.int64)
    for event in range(len(_EVENTS)):
        cell = CellConditions(filters, (Coordinate(event), *at, anything))
        ranks, total = protect_ranks(context, context.effective(cell), ends, form)
        at_risk += total - np.array([0, *ranks.below[:-1]])
    happened = [_count(context, filters, (Coordinate(0), *at, Coordinate(n))) for n in range(len(ends))]
    both = [_count(context, filters, (Coordinate(event), *at, anything)) for event in range(len(_EVENTS))]
    observed = Observed(
        group,
        persons=sum(count.count for count in both),
        events=both[0].shown,
        at_risk=tuple(max(0, int(count)) for count in at_risk),
        happened=tuple(count.count for count in happened),
    )
    return observed, [*both, *happened]


def _count(context: Context, filters: Filters, coordinates: tuple[Coordinate, ...]) -> ProtectedCount:
    return protect_count(context, CellConditions(filters, coordinates))


def _groups(asking: Survival, asked: Asked) -> list[tuple[float | str, str]]:
    """Give the categories that have a curve; everybody where nothing divides."""
    if asking.by is None:
        return [(0.0, "")]
    cells = asked.inquiry.cells((asking.by.column,))
    (found,) = shown_categories((asking.by,), asked.inquiry, asked.population, cells)
    return [(category.value, _name(category.value)) for category in found]


def _name(value: float | str) -> str:
    return written(value if isinstance(value, str) else float(value))


def _ends(highest: float) -> tuple[float, ...]:
    """Give the ends of intervals of one easy length, of at least one unit of time."""
    least = max(1.0, highest / INTERVALS)
    unit = 10.0 ** math.floor(math.log10(least))
    width = next(step * unit for step in _STEPS if step * unit >= least * (1 - 1e-9))
    return tuple(width * number for number in range(1, max(1, math.ceil(highest / width - 1e-9)) + 1))
