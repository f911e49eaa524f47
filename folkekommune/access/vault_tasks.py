"""What stewards order where only the vault's user may do it, as rows: who ordered what, and how it stands.

A row holds codes and names: the kind of work, a databank, a municipality, the name of a delivery or a
version. What came of the work lies sealed. A worker's claim is for a while, as on a run
(``access.run_records``): a task whose worker was killed is taken once more, and told as failed when that one
dies of it too.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, desc, func, insert, or_, select, update

from folkekommune.access.audit import AuditEvent, AuditTrail
from folkekommune.access.clock import Clock, utc_now
from folkekommune.access.database import writing
from folkekommune.access.run_records import LEASE
from folkekommune.access.tables import users, vault_tasks
from folkekommune.access.users import User
from folkekommune.errors import FolkeKommuneError, Parameter

MOST_TRIES = 2
"""A task whose worker dies is tried once more; one that workers die of ends there."""
DIED = "tasks.died"
_SHOWN = 50


class TaskKind(Enum):
    """What can be ordered."""

    PREVIEW = "preview"
    LOAD = "load"
    RELEASE = "release"
    QUALITY = "quality"
    CORRECTIONS = "corrections"


class TaskState(Enum):
    """Where a task is in its life."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = frozenset({TaskState.DONE, TaskState.FAILED, TaskState.CANCELLED})
_ACTIVE = (TaskState.WAITING.value, TaskState.RUNNING.value)


class TaskStateError(FolkeKommuneError):
    """A task was changed by who has lost it, or after its end."""


@dataclass(frozen=True)
class Said:
    """A sentence about a task: the code of a text and what stands in it, never a data value."""

    code: str = ""
    parameters: Mapping[str, Parameter] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class TaskOrder:
    """What is ordered.

    :param subject: the name of a delivery, or a version; empty where the draft is meant.
    """

    kind: TaskKind
    databank: str
    municipality: str
    subject: str = ""


