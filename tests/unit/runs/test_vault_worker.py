"""One worker takes orders to the vault's user: each has an end, whatever happens while it is carried out."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from access_factories import PASSWORD, ControlRoom, open_control_room

from folkekommune.access.postgresql import ControlUnreachable
from folkekommune.access.vault_tasks import Said, Task, TaskKind, TaskOrder, TaskState, VaultTasks
from folkekommune.errors import InputError
from folkekommune.runs import vault_worker
from folkekommune.runs.vault_worker import FAULT, VaultWorker

LOAD = TaskOrder(TaskKind.LOAD, "no.example", "4601", "2026-05")
REPORT = TaskOrder(TaskKind.QUALITY, "no.example", "4601")
DONE = Said("tasks.done-load", {"rows": 3})
SECRET = "01010112345"  # noqa: S105 - looks like what must not be told
PATIENCE = 60


@dataclass(frozen=True)
class Came:
    """What came of a task."""

    said: Said = DONE
    sealed: str | None = "sealed"


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault_worker, "_LOOK", 0.01)
    monkeypatch.setattr(vault_worker, "_TELL", 0.02)


@pytest.fixture
def room(tmp_path: Path) -> ControlRoom:
    opened = open_control_room(tmp_path)
    opened.accounts.create("kari", "Kari", password=PASSWORD)
    return opened


@pytest.fixture
def tasks(room: ControlRoom) -> VaultTasks:
    return VaultTasks(room.engine, audit=room.audit, clock=room.clock)


def order(room: ControlRoom, tasks: VaultTasks, what: TaskOrder = LOAD) -> Task:
    user = room.accounts.find("kari")
    assert user is not None
    room.clock.move(seconds=1)
    return tasks.order(what, by=user)


def latest(tasks: VaultTasks, what: TaskOrder = LOAD) -> Task:
    found = tasks.latest(what)
    assert found is not None
    return found


def doing(what: Callable[[], object]) -> Callable[[Task, Callable[[Said], None]], Came]:
    """Carry out a task by doing something."""

    def carry_out(_: Task, __: Callable[[Said], None]) -> Came:
        what()
        return Came()

    return carry_out


def failing(fault: BaseException) -> Callable[[Task, Callable[[Said], None]], Came]:
    def carry_out(_: Task, __: Callable[[Said], None]) -> Came:
        raise fault

    return carry_out


@contextmanager
def serving(worker: VaultWorker) -> Iterator[threading.Event]:
    """Let a worker serve while a block lasts; it must end when it is told to."""
    stop = threading.Event()
    thread = threading.Thread(target=worker.serve, args=(stop,), daemon=True)
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_orders_are_carried_out_one_by_one_and_told(room: ControlRoom, tasks: VaultTasks) -> None:
    seen: list[TaskOrder] = []

    def carry_out(task: Task, _: Callable[[Said], None]) -> Came:
        assert latest(tasks, task.order).state is TaskState.RUNNING
        seen.append(task.order)
        return Came()

    worker = VaultWorker(tasks, carry_out)
    assert not worker.work_next()
    order(room, tasks)
    order(room, tasks, REPORT)
    assert [worker.work_next() for _ in range(3)] == [True, True, False]
    assert seen == [LOAD, REPORT]
    done = latest(tasks)
    assert (done.state, done.said, done.sealed) == (TaskState.DONE, DONE, "sealed")
    assert [event.actor for event in room.audit.of_action("task-done")] == 2 * ["user:kari"]


def test_what_the_order_is_wrong_about_is_told_in_its_own_sentence(
    room: ControlRoom, tasks: VaultTasks
) -> None:
    order(room, tasks)
    assert VaultWorker(tasks, failing(InputError("ingest.file-missing", file="a.csv"))).work_next()
    failed = latest(tasks)
    assert (failed.state, failed.said) == (TaskState.FAILED, Said("ingest.file-missing", {"file": "a.csv"}))
    assert [event.rules for event in room.audit.of_action("task-failed")] == [("ingest.file-missing",)]


def test_an_unforeseen_fault_is_told_by_its_kind_alone_and_the_next_order_works(
    room: ControlRoom, tasks: VaultTasks, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    order(room, tasks)
    assert VaultWorker(tasks, failing(ValueError(SECRET))).work_next()
    assert latest(tasks).said == Said(FAULT, {"kind": "ValueError"})
    assert SECRET not in caplog.text + str([vars(record) for record in caplog.records])
    order(room, tasks, REPORT)
    assert VaultWorker(tasks, doing(lambda: None)).work_next()
    assert latest(tasks, REPORT).state is TaskState.DONE


@pytest.mark.parametrize("fault", [ControlUnreachable("control.away"), SystemExit(0), KeyboardInterrupt()])
def test_what_ends_the_worker_leaves_the_order_as_it_was(
    room: ControlRoom, tasks: VaultTasks, fault: BaseException
) -> None:
    order(room, tasks)
    for _ in range(3):  # more often than a task may be tried whose worker dies of it
        with pytest.raises(type(fault)):
            VaultWorker(tasks, failing(fault)).work_next()
        assert latest(tasks).state is TaskState.WAITING
    assert VaultWorker(tasks, doing(lambda: None)).work_next()
    assert latest(tasks).state is TaskState.DONE


def test_how_far_it_is_is_told_while_it_is_at_work(room: ControlRoom, tasks: VaultTasks) -> None:
    told, looked = threading.Event(), threading.Event()
    begun = order(room, tasks)
    claimed: list[object] = []

    def carry_out(_: Task, say: Callable[[Said], None]) -> Came:
        claimed.append(latest(tasks).claimed_until)
        room.clock.move(seconds=10)
        say(Said("tasks.releasing"))
        for _ in range(PATIENCE * 100):
            if latest(tasks).said.code == "tasks.releasing" and looked.wait(0.01):
                claimed.append(latest(tasks).claimed_until)
                told.set()
                break
        return Came()

    assert VaultWorker(tasks, carry_out, look_round=looked.set).work_next()
    assert told.is_set()
    first, later = claimed
    assert later - first == timedelta(seconds=10)  # type: ignore[operator]
    assert latest(tasks).identifier == begun.identifier


def test_an_end_is_told_once_the_control_database_is_back(
    room: ControlRoom, tasks: VaultTasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    order(room, tasks)
    end, away = tasks.end, iter([True, True])

    def sometimes(*arguments: object, **named: object) -> object:
        if next(away, False):
            raise ControlUnreachable("control.away")
        return end(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(tasks, "end", sometimes)
    times: list[int] = []
    assert VaultWorker(tasks, doing(lambda: times.append(1))).work_next()
    assert (latest(tasks).state, times) == (TaskState.DONE, [1])


def test_an_order_that_another_took_meanwhile_has_the_others_end(
    room: ControlRoom, tasks: VaultTasks
) -> None:
    order(room, tasks)

    def another_takes_it() -> None:
        tasks.let_go()
        assert VaultWorker(tasks, failing(InputError("ingest.file-missing"))).work_next()

    assert VaultWorker(tasks, doing(another_takes_it)).work_next()
    assert (latest(tasks).state, latest(tasks).sealed) == (TaskState.FAILED, None)
    assert len(room.audit.of_action("task-failed")) == 1
    assert not room.audit.of_action("task-done")


def test_while_answering_is_stopped_no_order_is_taken_and_afterwards_it_is(
    room: ControlRoom, tasks: VaultTasks
) -> None:
    paused, asked, done = threading.Event(), threading.Event(), threading.Event()
    paused.set()

    def is_paused() -> bool:
        asked.set()
        return paused.is_set()

    order(room, tasks)
    with serving(VaultWorker(tasks, doing(done.set), paused=is_paused)):
        for _ in range(3):
            asked.clear()
            assert asked.wait(PATIENCE)
        assert latest(tasks).state is TaskState.WAITING
        paused.clear()
        assert done.wait(PATIENCE)
    assert latest(tasks).state is TaskState.DONE


def test_a_worker_outlives_what_goes_wrong_around_an_order(
    room: ControlRoom, tasks: VaultTasks, caplog: pytest.LogCaptureFixture
) -> None:
    done, times = threading.Event(), iter(range(3))

    def look_round() -> None:
        if next(times, None) is not None:
            raise OSError(SECRET)

    order(room, tasks)
    with serving(VaultWorker(tasks, doing(done.set), look_round=look_round)):
        assert done.wait(PATIENCE)
    assert latest(tasks).state is TaskState.DONE
    assert "OSError" in caplog.text
    assert SECRET not in caplog.text


def test_told_to_stop_it_ends_what_it_has_begun_and_takes_nothing_more(
    room: ControlRoom, tasks: VaultTasks
) -> None:
    begun, on = threading.Event(), threading.Event()

    def slowly() -> None:
        begun.set()
        assert on.wait(PATIENCE)

    order(room, tasks)
    order(room, tasks, REPORT)
    with serving(VaultWorker(tasks, doing(slowly))) as stop:
        assert begun.wait(PATIENCE)
        stop.set()
        on.set()
    assert (latest(tasks).state, latest(tasks, REPORT).state) == (TaskState.DONE, TaskState.WAITING)
