"""Runs go through their states, one worker each; a worker that falls silent loses its run."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from access_factories import PASSWORD, ControlRoom, open_control_room

from folkekommune.access.projects import Project, Projects
from folkekommune.access.run_records import Run, RunRecords, RunState, RunStateError


@pytest.fixture
def room(place: Path | str) -> ControlRoom:
    opened = open_control_room(place)
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


def _claim(records: RunRecords) -> Run:
    claimed = records.claim()
    assert claimed is not None
    return claimed


def test_what_a_run_had_made_is_kept_and_it_runs_again_when_its_worker_falls_silent(
    room: ControlRoom,
) -> None:
    records = RunRecords(room.engine, clock=room.clock)
    identifier = _enqueue(room, "a")
    records.claim()
    records.save_result(identifier, '{"results": [1]}')
    room.clock.move(seconds=29)
    assert records.claim() is None
    room.clock.move(seconds=2)
    again = _claim(records)
    assert (again.identifier, again.result) == (identifier, '{"results": [1]}')


def test_a_worker_that_says_it_is_alive_keeps_its_run(room: ControlRoom) -> None:
    records = RunRecords(room.engine, clock=room.clock)
    _enqueue(room, "a")
    mine = _claim(records)
    for _ in range(8):
        room.clock.move(seconds=25)
        assert records.keep(mine).state is RunState.RUNNING
        assert records.claim() is None


def test_a_worker_that_lost_its_run_to_another_cannot_touch_it(room: ControlRoom) -> None:
    records = RunRecords(room.engine, clock=room.clock)
    identifier = _enqueue(room, "a")
    first = _claim(records)
    room.clock.move(seconds=31)
    second = _claim(records)
    assert second.claim != first.claim
    for change in (
        lambda: records.keep(first),
        lambda: records.give_back(first),
        lambda: records.save_result(identifier, "{}", claim=first.claim),
        lambda: records.end(identifier, RunState.DONE, claim=first.claim),
    ):
        with pytest.raises(RunStateError):
            change()
    assert (
        records.end(identifier, RunState.DONE, result='{"of": 2}', claim=second.claim).result == '{"of": 2}'
    )


def test_a_run_given_back_stands_first_in_the_queue_again(room: ControlRoom) -> None:
    records = RunRecords(room.engine, clock=room.clock)
    first, _ = _enqueue(room, "a"), _enqueue(room, "b")
    mine = _claim(records)
    records.give_back(mine)
    assert records.get(first).state is RunState.QUEUED
    assert records.get(first).started_at is None
    assert _claim(records).identifier == first