@dataclass(frozen=True)
class Task:
    """A task as it stands.

    :param said: how far it is, or what came of it. :param sealed: the result, if it has one.
    :param claim: whose it is while it runs.
    """

    identifier: str
    order: TaskOrder
    user_id: int
    user_name: str
    state: TaskState
    created_at: datetime
    ended_at: datetime | None = None
    said: Said = Said()
    sealed: str | None = None
    claim: str | None = None
    claimed_until: datetime | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether it waits or runs."""
        return self.state not in ENDED


class VaultTasks:
    """Keep tasks in the control database. Every order and every end leaves its audit event."""

    def __init__(
        self, engine: Engine, *, audit: AuditTrail, clock: Clock = utc_now, lease: timedelta = LEASE
    ) -> None:
        self._engine = engine
        self._audit = audit
        self._clock = clock
        self.lease = lease

    def order(self, order: TaskOrder, *, by: User) -> Task:
        """Order something; who orders what waits or runs already is given that."""
        with writing(self._engine) as connection:
            same = and_(_about(order), vault_tasks.c.state.in_(_ACTIVE))
            known = connection.execute(select(vault_tasks.c.id).where(same)).scalars().first()
            if known is not None:
                return _read(connection, known)
            identifier = secrets.token_hex(8)
            connection.execute(
                insert(vault_tasks).values(
                    id=identifier,
                    kind=order.kind.value,
                    databank=order.databank,
                    municipality=order.municipality,
                    subject=order.subject,
                    user_id=by.identifier,
                    state=TaskState.WAITING.value,
                    created_at=self._clock(),
                    tries=0,
                    said=_written(Said()),
                )
            )
            made = _read(connection, identifier)
            self._note(connection, "task-order", made, actor=f"user:{by.name}")
            return made

    def of_municipality(self, databank: str, municipality: str) -> tuple[Task, ...]:
        """List the latest orders about a municipality's part of a databank, newest first."""
        return self._find(
            vault_tasks.c.databank == databank, vault_tasks.c.municipality == municipality, most=_SHOWN
        )

    def latest(self, order: TaskOrder, *, with_result: bool = False) -> Task | None:
        """Give the latest task of an order, or the latest that has a result."""
        sealed = (vault_tasks.c.sealed.is_not(None),) if with_result else ()
        return next(iter(self._find(_about(order), *sealed, most=1)), None)

    def under_way(self, kind: TaskKind, databank: str) -> bool:
        """Tell whether something of a kind waits or runs for a databank, whoever ordered it."""
        return bool(
            self._find(
                vault_tasks.c.kind == kind.value,
                vault_tasks.c.databank == databank,
                vault_tasks.c.state.in_(_ACTIVE),
                most=1,
            )
        )

    def oldest_waiting(self) -> datetime | None:
        """Tell since when the one that has waited longest waits."""
        query = select(func.min(vault_tasks.c.created_at)).where(
            vault_tasks.c.state == TaskState.WAITING.value
        )
        with self._engine.connect() as connection:
            found: datetime | None = connection.execute(query).scalar_one_or_none()
        return found

    def claim(self) -> Task | None:
        """Take the oldest task that waits; None when none does.

        A task whose worker has not been heard of for so long as its claim holds waits again, or has failed
        when it was tried often enough.
        """
        now = self._clock()
        waiting = vault_tasks.c.state == TaskState.WAITING.value
        with self._engine.connect() as connection:
            takeable = select(vault_tasks.c.id).where(or_(waiting, _abandoned(now))).limit(1)
            if connection.execute(takeable).first() is None:
                return None  # who only looks keeps nobody waiting
        oldest = select(vault_tasks.c.id).where(waiting).order_by(vault_tasks.c.created_at, vault_tasks.c.id)
        with writing(self._engine) as connection:
            self._give_back(connection, _abandoned(now))
            identifier = connection.execute(oldest.limit(1)).scalar_one_or_none()
            if identifier is None:
                return None
            self._change(
                connection,
                identifier,
                state=TaskState.RUNNING.value,
                started_at=now,
                tries=vault_tasks.c.tries + 1,
                claim=secrets.token_hex(8),
                claimed_until=now + self.lease,
            )
            return _read(connection, identifier)

    def let_go(self) -> None:
        """Let every task wait again that is at work, for who knows that nobody else works."""
        with writing(self._engine) as connection:
            self._give_back(connection, vault_tasks.c.state == TaskState.RUNNING.value)

    def keep(self, task: Task, said: Said | None = None) -> None:
        """Say that the worker of a task is alive, and perhaps how far it is.

        :raises TaskStateError: when the task is another worker's by now.
        """
        changes = {} if said is None else {"said": _written(said)}
        with writing(self._engine) as connection:
            _check_claim(_read(connection, task.identifier), task.claim)
            self._change(connection, task.identifier, claimed_until=self._clock() + self.lease, **changes)

    def give_back(self, task: Task) -> None:
        """Let a task wait again that its worker cannot end, and not for a reason of the task's.

        :raises TaskStateError: when the task is another worker's by now.
        """
        with writing(self._engine) as connection:
            _check_claim(_read(connection, task.identifier), task.claim)
            tries = vault_tasks.c.tries - 1
            self._change(connection, task.identifier, **_FREE, tries=tries)

    def end(self, task: Task, state: TaskState, said: Said, *, sealed: str | None = None) -> Task:
        """Mark a task as ended; the result of an earlier one of the same order is forgotten.

        :raises TaskStateError: when the task is another worker's by now.
        """
        with writing(self._engine) as connection:
            _check_claim(_read(connection, task.identifier), task.claim)
            if sealed is not None:
                connection.execute(update(vault_tasks).where(_about(task.order)).values(sealed=None))
            return self._end(connection, task.identifier, state, said=said, sealed=sealed)

    def cancel(self, identifier: str, *, databank: str, municipality: str, by: User) -> bool:
        """Cancel a task of a municipality that waits; tell whether it did."""
        with writing(self._engine) as connection:
            mine = and_(
                vault_tasks.c.id == identifier,
                vault_tasks.c.databank == databank,
                vault_tasks.c.municipality == municipality,
                vault_tasks.c.state == TaskState.WAITING.value,
            )
            if connection.execute(select(vault_tasks.c.id).where(mine)).first() is None:
                return False
            self._change(connection, identifier, state=TaskState.CANCELLED.value, ended_at=self._clock())
            self._note(connection, "task-cancel", _read(connection, identifier), actor=f"user:{by.name}")
            return True

    def _give_back(self, connection: Connection, which: ColumnElement[bool]) -> None:
        """Let tasks whose worker is gone wait again; those that were tried often enough have failed."""
        found = connection.execute(select(vault_tasks.c.id, vault_tasks.c.tries).where(which))
        for identifier, tries in found.all():
            if tries < MOST_TRIES:
                self._change(connection, identifier, **_FREE)
            else:
                self._end(connection, identifier, TaskState.FAILED, said=Said(DIED))

    def _end(
        self,
        connection: Connection,
        identifier: str,
        state: TaskState,
        *,
        said: Said,
        sealed: str | None = None,
    ) -> Task:
        self._change(
            connection,
            identifier,
            state=state.value,
            ended_at=self._clock(),
            claimed_until=None,
            said=_written(said),
            sealed=sealed,
        )
        ended = _read(connection, identifier)
        self._note(connection, f"task-{state.value}", ended, actor=f"user:{ended.user_name}")
        return ended

    def _note(self, connection: Connection, action: str, task: Task, *, actor: str) -> None:
        order = task.order
        self._audit.append(
            connection,
            AuditEvent(
                action,
                actor,
                f"{order.kind.value}:{task.identifier}",
                order.municipality,
                release=order.databank,
                rules=(task.said.code,) if task.state is TaskState.FAILED else (),
            ),
        )

    def _find(self, *conditions: ColumnElement[bool], most: int) -> tuple[Task, ...]:
        query = _WITH_NAMES.where(*conditions)
        newest = query.order_by(desc(vault_tasks.c.created_at), desc(vault_tasks.c.id)).limit(most)
        with self._engine.connect() as connection:
            return tuple(_task(row) for row in connection.execute(newest))

    def _change(self, connection: Connection, identifier: str, **changes: Any) -> None:
        connection.execute(update(vault_tasks).where(vault_tasks.c.id == identifier).values(**changes))


