"""The row-edit rule: an edit of very few rows is no edit, one of nearly all is one of all.

``replace x = 9 if …`` and ``generate x = 1 if …`` that touch fewer persons than the low-effect limit are
treated as touching none, and where they leave so few untouched, as touching everybody
(disclosure-rules.md section 3.4). Nothing is rejected, and none is treated like a few: a message that
depended on whether one child has a trait would tell it. Each edit is judged once, over the whole grant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import islice

from folkekommune.analysis.differing import differ
from folkekommune.analysis.inquiry import GROUPS, ROWS, arrange
from folkekommune.disclosure.noise import NoiseKey
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.row_evidence import RowEvidence
from folkekommune.query.canonical import digest
from folkekommune.query.dataset import PERSON, Dataset, start
from folkekommune.query.engine import CellRequest, Engine
from folkekommune.query.expressions import (
    Binary,
    Column,
    Expression,
    Number,
    Operator,
)
from folkekommune.query.steps import Assign, Keep
from folkekommune.query.typing import QueryError

_NEVER = Binary(Operator.EQUAL, Number(0), Number(1))
_AT_A_TIME = 12
"""Edits judged in one request: each doubles the groups there may be."""


class Verdict(Enum):
    """Whom an edit touches, as far as it goes."""

    SOME = "some"
    NONE = "none"
    ALL = "all"


@dataclass(frozen=True)
class Settled:
    """A data set whose edits have been judged, and how many of them count for none or for all."""

    dataset: Dataset
    ignored: int


@dataclass(frozen=True)
class Edits:
    """Judges edits, each once.

    :param known: verdicts so far, by how the variable came to be.
    """

    engine: Engine
    policy: Policy
    known: dict[str, Verdict] = field(default_factory=dict)

    def settle(self, dataset: Dataset, key: NoiseKey) -> Settled:
        """Give a data set in which edits of very few or nearly all rows count for none or all."""
        if not (dataset.persons or dataset.rows_of_persons) or "row_edits" in self.policy.switched_off:
            return Settled(dataset, 0)
        unknown = [place for place, name in _edits(dataset) if name not in self.known]
        for places in _batches(unknown):
            self._judge(dataset, places, key)
        verdicts = {place: self.known[name] for place, name in _edits(dataset)}
        ignored = sum(verdict is not Verdict.SOME for verdict in verdicts.values())
        return Settled(_rebuilt(dataset, verdicts), ignored) if ignored else Settled(dataset, 0)

    def _judge(self, dataset: Dataset, places: tuple[int, ...], key: NoiseKey) -> None:
        """Count whom some edits touch, with one condition for each in a data set of its own."""
        names = dict(_edits(dataset))
        first, last = places[0], places[-1] + 1
        shadow, bits = dataset.before(first), {}
        for place, step in enumerate(dataset.steps[first:last], start=first):
            if isinstance(step, Assign) and place in places:
                shadow = _marked(shadow, step)
                bits[place] = len(shadow.conditions) - 1
            shadow = shadow.then(step)
        by = (PERSON,) if dataset.rows_of_persons else ()
        cells = self.engine.cells(CellRequest(shadow, by), limit=ROWS if by else GROUPS)
        evidence = arrange(self.engine, shadow, cells, ())
        everybody = evidence.of_cell(frozenset(), ())
        for place, bit in bits.items():
            touched = evidence.of_cell(frozenset({bit}), ())
            untouched = everybody.fingerprint ^ touched.fingerprint
            left = everybody.count - touched.count
            if isinstance(evidence, RowEvidence):
                # Somebody may have rows that are touched and others that are not.
                left = evidence.touched((frozenset(), (), None), (frozenset({bit}), (), None))
            if touched.count < self._limit(key, touched.fingerprint):
                verdict = Verdict.NONE
            elif left < self._limit(key, untouched):
                verdict = Verdict.ALL
            else:
                verdict = Verdict.SOME
            self.known[names[place]] = verdict

    def _limit(self, key: NoiseKey, fingerprint: int) -> int:
        low_effect = self.policy.low_effect
        return low_effect.limit + key.fuzz(low_effect.fuzz, (fingerprint, 0))


def _edits(dataset: Dataset) -> Iterator[tuple[int, str]]:
    """Give the place of each edit, and what it is known by: how the variable came to be, and for whom."""
    reached: Dataset | None = dataset
    found = []
    while reached is not None and reached.previous is not None:
        step, before = reached.steps[-1], reached.previous
        if isinstance(step, Assign) and (step.where is not None or step.name in before.columns):
            name = digest("edit", repr(dataset.root), reached.column(step.name).canonical)
            found.append((len(reached.steps) - 1, name))
        reached = before
    yield from reversed(found)


def _marked(dataset: Dataset, step: Assign) -> Dataset:
    """Add a condition that marks the rows an edit is about to change."""
    try:
        return dataset.then(_mark(_touched(step, dataset)))
    except QueryError:
        # The new value is of another type than the old, or nested as deep as may be: all it is said to
        # reach count as changed.
        return dataset.then(_mark(step.where or Number(1)))


def _mark(touched: Expression) -> Keep:
    """Make one condition of an expression, whatever it is made of."""
    return Keep(Binary(Operator.UNEQUAL, touched, Number(0)))


def _touched(step: Assign, before: Dataset) -> Expression:
    """Give the condition of the rows that an edit changes."""
    if step.name not in before.columns:
        assert step.where is not None  # noqa: S101 - else it is no edit
        return step.where
    changed = differ(Column(step.name), step.value)
    return changed if step.where is None else Binary(Operator.AND, step.where, changed)


def _rebuilt(dataset: Dataset, verdicts: dict[int, Verdict]) -> Dataset:
    rebuilt = start(dataset.root)
    for place, step in enumerate(dataset.steps):
        verdict = verdicts.get(place, Verdict.SOME)
        if isinstance(step, Assign) and verdict is not Verdict.SOME:
            if verdict is Verdict.ALL:
                rebuilt = rebuilt.then(replace(step, where=None))
            elif step.name not in rebuilt.columns:
                rebuilt = rebuilt.then(replace(step, where=_NEVER))
            continue
        rebuilt = rebuilt.then(step)
    return rebuilt


def _batches(places: Iterable[int]) -> Iterator[tuple[int, ...]]:
    left = iter(places)
    while batch := tuple(islice(left, _AT_A_TIME)):
        yield batch
