"""The rule of survival curves (disclosure-rules.md section 5): counts by interval, each protected.

A curve is made of protected counts alone: who is at risk when an interval begins, and to whom it happens
in it. It ends where too few are at risk, and a point is shown only when enough has happened since the last.
A Weibull curve follows from protected parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from folkekommune.disclosure.analyses import analysis_result
from folkekommune.disclosure.model_results import relabelled
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import (
    Note,
    SafeAnalysis,
    SafeLabel,
    SafeResult,
    SafeRow,
    SafeSection,
    SafeValue,
)
from folkekommune.disclosure.values import HIDDEN, significant
from folkekommune.statistics.models.kaplan_meier import Point, Step, median, survival
from folkekommune.statistics.models.weibull_curve import WeibullCurve

_ONE_DECIMAL_FROM = 1000
_CURVE = ("survival.share", "survival.lower", "survival.upper", "survival.at-risk")
_SMOOTH = ("survival.share", "survival.lower", "survival.upper")
_PARAMETERS = ("survival.estimate", "survival.lower", "survival.upper", "survival.error")
_BETWEEN = "|"


@dataclass(frozen=True)
class Observed:
    """The protected counts of one curve.

    :param group: value of its category, empty for everybody.
    :param at_risk: when each interval begins, :param happened: in each.
    """

    group: str
    persons: int
    events: SafeValue
    at_risk: tuple[int, ...]
    happened: tuple[int, ...]


@dataclass(frozen=True)
class Smooth:
    """A Weibull curve of a category, whose parameters are protected."""

    group: str
    curve: WeibullCurve


def life_table(ends: Sequence[float], counts: Observed, policy: Policy) -> tuple[tuple[Point, int], ...]:
    """Give the points of a curve that may be shown, with how many were at risk before each."""
    steps = []
    for end, at_risk, happened in zip(ends, counts.at_risk, counts.happened, strict=True):
        if at_risk < policy.floors.numeric:
            break
        steps.append(Step(end, at_risk, min(happened, at_risk)))
    points = survival(steps)
    shown, waiting = [], 0
    for step, point in zip(steps, points, strict=True):
        waiting += step.events
        if waiting >= policy.floors.band:
            shown.append((point, step.at_risk))
            waiting = 0
    return tuple(shown)


def observed_result(
    ends: Sequence[float], curves: Sequence[Observed], policy: Policy, notes: Sequence[Note]
) -> SafeAnalysis:
    """Close the curves of protected counts."""
    rows, figures = [], []
    for counts in curves:
        table = life_table(ends, counts, policy)
        decimals = 1 if counts.persons >= _ONE_DECIMAL_FROM else 0
        for point, at_risk in table:
            shares = (point.share, point.lower, point.upper)
            values = (*(_percent(share, decimals) for share in shares), SafeValue(str(at_risk)))
            rows.append(SafeRow(_label(counts.group, f"{point.end:.10g}"), _named(_CURVE, values)))
        half = median([point for point, _ in table])
        told = (
            ("survival.persons", SafeValue(str(counts.persons))),
            ("survival.events", counts.events),
            ("survival.median", HIDDEN if half is None else SafeValue(f"{half:.10g}")),
        )
        figures += [
            SafeRow(_label(counts.group, name), (("survival.estimate", value),)) for name, value in told
        ]
    sections = [
        SafeSection("survival.curve", _CURVE, tuple(rows)),
        SafeSection("survival.key-figures", ("survival.estimate",), tuple(figures)),
    ]
    return analysis_result(policy, "survival.kaplan-meier", sections, notes)


def smooth_result(
    ends: Sequence[float], curves: Sequence[Smooth], persons: int, policy: Policy, *, notes: Sequence[Note]
) -> SafeAnalysis:
    """Close the curves of protected parameters.

    :param persons: their protected number.
    """
    decimals, digits = 1 if persons >= _ONE_DECIMAL_FROM else 0, policy.model.digits
    rows, parameters, halves = [], [], []
    for each in curves:
        for end in ends:
            values = tuple(_percent(share, decimals) for share in each.curve.at(end))
            rows.append(SafeRow(_label(each.group, f"{end:.10g}"), _named(_SMOOTH, values)))
        for name, told in (("survival.scale", each.curve.scale), ("survival.shape", each.curve.shape)):
            written = tuple(SafeValue(significant(number, digits)) for number in told)
            parameters.append(SafeRow(_label(each.group, name), _named(_PARAMETERS, written)))
        half = SafeValue(significant(each.curve.median, digits))
        halves.append(SafeRow(_label(each.group, "survival.median"), (("survival.estimate", half),)))
    everybody = SafeRow(_label("", "survival.persons"), (("survival.estimate", SafeValue(str(persons))),))
    sections = [
        SafeSection("survival.parameters", _PARAMETERS, tuple(parameters)),
        SafeSection("survival.curve", _SMOOTH, tuple(rows)),
        SafeSection("survival.key-figures", ("survival.estimate",), (everybody, *halves)),
    ]
    return analysis_result(policy, "survival.weibull", sections, notes)


def under_names(result: SafeResult, labels: Callable[[str, str], SafeLabel]) -> SafeResult:
    """Put labels in place.

    :param labels: gives the label of a group and of a time or figure.
    """

    def label(value: str) -> SafeLabel:
        group, _, what = value.partition(_BETWEEN)
        return labels(group, what)

    return relabelled(result, label, lambda _: ())


def _label(group: str, what: str) -> SafeLabel:
    name = f"{group}{_BETWEEN}{what}"
    return SafeLabel(name, name, name, name)


def _named(figures: Sequence[str], values: Sequence[SafeValue]) -> tuple[tuple[str, SafeValue], ...]:
    return tuple(zip(figures, values, strict=True))


def _percent(share: float | None, decimals: int) -> SafeValue:
    return HIDDEN if share is None else SafeValue(f"{100 * share:.{decimals}f}")
