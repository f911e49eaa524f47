"""Choose what each field is: the choice that is best for all of them together, and how sure each is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

from folkekommune.catalogue.model import Databank
from folkekommune.ingest.suggesting.coding import CodeReader
from folkekommune.ingest.suggesting.derived import find_derived
from folkekommune.ingest.suggesting.evidence import AGAINST, Case, Field, numbers_with_ages, weigh
from folkekommune.ingest.suggesting.names import Vocabulary, is_opaque
from folkekommune.ingest.suggesting.occasions import GroupOccasion, find_occasions
from folkekommune.ingest.suggesting.roles import Roles, ages_of, find_roles
from folkekommune.ingest.suggesting.survey import Column, Survey
from folkekommune.ingest.suggesting.targets import Target, Targets, read_targets
from folkekommune.ingest.suggesting.values import Values

DROP = ""
_LEAST = -0.5
_NEARLY = 1.0
_SURE, _MARGIN = 4.0, 3.0
_NAMES_OF_PEOPLE = 0.6
_FREE = Vocabulary(
    {
        "name": ("navn", "name", "etternavn", "fornavn", "fullt navn"),
        "note": ("merknad", "kommentar", "notat", "fritekst", "note", "anmerkning"),
    }
)
_LIKE_FREE = 0.75
_FEW_NUMBERS, _SOME_NUMBERS, _DIFFERENT, _HALF = 0.2, 0.3, 0.1, 0.5


@dataclass(frozen=True)
class Proposal:
    """What a field is thought to be.

    :param target: a role or an item; ``DROP`` for what must not get in; None when nothing fits.
    :param confidence: from 0 to 1; :param runner_up: what else it may be.
    """

    column: Column
    target: str | None
    sure: bool
    confidence: float
    reasons: tuple[tuple[str, float], ...] = ()
    runner_up: str | None = None
    case: Case | None = field(default=None, hash=False)


@dataclass(frozen=True)
class Matched:
    """Everything that was found out about an export."""

    survey: Survey
    values: dict[str, Values]
    roles: Roles
    occasions: dict[str, GroupOccasion]
    proposals: dict[str, Proposal]
    targets: Targets


def match(survey: Survey, folder: Path, databank: Databank, *, visit_date: str | None) -> Matched:
    """Find out what the fields of an export are.

    :param visit_date: the item of the databank that holds the date of the visit.
    """
    values = {name: Values(column, survey.shape == "workbook") for name, column in survey.columns.items()}
    roles = find_roles(survey, values)
    ages = ages_of(survey, roles)
    occasions = find_occasions(survey, databank, ages)
    targets = read_targets(folder, databank, visit_date=visit_date)
    proposals = {
        name: Proposal(survey.columns[name], role, roles.sure[role] >= 1, roles.sure[role], (("role", 1.0),))
        for role, name in roles.columns.items()
        if name in survey.columns
    }
    proposals |= _dropped(survey, values, proposals)
    rest = [name for name in survey.columns if name not in proposals]
    fields = {name: _field(survey.columns[name], values[name], occasions, ages) for name in rest}
    proposals |= _items(fields, targets, asked=frozenset(found.occasion for found in occasions.values()))
    return Matched(survey, values, roles, occasions, proposals, targets)


def _dropped(survey: Survey, values: dict[str, Values], taken: dict[str, Proposal]) -> dict[str, Proposal]:
    """Find names of persons and free text, which must not get in, and further identity numbers."""
    found = {}
    for name, column in survey.columns.items():
        seen = values[name]
        if name in taken:
            continue
        texts = () if is_opaque(name) else (name, *column.labels)
        text_like = seen.numeric < _FEW_NUMBERS and not seen.day_format
        free = text_like and (seen.free_text or (not seen.coded and _FREE.alike(texts, "note") >= _LIKE_FREE))
        people = text_like and seen.names >= _NAMES_OF_PEOPLE and seen.unique > _DIFFERENT
        if free or people or seen.identity >= _SOME_NUMBERS:
            reason = (
                "identity-again"
                if seen.identity >= _SOME_NUMBERS
                else "free-text"
                if free
                else "person-names"
            )
            found[name] = Proposal(column, DROP, sure=True, confidence=0.95, reasons=((reason, 3.0),))
        elif not seen.filled and _FREE.alike(texts, "note") >= _LIKE_FREE:
            found[name] = Proposal(column, DROP, sure=False, confidence=0.6, reasons=(("free-text", 1.0),))
    return found


def _field(
    column: Column,
    values: Values,
    occasions: dict[str, GroupOccasion],
    ages: dict[str, list[float | None]],
) -> Field:
    where = frozenset(occasions[group].occasion for group in column.words if group in occasions)
    known_ages: list[float] = []
    numbers: list[float] = []
    if values.numeric > _HALF:
        for group, words in column.words.items():
            found = numbers_with_ages(words, ages.get(group, [None] * len(words)))
            known_ages += found[0]
            numbers += found[1]
    return Field(values, where, np.array(known_ages), np.array(numbers))


class _Weighing:
    """Fields weighed against items."""

    def __init__(self, fields: dict[str, Field], targets: Targets, asked: frozenset[str]) -> None:
        self.fields = fields
        self.targets = targets
        self._asked = asked
        self._reader = CodeReader()
        self._names = Vocabulary({item: target.texts for item, target in targets.items.items()})

    def case(self, name: str, target: Target) -> Case:
        """Weigh a field against an item."""
        seen = self.fields[name]
        texts = [text for text in (name, *seen.values.column.labels) if not is_opaque(text)]
        alike = self._names.alike(texts, target.item)
        return weigh(seen, target, alike=alike, asked=self._asked, reader=self._reader)


def _items(fields: dict[str, Field], targets: Targets, *, asked: frozenset[str]) -> dict[str, Proposal]:
    """Give every field the item it is likeliest to be, no item twice at an occasion."""
    if not fields:
        return {}
    names, items = list(fields), list(targets.items)
    weighing = _Weighing(fields, targets, asked)
    cases = [[weighing.case(name, targets.items[item]) for item in items] for name in names]
    points = np.array([[case.points for case in row] for row in cases])
    points += find_derived(fields, names, items, points=points, targets=targets)
    # As many places for "none of them" as there are fields.
    nothing = np.full((len(names), len(names)), _LEAST)
    rows, columns = linear_sum_assignment(-np.hstack([points, nothing]))
    chosen = dict(zip(rows.tolist(), columns.tolist(), strict=True))
    opaque = [is_opaque(name) for name in names]
    proposals = {
        name: _proposal(
            fields[name], row, chosen[row], points=points, items=items, cases=cases, opaque=opaque
        )
        for row, name in enumerate(names)
    }
    for name in names:
        if proposals[name].target is None:
            proposals[name] = _further_name(name, proposals, weighing)
    return proposals


def _further_name(name: str, proposals: dict[str, Proposal], weighing: _Weighing) -> Proposal:
    """Give a field that is left an item that has another name at other occasions, as length and height."""
    seen = weighing.fields[name]
    found: list[tuple[float, Proposal]] = []
    for other, proposal in proposals.items():
        target = weighing.targets.items.get(proposal.target or "")
        if target is None or weighing.fields[other].occasions & seen.occasions:
            continue
        rest = replace(target, occasions=target.occasions - weighing.fields[other].occasions)
        case = weighing.case(name, rest)
        if seen.occasions <= rest.occasions and case.points >= _SURE:
            reasons = (*case.reasons, ("further-name", 1.0))
            column = seen.values.column
            found.append(
                (
                    case.points,
                    Proposal(column, target.item, sure=False, confidence=0.8, reasons=reasons, case=case),
                )
            )
    return max(found, key=lambda pair: pair[0])[1] if found else proposals[name]


def _proposal(
    seen: Field,
    row: int,
    column: int,
    *,
    points: np.ndarray,
    items: list[str],
    cases: list[list[Case]],
    opaque: list[bool],
) -> Proposal:
    own = points[row]
    ranked = np.argsort(-own)
    if column >= len(items) or own[column] <= AGAINST / 2:
        near = items[int(ranked[0])] if own[ranked[0]] > 0 else None
        return Proposal(seen.values.column, None, sure=False, confidence=0.0, runner_up=near)
    best = float(own[column])
    second = next(int(other) for other in ranked if other != column)
    others = np.delete(points[:, column], row)
    margin = min(best - float(own[second]), best - float(others.max(initial=AGAINST)))
    case = cases[row][column]
    by_name = sum(told for code, told in case.reasons if code == "name")
    # A field that is only numbered may be it as well, when the name is all that speaks against that.
    hidden = [r for r, told in enumerate(opaque) if told and r != row]
    doubted = bool(hidden) and float(points[hidden, column].max()) >= best - by_name - _NEARLY
    return Proposal(
        column=seen.values.column,
        target=items[column],
        sure=best >= _SURE and margin >= _MARGIN and seen.values.filled > 0 and not doubted,
        confidence=float(1 / (1 + np.exp(-min(margin, best - 1)))),
        reasons=case.reasons,
        runner_up=items[second] if best - float(own[second]) < _MARGIN else None,
        case=case,
    )
