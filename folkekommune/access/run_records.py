"""Runs of scripts as rows: where each is in its life. The queue and worker live in ``runs/``."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, select, update

from folkekommune.access.clock import Clock, utc_now
from folkekommune.access.database import writing
from folkekommune.access.tables import runs
from folkekommune.errors import FolkeKommuneError, InputError


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
    """A run of a script. ``result`` is the run's JSON, as far as it got."""

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


class RunRecords:
    """Keep runs in the control database. Every change checks the state it leaves."""

    def __init__(self, engine: Engine, *, clock: Clock = utc_now) -> None:
        self._engine = engine
        self._clock = clock

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
        """Take the oldest run in the queue and mark it as running; None when the queue is empty."""
        query = (
            select(runs.c.id)
            .where(runs.c.state == RunState.QUEUED.value)
            .order_by(runs.c.created_at, runs.c.id)
            .limit(1)
        )
        with writing(self._engine) as connection:
            identifier = connection.execute(query).scalar_one_or_none()
            if identifier is None:
                return None
            self._move(connection, identifier, RunState.RUNNING, started_at=self._clock())
            return _read(connection, identifier)

    def save_result(self, identifier: str, result: str) -> None:
        """Keep what a run has made so far, so that a stop loses nothing."""
        with writing(self._engine) as connection:
            connection.execute(update(runs).where(runs.c.id == identifier).values(result=result))

    def end(self, identifier: str, state: RunState, *, result: str | None = None) -> Run:
        """Mark a run as ended.

        :raises RunStateError: when it has ended already, or ``state`` is no end.
        """
        if state not in ENDED:
            raise RunStateError(state.value)
        changes: dict[str, Any] = {"ended_at": self._clock()}
        if result is not None:
            changes["result"] = result
        with writing(self._engine) as connection:
            self._move(connection, identifier, state, **changes)
            return _read(connection, identifier)

    def cancel(self, identifier: str) -> Run:
        """Ask for a run to stop: at once when it waits, else the worker sees the request."""
        with writing(self._engine) as connection:
            run = _read(connection, identifier)
            if run.state is RunState.QUEUED:
                self._move(connection, identifier, RunState.CANCELLED, ended_at=self._clock())
            elif run.state is RunState.RUNNING:
                connection.execute(update(runs).where(runs.c.id == identifier).values(cancel_requested=True))
            return _read(connection, identifier)

    def requeue_abandoned(self) -> int:
        """Put runs that were running when the server stopped back in the queue; give how many."""
        with writing(self._engine) as connection:
            abandoned = connection.execute(select(runs.c.id).where(runs.c.state == RunState.RUNNING.value))
            identifiers = abandoned.scalars().all()
            for identifier in identifiers:
                self._move(connection, identifier, RunState.QUEUED, started_at=None)
            return len(identifiers)

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
    )
