"""Coefficients of a protected model as marks: the figures of its own table, and nothing more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from folkekommune.disclosure.results import (
    _SEAL,
    Chart,
    SafeAnalysis,
    SafeAxis,
    SafeChart,
    SafeLabel,
    SafeMark,
    SafeResult,
    SafeRow,
    SafeValue,
)

_SECTION = "models.coefficients"
_LOWER, _UPPER = "models.lower", "models.upper"
_SUBJECT = "models."


def coefficient_chart(analysis: SafeAnalysis, left_out: Callable[[str], bool], level: float) -> SafeChart:
    """Close a chart of the coefficients of a model.

    :param left_out: tells which of them are not drawn, the constant say.
    :param level: of the confidence intervals, in percent.
    """
    sections = [section for section in analysis.sections if section.name == _SECTION]
    figure = sections[0].figures[0]
    measure = figure.removeprefix(_SUBJECT)
    rows = [row for section in sections for row in section.rows if not left_out(row.label.value)]
    return SafeChart(
        analysis.protection,
        _SEAL,
        chart=Chart.COEFFICIENTS,
        measure=measure,
        axes=(SafeAxis("term", SafeLabel("", "", "", ""), tuple(row.label for row in rows)),),
        marks=tuple(SafeMark((row.label.value,), ((measure, _limited(row, figure)),)) for row in rows),
        style=(f"level={level:g}",),
    )


def relabelled(
    result: SafeResult, labels: Callable[[str], SafeLabel], order: Callable[[str], Sequence[int]]
) -> SafeResult:
    """Put the names of whoever asks now in place, and coefficients in the order of their terms."""
    if not isinstance(result, SafeChart):
        return result
    (axis,) = result.axes
    terms = sorted((term.value for term in axis.categories), key=lambda name: tuple(order(name)))
    named = replace(axis, categories=tuple(labels(name) for name in terms))
    marks = sorted(result.marks, key=lambda mark: terms.index(mark.place[0]))
    return replace(result, seal=_SEAL, axes=(named,), marks=tuple(marks))


def _limited(row: SafeRow, figure: str) -> SafeValue:
    """Give a coefficient with the limits that stand beside it."""
    values = dict(row.values)
    return replace(values[figure], lower=values[_LOWER].text, upper=values[_UPPER].text)
