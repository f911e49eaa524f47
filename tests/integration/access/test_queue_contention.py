"""Several processes on one queue: no run is lost or run twice, and one that is killed gives its run back."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from access_factories import PASSWORD, open_control_room

from folkekommune.access.audit import AuditEvent, AuditTrail
from folkekommune.access.clock import utc_now
from folkekommune.access.database import open_control_database, writing
from folkekommune.access.projects import Project, Projects
from folkekommune.access.run_records import RunRecords, RunState
from folkekommune.access.tables import runs

FORKING = multiprocessing.get_context("fork")
"""Processes of their own that need not import everything anew; each opens the database for itself."""
WORKERS, RUNS = 5, 60


@pytest.fixture
def queue(place: Path | str) -> list[str]:
    """Put runs in the queue, and let go of the database before anyone else opens it."""
    room = open_control_room(place)
    room.accounts.create("kari", "Kari", password=PASSWORD)
    Projects(room.engine, audit=room.audit).create(Project("p1", "T", "P", date(2099, 1, 1)), by="system")
    records = RunRecords(room.engine)
    made = [records.enqueue(f"{number}", project="p1", user_id=1).identifier for number in range(RUNS)]
    room.engine.dispose()
    return made


def work(place: Path | str, together: object, told: Path) -> None:
    """Take runs until there are none, and note each with the trail as its witness."""
    engine = open_control_database(place)
    records, audit = RunRecords(engine), AuditTrail(engine, b"a key for tests")
    together.wait()  # type: ignore[attr-defined]  # a barrier of the context
    with told.open("w") as notes:
        while (run := records.claim()) is not None:
            notes.write(f"{run.identifier}\n")
            records.save_result(run.identifier, f"by {os.getpid()}", claim=run.claim)
            records.end(run.identifier, RunState.DONE, claim=run.claim)
            audit.record(AuditEvent("run-done", subject=f"run:{run.identifier}"))


def test_every_run_is_taken_by_one_worker_and_none_is_lost(
    queue: list[str], place: Path | str, tmp_path: Path
) -> None:
    together = FORKING.Barrier(WORKERS)
    notes = [tmp_path / f"notes-{number}" for number in range(WORKERS)]
    started = [FORKING.Process(target=work, args=(place, together, file)) for file in notes]
    for process in started:
        process.start()
    for process in started:
        process.join(120)
    assert [process.exitcode for process in started] == [0] * WORKERS
    taken = [line for file in notes for line in file.read_text().splitlines()]
    assert sorted(taken) == sorted(queue)
    engine = open_control_database(place)
    assert RunRecords(engine).count_by_state()["done"] == RUNS
    # What all of them wrote in the audit trail at once is one chain, with a row for each run.
    trail = AuditTrail(engine, b"a key for tests")
    assert len(trail.of_action("run-done")) == RUNS
    with engine.connect() as connection:
        numbers = connection.exec_driver_sql("SELECT sequence FROM audit_trail ORDER BY 1").scalars().all()
    assert list(numbers) == list(range(1, len(numbers) + 1))


def killed_while(does: Callable[[Callable[[], None]], None]) -> None:
    """Start a process, and kill it with SIGKILL when it says that it is in the middle."""
    hears, says = os.pipe()

    def in_the_middle() -> None:
        os.write(says, b"!")
        signal.pause()

    process = FORKING.Process(target=does, args=(in_the_middle,))
    process.start()
    os.close(says)
    assert os.read(hears, 1) == b"!"
    os.close(hears)
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL


def test_a_worker_that_is_killed_gives_its_run_back_with_what_it_had_made(
    queue: list[str], place: Path | str
) -> None:
    def claims_and_falls_silent(in_the_middle: Callable[[], None]) -> None:
        records = RunRecords(open_control_database(place))
        run = records.claim()
        assert run is not None
        records.save_result(run.identifier, '{"results": [1]}', claim=run.claim)
        in_the_middle()

    killed_while(claims_and_falls_silent)
    engine = open_control_database(place)
    assert RunRecords(engine).get(queue[0]).state is RunState.RUNNING
    later = RunRecords(engine, clock=lambda: utc_now() + timedelta(minutes=1))
    again = later.claim()
    assert again is not None
    assert (again.identifier, again.result) == (queue[0], '{"results": [1]}')


def test_a_worker_that_is_killed_while_it_writes_leaves_nothing_and_holds_nobody_up(
    queue: list[str], place: Path | str
) -> None:
    def writes_half(in_the_middle: Callable[[], None]) -> None:
        with suppress(KeyboardInterrupt), writing(open_control_database(place)) as connection:
            connection.execute(runs.update().values(state=RunState.DONE.value))
            in_the_middle()

    killed_while(writes_half)
    records = RunRecords(open_control_database(place))
    assert records.count_by_state()["queued"] == RUNS
    taken = records.claim()
    assert taken is not None
    assert taken.identifier == queue[0]
