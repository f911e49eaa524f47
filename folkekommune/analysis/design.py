"""The design of a model from rows: complete cases, levels of enough persons, columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from folkekommune.analysis.coding import Coded, Columns, columns_of, divided, written
from folkekommune.analysis.inquiry import Inquiry
from folkekommune.disclosure.contributors import Contributors
from folkekommune.disclosure.limits import whole_numbers
from folkekommune.disclosure.models import UnsoundModelError
from folkekommune.query.dataset import PanelRoot
from folkekommune.query.engine import Rows
from folkekommune.query.formula import Factor, Formula, Term
from folkekommune.statistics.models.fit import CONSTANT, JOINED, Design, Numbers, Outcome

Mask = NDArray[np.bool_]

POSITIVE = frozenset({"exposure", "duration"})
"""Roles whose variable must be more than nought; a row where it is not is left out, as if it were missing."""


@dataclass(frozen=True)
class Designed:
    """A design, whose rows it has, and what became of its terms.

    :param shown: names of the columns whose coefficients are shown.
    :param outcomes: the categories of the outcome, where it has any, the one compared with first.
    :param merged: whether small levels were merged or left out.
    :param saturated: whether it says no more than a table.
    :param coded: how each variable was read.
    """

    design: Design
    contributors: Contributors
    shown: frozenset[str]
    outcomes: tuple[str, ...]
    merged: bool
    saturated: bool
    coded: Mapping[Factor, Coded]

    @property
    def hidden(self) -> frozenset[str]:
        """Names of coefficients that are not shown: those of controls, for every category of the outcome."""
        columns = set(self.design.names) - self.shown
        return frozenset({*columns, *(f"{outcome}{JOINED}{c}" for outcome in self.outcomes for c in columns)})

    def among(self, rows: Mask) -> Design:
        """Give the design of some of the rows."""
        design = self.design
        return Design(
            outcome=design.outcome[rows],
            matrix=design.matrix[rows],
            names=design.names,
            clusters=None if design.clusters is None else _codes(design.clusters[rows]),
            panel=None if design.panel is None else design.panel[rows],
            extra={name: column[rows] for name, column in design.extra.items()},
            extra_names=design.extra_names,
        )


def designed(
    formula: Formula,
    rows: Rows,
    *,
    inquiry: Inquiry,
    kind: Outcome,
    contributors: Callable[[NDArray[np.uint64]], Contributors],
) -> Designed:
    """Build the design of a formula.

    :param rows: with the columns of the formula, in order.
    :param contributors: whose keys they are.
    :raises UnsoundModelError: when nobody is left, or a variable of two values has too few on a side.
    """
    return _Building(formula, rows, inquiry, kind, contributors).built()


@dataclass
class _Building:
    formula: Formula
    rows: Rows
    inquiry: Inquiry
    kind: Outcome
    contributors: Callable[[NDArray[np.uint64]], Contributors]
    merged: bool = False
    left: int = 0

    def built(self) -> Designed:
        """Take complete cases, divide the outcome, then the terms."""
        values = dict(zip(self.formula.columns, self.rows.values, strict=True))
        complete = np.logical_and.reduce([_present(column) for column in values.values()])
        outcome, outcomes = self._outcome(values[self.formula.dependent.column], complete)
        complete &= ~np.isnan(outcome)
        for role, name in self.formula.roles:
            if role in POSITIVE:
                complete &= values[name] > 0
        coded = {}
        factors = [factor for term in self.formula.all_terms for factor in term]
        for factor in sorted(set(factors), key=self._name):
            coded[factor] = self._coded(factor, values[factor.column], outcome, complete)
            if coded[factor].levels is not None:
                complete &= coded[factor].values >= 0
        if not complete.any():
            raise UnsoundModelError
        return self._designed(values, outcome, outcomes, (coded, complete))

    def _designed(
        self,
        values: dict[str, NDArray[np.generic]],
        outcome: Numbers,
        outcomes: tuple[str, ...],
        left: tuple[dict[Factor, Coded], Mask],
    ) -> Designed:
        coded, complete = left
        own = {f: _rows_of(each, complete) for f, each in coded.items()}
        outcome = outcome[complete]
        self.left = len(outcome)
        people = self.contributors(self.rows.keys[complete])
        enough = self._enough(people, outcome)
        if not enough(np.ones(self.left, dtype=np.bool_)):
            raise UnsoundModelError
        for each in own.values():
            self._check_sides(each, enough)
        constant = not self.formula.options.get("noconstant")
        everything = (*self.formula.terms, *self.formula.part("control"))
        found = self._columns(everything, own, enough, constant=constant)
        shown = {frozenset(term) for term in self.formula.terms}
        names, matrix = found.names, found.matrix
        if constant:
            names, matrix = (CONSTANT, *names), np.column_stack([np.ones(len(outcome)), matrix])
        extra, extra_names = self._extra(values, own, enough, complete)
        design = Design(
            outcome=outcome,
            matrix=matrix,
            names=names,
            clusters=self._role_codes("cluster", values, complete),
            panel=self._panel(values, complete),
            extra=extra,
            extra_names=extra_names,
        )
        return Designed(
            design,
            people,
            frozenset({CONSTANT, *found.among(shown)}),
            outcomes,
            self.merged,
            self.formula.role("duration") is None and _saturated(own, matrix.shape[1]),
            own,
        )

    def _columns(
        self,
        terms: Sequence[Term],
        coded: dict[Factor, Coded],
        enough: Callable[[Mask], bool],
        *,
        constant: bool,
    ) -> Columns:
        found = columns_of(terms, coded, enough, rows=self.left, constant=constant)
        self.merged = self.merged or found.merged
        return found

    def _name(self, factor: Factor) -> str:
        return self.inquiry.dataset.column(factor.column).canonical

    def _outcome(self, values: NDArray[np.generic], complete: Mask) -> tuple[Numbers, tuple[str, ...]]:
        """Give the outcome as numbers: events are 1, categories their place; what does not fit is missing."""
        if self.kind is Outcome.CATEGORY:
            return self._categories(values, complete)
        numbers = values.astype(np.float64)
        if self.kind is Outcome.BINARY:
            return np.where(np.isnan(numbers), np.nan, (numbers != 0).astype(np.float64)), ()
        if self.kind is Outcome.COUNT:
            return np.where((numbers >= 0) & (numbers == np.floor(numbers)), numbers, np.nan), ()
        return numbers, ()

    def _categories(self, values: NDArray[np.generic], complete: Mask) -> tuple[Numbers, tuple[str, ...]]:
        people = self.contributors(self.rows.keys)
        least = self.inquiry.policy.model.level
        kept = [
            level
            for level in self._levels(self.formula.dependent, values[complete])
            if people.count((values == level) & complete) >= least
        ]
        outcome = np.full(len(values), np.nan)
        for place, level in enumerate(kept):
            outcome[np.asarray(values == level)] = place
        name = self._name(self.formula.dependent)
        return outcome, tuple(f"{name}={written(level)}" for level in kept)

    def _coded(self, factor: Factor, values: NDArray[np.generic], outcome: Numbers, complete: Mask) -> Coded:
        if not factor.categorical:
            return Coded(self._name(factor), values.astype(np.float64))
        people = self.contributors(self.rows.keys)
        enough = self._enough(people, np.where(complete, outcome, np.nan))
        levels = self._levels(factor, values[complete])
        coded = divided(self._name(factor), values, levels, enough)
        self.merged = self.merged or coded.merged
        return coded

    def _levels(self, factor: Factor, values: NDArray[np.generic]) -> list[float | str]:
        """Give the levels, the lowest first: known ones, or the whole numbers within public limits."""
        if factor.levels is not None:
            known = [value if isinstance(value, str) else float(value) for value, _ in factor.levels]
            return sorted(known, key=lambda value: (isinstance(value, str), value))
        if isinstance(self.inquiry.dataset.root, PanelRoot):
            raise UnsoundModelError("model.levels")
        limits = self.inquiry.limits(factor.column)
        return list(whole_numbers(np.unique(values.astype(np.float64)).tolist(), limits))

    def _enough(self, people: Contributors, outcome: Numbers) -> Callable[[Mask], bool]:
        """Tell groups that have enough persons with and without each event."""
        least = self.inquiry.policy.model.level
        # How long it took rests on those whom it happened to; nobody needs to be without it.
        events = _events(self.kind, outcome) if self.formula.role("duration") is None else [outcome == 1]

        def enough(rows: Mask) -> bool:
            return all(people.count(rows & event) >= least for event in events)

        return enough

    def _check_sides(self, coded: Coded, enough: Callable[[Mask], bool]) -> None:
        if coded.levels is not None:
            if not coded.levels:
                raise UnsoundModelError
            return
        first = coded.values[0]
        others = coded.values != first
        if not others.any():
            raise UnsoundModelError
        second = coded.values[np.argmax(others)]
        two = bool(((coded.values == first) | (coded.values == second)).all())
        if two and not (enough(coded.values == first) and enough(coded.values == second)):
            raise UnsoundModelError

    def _extra(
        self,
        values: dict[str, NDArray[np.generic]],
        coded: dict[Factor, Coded],
        enough: Callable[[Mask], bool],
        complete: Mask,
    ) -> tuple[dict[str, Numbers], dict[str, tuple[str, ...]]]:
        extra: dict[str, Numbers] = {}
        names: dict[str, tuple[str, ...]] = {}
        for part, terms in self.formula.parts:
            if part != "control":
                found = self._columns(terms, coded, enough, constant=True)
                names[part], extra[part] = found.names, found.matrix
        for role, name in self.formula.roles:
            if role in _GROUPS:
                extra[role] = _codes(values[name][complete]).astype(np.float64)
            elif role not in _CODED_ROLES:
                extra[role] = values[name][complete].astype(np.float64)
        return extra, names

    def _role_codes(
        self, role: str, values: dict[str, NDArray[np.generic]], complete: Mask
    ) -> NDArray[np.int64] | None:
        name = self.formula.role(role)
        return None if name is None else _codes(values[name][complete])

    def _panel(self, values: dict[str, NDArray[np.generic]], complete: Mask) -> NDArray[np.int64] | None:
        """Give the unit and the time of each row of a panel; the unit is the person unless one is named."""
        unit, time = (self._role_codes(role, values, complete) for role in ("unit", "time"))
        if time is None:
            return None
        return np.column_stack([_codes(self.rows.keys[complete]) if unit is None else unit, time])


_GROUPS = frozenset({"group", "subgroup"})
_CODED_ROLES = frozenset({"cluster", "unit", "time"})


def _present(column: NDArray[np.generic]) -> Mask:
    if column.dtype == object:
        return np.array([value is not None for value in column.tolist()], dtype=np.bool_)
    return ~np.isnan(column.astype(np.float64))


def _codes(column: NDArray[np.generic]) -> NDArray[np.int64]:
    """Give each distinct value its number, from 0."""
    _, codes = np.unique(column.astype(str) if column.dtype == object else column, return_inverse=True)
    return codes.astype(np.int64)


def _rows_of(coded: Coded, rows: Mask) -> Coded:
    return replace(coded, values=coded.values[rows])


def _events(kind: Outcome, outcome: Numbers) -> list[Mask]:
    if kind is Outcome.BINARY:
        return [outcome == 1, outcome == 0]
    if kind is Outcome.COUNT:
        return [outcome > 0]
    if kind is Outcome.CATEGORY:
        return [outcome == place for place in np.unique(outcome[~np.isnan(outcome)])]
    return [~np.isnan(outcome)]


def _saturated(coded: dict[Factor, Coded], parameters: int) -> bool:
    """Tell whether every combination of values has a coefficient of its own: a table in disguise."""
    places = None
    for each in coded.values():
        if each.levels is not None:
            codes, width = each.values.astype(np.int64), len(each.levels)
        else:
            distinct, codes = np.unique(each.values, return_inverse=True)
            width = len(distinct)
            if width > 2:  # noqa: PLR2004 - a quantity; two values divide as a category does
                return False
        places = codes if places is None else places * width + codes
    return places is not None and len(np.unique(places)) <= parameters
