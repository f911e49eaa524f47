"""Close a protected fit as an analysis: coefficients, what follows from them, tests and fit.

The list of figures is closed. What is not on it, such as a likelihood, which every person adds to, is
not shown.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import norm, t

from folkekommune.disclosure.gate import refuse
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import (
    _SEAL,
    Note,
    Protection,
    SafeAnalysis,
    SafeLabel,
    SafeResult,
    SafeRow,
    SafeSection,
    SafeValue,
)
from folkekommune.disclosure.values import NOT_COMPUTABLE, significant
from folkekommune.statistics.models.fit import Fit

_SMALLEST_P = 0.001

_SHARE, _DIGITS, _TWO_DIGITS, _P = "share", "digits", "two-digits", "p"

STATISTICS: Mapping[str, str] = {
    "r2": _SHARE,
    "r2-adjusted": _SHARE,
    "r2-within": _SHARE,
    "r2-between": _SHARE,
    "r2-overall": _SHARE,
    "pseudo-r2": _SHARE,
    "rmse": _DIGITS,
    "f": _DIGITS,
    "f-p": _P,
    "chi2": _DIGITS,
    "chi2-p": _P,
    "kappa": _DIGITS,
    "sigma-unit": _DIGITS,
    "sigma-group": _DIGITS,
    "sigma-subgroup": _DIGITS,
    "sigma-residual": _DIGITS,
    "bandwidth": _TWO_DIGITS,
    "bandwidth-bias": _TWO_DIGITS,
    "first-stage-r2": _SHARE,
    "first-stage-partial-r2": _SHARE,
    "first-stage-shea": _SHARE,
}
"""The fit statistics that may be shown, and how each is written; a name may end in ``:`` and a column."""


@dataclass(frozen=True)
class Shape:
    """How a fit is shown.

    :param hidden: names of coefficients and effects that are not.
    :param level: of the confidence intervals, in percent.
    :param ratio: text code of exponentiated coefficients, if they are.
    :param labels: gives the label of a name.
    """

    method: str
    hidden: Collection[str]
    labels: Callable[[str], SafeLabel]
    level: float = 95.0
    ratio: str | None = None
    notes: tuple[Note, ...] = ()


def model_result(fit: Fit, persons: int, shape: Shape, policy: Policy) -> SafeAnalysis:
    """Close a protected fit.

    :param persons: their protected number.
    """
    sections = [_coefficients(fit, shape, policy), *_further(fit, shape, policy)]
    sections += [*_inflation(fit, shape), *_tests(fit, shape), _of_fit(fit, persons, shape)]
    notes = (Note("model.noise"), *shape.notes)
    return SafeAnalysis(
        Protection(policy.label, 0.0, notes), _SEAL, method=shape.method, sections=tuple(sections)
    )


def relabelled(
    result: SafeResult, labels: Callable[[str], SafeLabel | None], order: Callable[[str], Sequence[int]]
) -> SafeResult:
    """Put the names of whoever asks now in place, and rows in the order of their terms."""
    if not isinstance(result, SafeAnalysis):
        return result
    sections = []
    for section in result.sections:
        rows = [replace(row, label=labels(row.label.value) or row.label) for row in section.rows]
        if section.name in _OF_TERMS:
            rows.sort(key=lambda row: tuple(order(row.label.value)))
        sections.append(replace(section, rows=tuple(rows)))
    return replace(result, seal=_SEAL, sections=tuple(sections))


_OF_TERMS = frozenset({"models.coefficients", "models.vif", "models.effects"})


def unsound(policy: Policy, rule: str) -> SafeResult:
    """Refuse a model; the parameters are limits."""
    limits = policy.model
    if rule != "model.unsound":
        return refuse(policy, rule)
    return refuse(policy, rule, persons=limits.persons, level=limits.level)


def _coefficients(fit: Fit, shape: Shape, policy: Policy) -> SafeSection:
    test = "models.z" if fit.normal else "models.t"
    first = shape.ratio or "models.coefficient"
    figures = (first, "models.error", test, "models.p", "models.lower", "models.upper")
    rows = []
    for place, name in enumerate(fit.names):
        if name in shape.hidden:
            continue
        value, error = float(fit.coefficients[place]), float(fit.errors[place])
        own = replace(shape, ratio=None) if name.startswith("@") else shape
        found = _row(value, error, fit, own, policy.model.digits)
        rows.append(SafeRow(shape.labels(name), tuple(zip(figures, found, strict=True))))
    return SafeSection("models.coefficients", figures, tuple(rows))


def _row(value: float, error: float, fit: Fit, shape: Shape, digits: int) -> tuple[SafeValue, ...]:
    """Give estimate, error, test, p and limits; a ratio's error is by the delta method."""
    away = _quantile(fit, 0.5 + shape.level / 200) * error
    numbers = [value, error, value - away, value + away]
    if shape.ratio is not None:
        numbers = [_exp(value), _exp(value) * error, _exp(value - away), _exp(value + away)]
    first, second, low, high = (_number(number, digits) for number in numbers)
    test = value / error
    return first, second, _number(test, digits), _p(_two_sided(fit, test)), low, high


