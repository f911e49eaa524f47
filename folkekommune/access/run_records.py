"""Runs of scripts as rows: where each is in its life. The queue and worker live in ``runs/``.

A worker's claim on a run is for a while, and the worker says again and again that it is alive. A claim that
has run out, of a worker that was killed or a host that is gone, gives the run back to the queue; who lost a
run cannot change it any more.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, func, insert, or_, select, update

from folkekommune.access.audit import AuditEvent, AuditTrail
from folkekommune.access.clock import Clock, utc_now
from folkekommune.access.database import writing
from folkekommune.access.tables import runs
from folkekommune.errors import FolkeKommuneError, InputError

LEASE = timedelta(seconds=30)
"""How long a claim holds. The clocks of hosts on one queue must agree to a third of it."""


class RunState(Enum):
    """The states of a run; the values are the words people read in Norwegian."""

    QUEUED = "kø"
    RUNNING = "kjører"
    DONE = "ferdig"
    FAULT = "feil"
    CANCELLED = "avbrutt"
    TIMED_OUT = "tidsavbrudd"


ENDED = frozenset({RunState.DONE, RunState.FAULT, RunState.CANCELLED, RunState.TIMED_OUT})

TRANSITIONS: dict[RunState, frozenset[RunState]] = {
    RunState.QUEUED: frozenset({RunState.RUNNING, RunState.CANCELLED}),
    # A run whose worker died goes back to the queue.
    RunState.RUNNING: ENDED | {RunState.QUEUED},
    **{state: frozenset() for state in ENDED},
}


class RunStateError(FolkeKommuneError):
    """A run was moved where it cannot go: a fault of the caller, or a race that it lost."""


@dataclass(frozen=True)
class Run:
    """A run of a script. ``result`` is the run's JSON, as far as it got.

    :param claim: whose it is while it runs: a name that each claim draws anew.
    """

    identifier: str
    project: str
    user_id: int
    state: RunState
    script: str
    script_hash: str
    created_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    result: str | None = None
    cancel_requested: bool = False
    claim: str | None = None
    claimed_until: datetime | None = None


class RunRecords:
    """Keep runs in the control database. Every change checks the state it leaves."""

    def __init__(
        self,
        engine: Engine,
        *,
        audit: AuditTrail | None = None,
        clock: Clock = utc_now,
        lease: timedelta = LEASE,
    ) -> None:
        self._engine = engine
        self._audit = audit
        self._clock = clock
        self.lease = lease

    def enqueue(self, script: str, *, project: str, user_id: int, result: str | None = None) -> Run:
        """Put a script in the queue.

        :param result: what is known of the run from the start, such as how far it shall go.
        """
        identifier = secrets.token_hex(8)
        with writing(self._engine) as connection:
            connection.execute(
                insert(runs).values(
                    id=identifier,
                    project=project,
                    user_id=user_id,
                    state=RunState.QUEUED.value,
                    script=script,
                    script_hash=sha256(script.encode()).hexdigest(),
                    result=result,
                    created_at=self._clock(),
                    cancel_requested=False,
                )
            )
            return _read(connection, identifier)

    def claim(self) -> Run | None:
        """Take the oldest run in the queue and mark it as running; None when the queue is empty.

        A run whose worker has not been heard of for so long as its claim holds stands in the queue again.
        """
        now = self._clock()
        waiting = or_(runs.c.state == RunState.QUEUED.value, _abandoned(now))
        with self._engine.connect() as connection:
            if connection.execute(select(runs.c.id).where(waiting).limit(1)).first() is None:
                return None  # who only looks keeps nobody waiting
        oldest = (
            select(runs.c.id)
            .where(runs.c.state == RunState.QUEUED.value)
            .order_by(runs.c.created_at, runs.c.id)
            .limit(1)
        )
        with writing(self._engine) as connection:
            for abandoned in connection.execute(select(runs.c.id).where(_abandoned(now))).scalars().all():
                self._move(connection, abandoned, RunState.QUEUED, **_FREE)
            identifier = connection.execute(oldest).scalar_one_or_none()
            if identifier is None:
                return None  # another worker was quicker
            claim = {"claim": secrets.token_hex(8), "claimed_until": now + self.lease}
            self._move(connection, identifier, RunState.RUNNING, started_at=now, **claim)
            return _read(connection, identifier)

    def keep(self, run: Run) -> Run:
        """Say that the worker of a run is alive, and see how the run stands.

        :raises RunStateError: when the run is another worker's by now.
        """
        now = self._clock()
        current = self.get(run.identifier)
        _check_claim(current, run.claim)
        if current.claimed_until is None or current.claimed_until - now < self.lease * 2 / 3:
            with writing(self._engine) as connection:
                _check_claim(_read(connection, run.identifier), run.claim)
                connection.execute(
                    update(runs).where(runs.c.id == run.identifier).values(claimed_until=now + self.lease)
                )
        return current

    def give_back(self, run: Run) -> None:
        """Put a run that its worker cannot end back in the queue.

        :raises RunStateError: when the run is another worker's by now.
        """
        with writing(self._engine) as connection:
            _check_claim(_read(connection, run.identifier), run.claim)
            self._move(connection, run.identifier, RunState.QUEUED, **_FREE)

    def save_result(self, identifier: str, result: str, *, claim: str | None = None) -> None:
        """Keep what a run has made so far, so that a stop loses nothing.

        :raises RunStateError: when a claim is given and the run is another worker's by now.
        """
        with writing(self._engine) as connection:
            _check_claim(_read(connection, identifier), claim)
            connection.execute(update(runs).where(runs.c.id == identifier).values(result=result))

    def end(
        self,
        identifier: str,
        state: RunState,
        *,
        result: str | None = None,
        claim: str | None = None,
        event: Callable[[Run], AuditEvent | None] | None = None,
    ) -> Run:
        """Mark a run as ended.

        :param event: tells the audit trail of the run as it ended; no run on real data ends untold.
        :raises RunStateError: when it has ended already, when ``state`` is no end, or when a claim is given
            and the run is another worker's by now.
        """
        if state not in ENDED:
            raise RunStateError(state.value)
        changes: dict[str, Any] = {"ended_at": self._clock(), "claimed_until": None}
        if result is not None:
            changes["result"] = result
        with writing(self._engine) as connection:
            _check_claim(_read(connection, identifier), claim)
            self._move(connection, identifier, state, **changes)
            run = _read(connection, identifier)
            told = event(run) if event is not None else None
            if self._audit is not None and told is not None:
                self._audit.append(connection, told)
            return run

    def cancel(self, identifier: str) -> Run:
        """Ask for a run to stop: at once when it waits, else the worker sees the request."""
        with writing(self._engine) as connection:
            run = _read(connection, identifier)
            if run.state is RunState.QUEUED:
                self._move(connection, identifier, RunState.CANCELLED, ended_at=self._clock())
            elif run.state is RunState.RUNNING:
                connection.execute(update(runs).where(runs.c.id == identifier).values(cancel_requested=True))
            return _read(connection, identifier)

    def get(self, identifier: str) -> Run:
        """Find a run.

        :raises InputError: when there is none of that id.
        """
        with self._engine.connect() as connection:
            return _read(connection, identifier)

    def of_project(self, project: str, *, limit: int = 50) -> tuple[Run, ...]:
        """List a project's runs, newest first."""
        query = (
            select(runs)
            .where(runs.c.project == project)
            .order_by(runs.c.created_at.desc(), runs.c.id)
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return tuple(_run(row) for row in connection.execute(query))

    def of_script(self, project: str, script_hash: str, *, limit: int = 50) -> tuple[Run, ...]:
        """List a project's runs of the very same script, newest first."""
        query = (
            select(runs)
            .where(runs.c.project == project, runs.c.script_hash == script_hash)
            .order_by(runs.c.created_at.desc(), runs.c.id)
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return tuple(_run(row) for row in connection.execute(query))

    def count_by_state(self) -> dict[str, int]:
        """Count the runs in each state, by the state's English name."""
        query = select(runs.c.state, func.count()).group_by(runs.c.state)
        with self._engine.connect() as connection:
            found = {RunState(state): int(count) for state, count in connection.execute(query)}
        return {state.name.lower(): found.get(state, 0) for state in RunState}

    def place_in_queue(self, identifier: str) -> int:
        """Say how many runs stand before this one."""
        with self._engine.connect() as connection:
            waiting = connection.execute(
                select(runs.c.id)
                .where(runs.c.state == RunState.QUEUED.value)
                .order_by(runs.c.created_at, runs.c.id)
            )
            before = waiting.scalars().all()
        return before.index(identifier) if identifier in before else 0

    def _move(self, connection: Connection, identifier: str, state: RunState, **changes: Any) -> None:
        current = _read(connection, identifier).state
        if state not in TRANSITIONS[current]:
            raise RunStateError(f"{current.value} -> {state.value}")
        connection.execute(update(runs).where(runs.c.id == identifier).values(state=state.value, **changes))


_FREE: dict[str, Any] = {"started_at": None, "claim": None, "claimed_until": None}


def _abandoned(now: datetime) -> ColumnElement[bool]:
    """Give what is true of a run whose worker is gone; one without a claim was begun by an older version."""
    silent = or_(runs.c.claimed_until.is_(None), runs.c.claimed_until < now)
    return and_(runs.c.state == RunState.RUNNING.value, silent)


def _check_claim(run: Run, claim: str | None) -> None:
    if claim is not None and (run.claim != claim or run.state is not RunState.RUNNING):
        raise RunStateError("claimed by another")


def _read(connection: Connection, identifier: str) -> Run:
    row = connection.execute(select(runs).where(runs.c.id == identifier)).first()
    if row is None:
        raise InputError("access.unknown-run")
    return _run(row)


def _run(row: Row[Any]) -> Run:
    return Run(
        identifier=row.id,
        project=row.project,
        user_id=row.user_id,
        state=RunState(row.state),
        script=row.script,
        script_hash=row.script_hash,
        created_at=row.created_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        result=row.result,
        cancel_requested=row.cancel_requested,
        claim=row.claim,
        claimed_until=row.claimed_until,
    )
