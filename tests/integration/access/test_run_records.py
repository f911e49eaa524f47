"""Runs go through their states, one worker each."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from access_factories import PASSWORD, ControlRoom, open_control_room

from folkekommune.access.projects import Project, Projects
from folkekommune.access.run_records import RunRecords, RunState, RunStateError


@pytest.fixture
def room(tmp_path: Path) -> ControlRoom:
    opened = open_control_room(tmp_path)
    opened.accounts.create("kari", "Kari", password=PASSWORD)
    project = Project("p1", "T", "P", date(2027, 1, 1))
    Projects(opened.engine, audit=opened.audit, clock=opened.clock).create(project, by="system")
    return opened


def _enqueue(room: ControlRoom, script: str) -> str:
    room.clock.move(seconds=1)
    records = RunRecords(room.engine, clock=room.clock)
    return records.enqueue(script, project="p1", user_id=1).identifier


def test_runs_are_taken_in_order_and_each_once(room: ControlRoom) -> None:
    identifiers = [_enqueue(room, f"tabulate v{number}") for number in range(12)]
    records = RunRecords(room.engine, clock=room.clock)
    assert records.place_in_queue(identifiers[5]) == 5
    first = records.claim()
    assert first is not None
    assert first.identifier == identifiers[0]
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda _: records.claim(), range(15)))
    claimed = [run.identifier for run in taken if run is not None]
    assert sorted(claimed) == sorted(identifiers[1:])


def test_a_run_that_waits_is_cancelled_at_once_and_one_that_runs_is_asked(room: ControlRoom) -> None:
    records = RunRecords(room.engine, clock=room.clock)
    waiting = _enqueue(room, "a")
    assert records.cancel(waiting).state is RunState.CANCELLED
    running = _enqueue(room, "b")
    records.claim()
    asked = records.cancel(running)
    assert (asked.state, asked.cancel_requested) == (RunState.RUNNING, True)
    assert records.end(running, RunState.CANCELLED).state is RunState.CANCELLED


def test_an_ended_run_cannot_be_moved(room: ControlRoom) -> None:
    records = RunRecords(room.engine, clock=room.clock)
    identifier = _enqueue(room, "a")
    records.claim()
    records.end(identifier, RunState.DONE, result="{}")
    for state in (RunState.FAULT, RunState.RUNNING):
        with pytest.raises(RunStateError):
            records.end(identifier, state)
    assert records.cancel(identifier).state is RunState.DONE


def test_what_a_stopped_run_had_made_is_kept_and_it_runs_again(room: ControlRoom) -> None:
    records = RunRecords(room.engine, clock=room.clock)
    identifier = _enqueue(room, "a")
    records.claim()
    records.save_result(identifier, '{"results": [1]}')
    assert records.requeue_abandoned() == 1
    again = records.claim()
    assert again is not None
    assert (again.identifier, again.result) == (identifier, '{"results": [1]}')
