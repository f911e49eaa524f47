"""The rule of survival curves (disclosure-rules.md section 5): counts by interval, each protected.

A curve is made of protected counts alone: who is at risk when an interval begins, and to whom it happens
in it. It ends where too few are at risk, and a point is shown only when enough has happened since the last.
A Weibull curve follows from protected parameters.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

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
from folkekommune.statistics.models.fit import Numbers
from folkekommune.statistics.models.kaplan_meier import Point, Step, median, survival

_ONE_DECIMAL_FROM = 1000
_DIGITS = 3
_Z = 1.959963984540054
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
    """A Weibull curve: logarithms of its scale and shape, and their covariance, all protected."""

    group: str
    log_scale: float
    log_shape: float
    covariance: Numbers

    def at(self, time: float) -> tuple[float, float, float]:
        """Give the share that is left at a time, with its band."""
        shape = math.exp(self.log_shape)
        hazard = shape * (math.log(time) - self.log_scale)
        slope = np.array([-shape, hazard])
        reach = _Z * math.sqrt(max(0.0, float(slope @ self.covariance @ slope)))
        return _left(hazard), _left(hazard + reach), _left(hazard - reach)

    @property
    def median(self) -> float:
        """Give when half is left."""
        return math.exp(self.log_scale + math.log(math.log(2)) / math.exp(self.log_shape))


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
            ("persons", SafeValue(str(counts.persons))),
            ("events", counts.events),
            ("median", HIDDEN if half is None else SafeValue(f"{half:.10g}")),
        )
        figures += [
            SafeRow(_label(counts.group, f"survival.{name}"), (("survival.estimate", value),))
            for name, value in told
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
    decimals = 1 if persons >= _ONE_DECIMAL_FROM else 0
    rows, parameters = [], []
    for curve in curves:
        for end in ends:
            values = tuple(_percent(share, decimals) for share in curve.at(end))
            rows.append(SafeRow(_label(curve.group, f"{end:.10g}"), _named(_SMOOTH, values)))
        for name, place, value in (("scale", 0, curve.log_scale), ("shape", 1, curve.log_shape)):
            error = math.sqrt(float(curve.covariance[place, place]))
            told = (math.exp(value), math.exp(value - _Z * error), math.exp(value + _Z * error), error)
            written = tuple(SafeValue(significant(each, _DIGITS)) for each in told)
            parameters.append(SafeRow(_label(curve.group, f"survival.{name}"), _named(_PARAMETERS, written)))
    halves = [
        SafeRow(
            _label(curve.group, "survival.median"),
            (("survival.estimate", SafeValue(significant(curve.median, _DIGITS))),),
        )
        for curve in curves
    ]
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


def _left(log_hazard: float) -> float:
    return math.exp(-math.exp(min(log_hazard, 700.0)))