def _further(fit: Fit, shape: Shape, policy: Policy) -> list[SafeSection]:
    sections = []
    for name, estimates in fit.further.items():
        figures = (f"models.{name}", "models.error", "models.p", "models.lower", "models.upper")
        rows = []
        for each, value, error in zip(estimates.names, estimates.values, estimates.errors, strict=True):
            if each in shape.hidden:
                continue
            plain = replace(shape, ratio=None)
            first, second, _, p, low, high = _row(float(value), float(error), fit, plain, policy.model.digits)
            values = zip(figures, (first, second, p, low, high), strict=True)
            rows.append(SafeRow(shape.labels(each), tuple(values)))
        title = _TITLES.get(name, "models.effects")
        sections.append(SafeSection(title, figures, tuple(rows)))
    return sections


_TITLES = {
    "margins": "models.margins",
    "random-effects": "models.random-effects",
    "difference": "models.difference",
}


def _inflation(fit: Fit, shape: Shape) -> list[SafeSection]:
    found = {
        name.removeprefix("vif "): value[0] for name, value in fit.tests.items() if name.startswith("vif ")
    }
    rows = [
        SafeRow(shape.labels(name), (("models.vif-value", _number(found[name], 3)),))
        for name in fit.names
        if name in found and name not in shape.hidden
    ]
    return [SafeSection("models.vif", ("models.vif-value",), tuple(rows))] if rows else []


def _tests(fit: Fit, shape: Shape) -> list[SafeSection]:
    figures = ("models.statistic", "models.df", "models.p")
    rows = []
    for name, (statistic, df, p) in fit.tests.items():
        if not name.startswith("vif "):
            values = (_number(statistic, 3), SafeValue(f"{df:.0f}"), _p(p))
            rows.append(SafeRow(shape.labels(f"@test-{name}"), tuple(zip(figures, values, strict=True))))
    return [SafeSection("models.tests", figures, tuple(rows))] if rows else []


def _of_fit(fit: Fit, persons: int, shape: Shape) -> SafeSection:
    written = {
        _SHARE: lambda v: SafeValue(f"{v:.2f}"),
        _DIGITS: lambda v: _number(v, 3),
        _TWO_DIGITS: lambda v: _number(v, 2),
        _P: _p,
    }
    values = [("persons", SafeValue(str(persons)))]
    values += [
        (name, written[how](value))
        for figure, how in STATISTICS.items()
        for name, value in fit.statistics.items()
        if name.partition(":")[0] == figure
    ]
    rows = tuple(
        SafeRow(shape.labels(f"@figure-{name}"), (("models.value", value),)) for name, value in values
    )
    return SafeSection("models.fit", ("models.value",), rows)


def _quantile(fit: Fit, share: float) -> float:
    return float(norm.ppf(share) if fit.normal else t.ppf(share, fit.df))


def _two_sided(fit: Fit, statistic: float) -> float:
    return float(2 * (norm.sf(abs(statistic)) if fit.normal else t.sf(abs(statistic), fit.df)))


def _exp(value: float) -> float:
    return math.exp(value) if value < math.log(np.finfo(float).max) else math.inf


def _number(value: float, digits: int) -> SafeValue:
    return SafeValue(significant(value, digits)) if math.isfinite(value) else NOT_COMPUTABLE


def _p(value: float) -> SafeValue:
    if not math.isfinite(value):
        return NOT_COMPUTABLE
    return SafeValue(f"<{_SMALLEST_P}" if value < _SMALLEST_P else f"{value:.3f}")
