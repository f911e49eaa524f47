"""Predictions: what a model says of each unit, as an expression of protected coefficients.

So a prediction is a function of what was protected and of the unit's own values, known to nobody, and
comes out only through the other rules. A unit that lacks a value of the model has no prediction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from folkekommune.analysis.coding import OTHERS, written
from folkekommune.analysis.groups import UnprotectedError
from folkekommune.analysis.inquiry import Inquiry
from folkekommune.analysis.modelling import Modelled, modelled
from folkekommune.disclosure.gate import Judged
from folkekommune.disclosure.models import UnsoundModelError
from folkekommune.query.dataset import PERSON, Aggregate, Dataset, GroupRoot, Join, Statistic, start
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
    conjuncts,
)
from folkekommune.query.formula import Factor
from folkekommune.query.prediction import Predict
from folkekommune.query.steps import Assign, Keep
from folkekommune.statistics.models.fit import CONSTANT, JOINED

_RESIDUAL = "@residual"


def predicted(dataset: Dataset, step: Predict, fitted_on: Inquiry, population: Judged) -> Dataset:
    """Add what a model says to a data set.

    :param fitted_on: the units that the step's condition holds for.
    :raises UnprotectedError: when the model cannot be used.
    """
    try:
        found = modelled(step.formula, fitted_on, population)
    except UnsoundModelError:
        raise UnprotectedError("model.prediction") from None
    prediction = _Prediction(step, found, fitted_on.dataset)
    for what, name in step.made:
        if what == "effect":
            dataset = _with_effects(
                dataset, Assign(_RESIDUAL, prediction.value("residual"), step.where), name
            )
            continue
        value = prediction.value(what)
        dataset = dataset.then(Assign(name, value, step.where))
    return dataset


def _with_effects(dataset: Dataset, residual: Assign, name: str) -> Dataset:
    """Add the mean residual of each person's own rows of a panel."""
    mean = Aggregate(Statistic.MEAN, residual.name, name)
    return dataset.then(Join(start(GroupRoot(dataset.then(residual), PERSON, (mean,))), (name,), None))


