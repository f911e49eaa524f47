"""Orders to the vault's user go through their states; one whose worker falls silent is taken again."""

from __future__ import annotations

from pathlib import Path

import pytest
from access_factories import PASSWORD, ControlRoom, open_control_room

from folkekommune.access.vault_tasks import (
    DIED,
    Said,
    Task,
    TaskKind,
    TaskOrder,
    TaskState,
    TaskStateError,
    VaultTasks,
)

LOAD = TaskOrder(TaskKind.LOAD, "no.example", "4601", "2026-05")
REPORT = TaskOrder(TaskKind.QUALITY, "no.example", "4601")


@pytest.fixture
def room(place: Path | str) -> ControlRoom:
    opened = open_control_room(place)
    opened.accounts.create("kari", "Kari", password=PASSWORD)
    return opened


def tasks_of(room: ControlRoom) -> VaultTasks:
    return VaultTasks(room.engine, audit=room.audit, clock=room.clock)


def order(room: ControlRoom, what: TaskOrder = LOAD) -> Task:
    user = room.accounts.find("kari")
    assert user is not None
    room.clock.move(seconds=1)
    return tasks_of(room).order(what, by=user)


def taken(room: ControlRoom) -> Task:
    found = tasks_of(room).claim()
    assert found is not None
    return found


def state_of(room: ControlRoom, what: TaskOrder = LOAD) -> tuple[TaskState, str]:
    found = tasks_of(room).latest(what)
    assert found is not None
    return found.state, found.said.code


def test_orders_are_taken_oldest_first_each_once_and_the_same_is_not_ordered_twice(room: ControlRoom) -> None:
    first, second = order(room), order(room, REPORT)
    assert order(room).identifier == first.identifier
    assert taken(room).identifier == first.identifier
    assert order(room).identifier == first.identifier
    assert taken(room).identifier == second.identifier
    assert tasks_of(room).claim() is None


def test_an_order_whose_worker_falls_silent_is_taken_once_more_and_has_failed_then(room: ControlRoom) -> None:
    order(room)
    lost = taken(room)
    room.clock.move(seconds=31)
    again = taken(room)
    assert again.identifier == lost.identifier
    with pytest.raises(TaskStateError):
        tasks_of(room).end(lost, TaskState.DONE, Said("tasks.done-quality"))
    room.clock.move(seconds=31)
    assert tasks_of(room).claim() is None
    assert state_of(room) == (TaskState.FAILED, DIED)
    assert [event.rules for event in room.audit.of_action("task-failed")] == [(DIED,)]


def test_who_says_to_be_alive_keeps_an_order(room: ControlRoom) -> None:
    order(room)
    mine = taken(room)
    room.clock.move(seconds=25)
    tasks_of(room).keep(mine, Said("tasks.releasing"))
    room.clock.move(seconds=25)
    assert tasks_of(room).claim() is None
    assert state_of(room) == (TaskState.RUNNING, "tasks.releasing")


def test_an_order_given_back_for_no_reason_of_its_own_is_not_held_against_it(room: ControlRoom) -> None:
    order(room)
    for _ in range(5):
        tasks_of(room).give_back(taken(room))
    assert state_of(room)[0] is TaskState.WAITING


def test_one_that_waits_is_cancelled_and_one_that_is_taken_is_not(room: ControlRoom) -> None:
    user = room.accounts.find("kari")
    assert user is not None
    first = order(room)
    tasks = tasks_of(room)
    elsewhere = tasks.cancel(first.identifier, databank="no.example", municipality="4631", by=user)
    here = tasks.cancel(first.identifier, databank="no.example", municipality="4601", by=user)
    assert (elsewhere, here, state_of(room)[0]) == (False, True, TaskState.CANCELLED)
    second = order(room)
    taken(room)
    assert not tasks.cancel(second.identifier, databank="no.example", municipality="4601", by=user)
    assert len(room.audit.of_action("task-cancel")) == 1


def test_a_new_result_takes_the_place_of_the_one_before_and_a_failure_does_not(room: ControlRoom) -> None:
    tasks = tasks_of(room)
    for sealed in ("one", "two"):
        order(room, REPORT)
        tasks.end(taken(room), TaskState.DONE, Said("tasks.done-quality"), sealed=sealed)
    order(room, REPORT)
    tasks.end(taken(room), TaskState.FAILED, Said("tasks.fault", {"kind": "OSError"}))
    found = tasks.of_municipality("no.example", "4601")
    assert [each.sealed for each in found] == [None, "two", None]
    shown = tasks.latest(REPORT, with_result=True)
    assert shown is not None
    assert shown.sealed == "two"