_WITH_NAMES = select(vault_tasks, users.c.name).join(users, users.c.id == vault_tasks.c.user_id)
_FREE: dict[str, Any] = {
    "state": TaskState.WAITING.value,
    "started_at": None,
    "claim": None,
    "claimed_until": None,
}


def _about(order: TaskOrder) -> ColumnElement[bool]:
    """Give what is true of the tasks of an order."""
    return and_(
        vault_tasks.c.kind == order.kind.value,
        vault_tasks.c.databank == order.databank,
        vault_tasks.c.municipality == order.municipality,
        vault_tasks.c.subject == order.subject,
    )


def _abandoned(now: datetime) -> ColumnElement[bool]:
    return and_(vault_tasks.c.state == TaskState.RUNNING.value, vault_tasks.c.claimed_until < now)


def _check_claim(task: Task, claim: str | None) -> None:
    if task.state is not TaskState.RUNNING or task.claim != claim:
        raise TaskStateError("claimed by another")


def _read(connection: Connection, identifier: str) -> Task:
    return _task(connection.execute(_WITH_NAMES.where(vault_tasks.c.id == identifier)).one())


def _task(row: Row[Any]) -> Task:
    return Task(
        row.id,
        TaskOrder(TaskKind(row.kind), row.databank, row.municipality, row.subject),
        row.user_id,
        row.name,
        TaskState(row.state),
        row.created_at,
        ended_at=row.ended_at,
        said=Said(**json.loads(row.said)),
        sealed=row.sealed,
        claim=row.claim,
        claimed_until=row.claimed_until,
    )


def _written(said: Said) -> str:
    return json.dumps({"code": said.code, "parameters": dict(said.parameters)}, ensure_ascii=False)
