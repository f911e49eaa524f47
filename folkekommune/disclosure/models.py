"""The rule of models (disclosure-rules.md section 5): what may be fitted, and what is shown of a fit.

A model of enough persons is fitted without four to twelve of them, drawn by a secret key; its
coefficients then get noise of a tenth of their standard errors, which the errors shown include. A
column or an outcome that speaks of a few persons is refused, always with the same sentence.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from folkekommune.disclosure.contributors import Contributors
from folkekommune.disclosure.policy import Policy
from folkekommune.query.canonical import digest
from folkekommune.statistics.models.fit import Design, Estimates, Fit, Numbers
from folkekommune.statistics.models.soundness import condition_number, largest_leverage


class UnsoundModelError(Exception):
    """A model that cannot be shown.

    :param rule: which of two: it is a table in disguise, or it rests too much on few persons.
    """

    def __init__(self, rule: str = "model.unsound") -> None:
        super().__init__(rule)
        self.rule = rule


def check_size(persons: int, parameters: int, design: Design, policy: Policy) -> None:
    """Refuse a model of too many coefficients for its persons.

    :param persons: their protected number.
    :raises UnsoundModelError: with the one neutral rule.
    """
    limits = policy.model
    if persons < limits.persons or parameters > limits.parameters * persons:
        raise UnsoundModelError
    if len(design.outcome) - parameters < limits.df:
        raise UnsoundModelError


def check_design(design: Design, policy: Policy, *, numeric: bool) -> None:
    """Refuse columns, or an outcome, that a single row decides; and columns that nearly say the same.

    :param numeric: whether the outcome is a quantity, which one row may decide as well.
    :raises UnsoundModelError: with the one neutral rule.
    """
    limits = policy.model
    columns = [design.matrix, *(extra.reshape(len(design.outcome), -1) for extra in design.extra.values())]
    if numeric:
        columns.append(design.outcome[:, None])
    for checked in (design.matrix, np.hstack(columns)):
        check_leverage(checked, policy)
    if condition_number(design.matrix) > limits.condition:
        raise UnsoundModelError


def check_leverage(matrix: Numbers, policy: Policy) -> None:
    """Refuse columns that a single row decides.

    :raises UnsoundModelError: with the one neutral rule.
    """
    if not np.isfinite(matrix).all() or largest_leverage(matrix) > policy.model.leverage:
        raise UnsoundModelError


def check_fit(fit: Fit, policy: Policy) -> None:
    """Refuse a fit that gives the values back, or that did not come to rest.

    :raises UnsoundModelError: with the one neutral rule.
    """
    numbers = (fit.coefficients, fit.errors, *(e.values for e in fit.further.values()))
    if not all(np.isfinite(each).all() for each in numbers) or not (fit.errors > 0).all():
        raise UnsoundModelError
    explained = [fit.statistics[name] for name in ("r2", "pseudo-r2") if name in fit.statistics]
    if any(not share <= policy.model.r_squared for share in explained):
        raise UnsoundModelError


@dataclass(frozen=True)
class Noise:
    """Sticky noise of one model.

    The people layer hangs on who they are and on a coefficient in its own standard errors, so that a
    variable in other units gets the same noise in its units; the condition layer hangs on the
    conditions and on how the variables of the model came to be.

    :param forms: how the model came to be, without names.
    """

    contributors: Contributors
    forms: str

    def protected(self, fit: Fit) -> Fit:
        """Give a fit with noise on its coefficients and on what follows from them, and wider errors."""
        coefficients = self._noised("", fit.names, fit.coefficients, fit.errors)
        widened = self._widened**2
        further = {
            name: Estimates(
                each.names,
                self._noised(name, each.names, each.values, each.errors),
                each.errors * self._widened,
            )
            for name, each in fit.further.items()
        }
        return replace(fit, coefficients=coefficients, covariance=fit.covariance * widened, further=further)

    def settled(self, fit: Fit) -> Fit:
        """Give what was said before of nearly the same people, where anything was."""
        scale = self._settle("scale", fit.errors)
        old = fit.errors
        ratio = np.outer(scale / old, scale / old)
        return replace(
            fit,
            coefficients=self._settle("coefficients", fit.coefficients, fit.names),
            covariance=fit.covariance * ratio,
            statistics={name: self._one(f"statistic {name}", v) for name, v in fit.statistics.items()},
            further={
                name: replace(each, values=self._settle(name, each.values, each.names))
                for name, each in fit.further.items()
            },
        )

    @property
    def _widened(self) -> float:
        return math.sqrt(1 + self._size**2)

    @property
    def _size(self) -> float:
        return self.contributors.context.policy.model.noise

    def _noised(self, name: str, names: Sequence[str], values: Numbers, errors: Numbers) -> Numbers:
        drawn = [
            self._draw(f"{name} {each}", value / error if error else 0.0)
            for each, value, error in zip(names, values, errors, strict=True)
        ]
        return np.asarray(values + self._size * errors * np.array(drawn))

    def _draw(self, label: str, in_errors: float) -> float:
        context, people = self.contributors.context, self.contributors.people
        off = context.policy.switched_off
        by_people = by_conditions = 0.0
        if "people_layer" not in off:
            content = f"{abs(in_errors):.6e}"
            sign = -1 if in_errors < 0 else 1
            by_people = sign * context.key.normal(f"model set {content}", (people.fingerprint,))
        if "condition_layer" not in off:
            seed = self.contributors.conditions
            by_conditions = context.key.normal(f"model cond {self.forms} {label}", seed)
        return (by_people + by_conditions) / math.sqrt(2)

    def _settle(self, what: str, values: Numbers, names: Sequence[str] = ()) -> Numbers:
        labels = names or [str(place) for place in range(len(values))]
        return np.array([self._one(f"{what} {n}", float(v)) for n, v in zip(labels, values, strict=True)])

    def _one(self, label: str, value: float) -> float:
        contributors = self.contributors
        form = int(digest("model", self.forms, label)[:16], 16)
        people, conditions = contributors.people, contributors.conditions
        return contributors.context.settle_figure(people, conditions, value, (form,))