@dataclass(frozen=True)
class _Prediction:
    """A protected model.

    :param dataset: as it was fitted on: names of columns hang on how its variables came to be.
    """

    step: Predict
    found: Modelled
    dataset: Dataset

    def value(self, what: str) -> Expression:
        """Give what was asked for, or missing where a variable of the model is missing.

        ``what`` is ``linear``, ``probability``, ``expected``, ``residual`` or ``cook``; with several
        outcomes ``:`` and the category follow.
        """
        kind, _, outcome = what.partition(":")
        if outcome and self._form(outcome) not in self.found.found.outcomes:
            return Missing()  # too few have it
        match kind:
            case "linear":
                value = self._linear(outcome)
            case "probability":
                value = self._probability(outcome)
            case "expected":
                value = self._expected()
            case "residual":
                value = self._residual()
            case "cook":
                value = self._cook()
            case _:
                raise ValueError(what)
        known = _all([*self._known(outcome_too=kind in {"residual", "cook"})])
        return Choose((Branch(known, value),), Missing())

    def _known(self, *, outcome_too: bool) -> Iterator[Expression]:
        formula = self.step.formula
        for factor in dict.fromkeys(f for term in formula.all_terms for f in term):
            coded = self.found.found.coded[factor]
            column = Column(factor.column)
            if coded.levels is None:
                yield Not(IsMissing(column))
            else:
                yield Call("inlist", (column, *(_literal(value) for value in coded.kept)))
        exposure = formula.role("exposure")
        if exposure is not None:
            yield Binary(Operator.MORE, Column(exposure), Number(0))
        if outcome_too:
            yield Not(IsMissing(Column(formula.dependent.column)))

    def _linear(self, outcome: str = "") -> Expression:
        """Give the linear predictor, of a category where there are several: of the first it is 0."""
        fit, names = self.found.fit, self.found.used.names
        if not outcome:
            names = tuple(name for name in fit.names if not name.startswith("@"))
        block = self._block(outcome)
        if block is None:
            return Number(0)
        terms = []
        for name in names:
            value = float(fit.coefficients[fit.names.index(f"{block}{name}")])
            column = self._column(name)
            terms.append(Number(value) if column is None else _product(Number(value), column))
        exposure = self.step.formula.role("exposure")
        if exposure is not None:
            terms.append(Call("ln", (Column(exposure),)))
        return _sum(terms)

    def _block(self, outcome: str) -> str | None:
        """Give what names of the coefficients of a category begin with; ``None`` is the first category."""
        if not outcome:
            return ""
        form = self._form(outcome)
        return None if form == self.found.found.outcomes[0] else f"{form}{JOINED}"

    def _form(self, outcome: str) -> str:
        return f"{self.dataset.column(self.step.formula.dependent.column).canonical}={outcome}"

    def _column(self, name: str) -> Expression | None:
        """Give a column of the design as an expression; the constant is none."""
        if name == CONSTANT:
            return None
        parts = [self._part(part) for part in name.split(JOINED)]
        product = parts[0]
        for part in parts[1:]:
            product = _product(product, part)
        return product

    def _part(self, part: str) -> Expression:
        form, division, level = part.partition("=")
        factor = self._factors[form, bool(division)]
        column = Column(factor.column)
        if not division:
            return column
        coded = self.found.found.coded[factor]
        chosen = coded.small if level == OTHERS else [v for v in coded.kept if written(v) == level]
        listed = Call("inlist", (column, *(_literal(value) for value in chosen)))
        return Choose((Branch(listed, Number(1)),), Number(0))

    @property
    def _factors(self) -> Mapping[tuple[str, bool], Factor]:
        factors = {f for term in self.step.formula.all_terms for f in term}
        return {(self.dataset.column(f.column).canonical, f.categorical): f for f in factors}

    def _probability(self, outcome: str) -> Expression:
        if self.step.formula.method == "probit":
            return Call("normal", (self._linear(),))
        if not outcome:
            return _divided(Number(1), _sum([Number(1), Call("exp", (_negative(self._linear()),))]))
        outcomes = [each.partition("=")[2] for each in self.found.found.outcomes]
        mine = self._linear(outcome)
        # Differences, so that large predictors do not overflow before they are divided.
        others = [
            Call("exp", (Binary(Operator.SUBTRACT, self._linear(other), mine),))
            for other in outcomes
            if other != outcome
        ]
        return _divided(Number(1), _sum([Number(1), *others]))

    def _expected(self) -> Expression:
        """Give the expected outcome in its own units."""
        method = self.step.formula.method
        if method in {"poisson", "negative_binomial"}:
            return Call("exp", (self._linear(),))
        return self._probability("") if method in {"logit", "probit"} else self._linear()

    def _residual(self) -> Expression:
        outcome: Expression = Column(self.step.formula.dependent.column)
        if self.step.formula.method in {"logit", "probit"}:
            event = Binary(Operator.UNEQUAL, outcome, Number(0))
            outcome = Choose((Branch(event, Number(1)),), Number(0))
        return Binary(Operator.SUBTRACT, outcome, self._expected())

    def _cook(self) -> Expression:
        """Give Cook's distance from the protected residual and the leverage of the unit's own values."""
        matrix = self.found.used.matrix
        inverse = np.linalg.inv(matrix.T @ matrix)
        columns = [self._column(name) or Number(1) for name in self.found.used.names]
        leverage = _sum(
            [
                _product(
                    Number(float(inverse[i, j]) * (1 if i == j else 2)), _product(columns[i], columns[j])
                )
                for i in range(len(columns))
                for j in range(i, len(columns))
            ]
        )
        residual = self._residual()
        variance = self.found.fit.statistics["rmse"] ** 2 * len(columns)
        rest = Binary(Operator.SUBTRACT, Number(1), leverage)
        share = _divided(leverage, _product(rest, rest))
        return _divided(_product(_product(residual, residual), share), Number(variance))


def units_of(dataset: Dataset, step: Predict) -> Dataset:
    """Give the units a model is fitted on: those its condition holds for."""
    for conjunct in conjuncts(step.where) if step.where is not None else ():
        dataset = dataset.then(Keep(conjunct))
    return dataset


def _all(conditions: Sequence[Expression]) -> Expression:
    return _balanced(conditions, Operator.AND)


def _sum(terms: Sequence[Expression]) -> Expression:
    return _balanced(terms, Operator.ADD)


def _balanced(parts: Sequence[Expression], operator: Operator) -> Expression:
    """Join parts so that the expression nests as little as can be."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    return Binary(operator, _balanced(parts[:middle], operator), _balanced(parts[middle:], operator))


def _product(left: Expression, right: Expression) -> Expression:
    return Binary(Operator.MULTIPLY, left, right)


def _divided(left: Expression, right: Expression) -> Expression:
    return Binary(Operator.DIVIDE, left, right)


def _negative(value: Expression) -> Expression:
    return Binary(Operator.SUBTRACT, Number(0), value)


def _literal(value: float | str) -> Expression:
    return Text(value) if isinstance(value, str) else Number(value)
