"""A worker sees each run to its end, whatever its child process does."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from access_factories import PASSWORD, ControlRoom, open_control_room

from folkekommune.access.audit import AuditEvent
from folkekommune.access.postgresql import ControlUnreachable
from folkekommune.access.projects import Project, Projects
from folkekommune.access.run_records import Run, RunRecords, RunState
from folkekommune.runs.limits import MEBIBYTE, Limits
from folkekommune.runs.pool import WorkerPool
from folkekommune.runs.worker import EXIT_TRY_AGAIN, Worker

READ = "import os, sys, time, signal\nrun = os.read(0, 100)\n"
SLEEP = READ + "time.sleep(600)"
STUBBORN = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SLEEP
HUNGRY = READ + "held = b'x' * 300_000_000\ntime.sleep(600)"


def leaves_with(code: int) -> str:
    return READ + f"sys.exit({code})"


def command(program: str) -> tuple[str, ...]:
    return (sys.executable, "-S", "-E", "-c", program)


@pytest.fixture
def room(tmp_path: Path) -> ControlRoom:
    return open_control_room(tmp_path)


@pytest.fixture
def records(room: ControlRoom) -> RunRecords:
    room.accounts.create("forsker", "Frida", password=PASSWORD)
    Projects(room.engine, audit=room.audit).create(Project("p", "P", "", date(2030, 1, 1)), by="test")
    return RunRecords(room.engine)


def enqueue(records: RunRecords, result: str | None = None) -> Run:
    return records.enqueue("tabulate sex", project="p", user_id=1, result=result)


def run_one(records: RunRecords, program: str, **limits: float) -> Run:
    run = enqueue(records, result='{"results": [1]}')
    worker = Worker(records, command(program), limits=Limits(**{"patience": 0.5, **limits}))  # type: ignore[arg-type]
    assert worker.run_next()
    return records.get(run.identifier)


@pytest.mark.parametrize(("code", "state"), [(0, RunState.DONE), (3, RunState.FAULT)])
def test_the_exit_code_says_whether_the_script_was_in_order(
    records: RunRecords, code: int, state: RunState
) -> None:
    assert run_one(records, leaves_with(code)).state is state


def test_the_child_is_told_which_run_is_its_own(records: RunRecords, tmp_path: Path) -> None:
    told = tmp_path / "told"
    run = run_one(records, READ + f"open({str(told)!r}, 'wb').write(run)")
    assert told.read_text().strip() == run.identifier


@pytest.mark.parametrize("program", [READ + "os.kill(os.getpid(), signal.SIGKILL)", leaves_with(1), "1/0"])
def test_a_child_that_dies_is_a_fault_that_keeps_the_results_and_the_next_run_works(
    records: RunRecords, program: str, capfd: pytest.CaptureFixture[str]
) -> None:
    died = run_one(records, program)
    capfd.readouterr()
    assert died.state is RunState.FAULT
    assert json.loads(died.result or "") == {"results": [1], "stopped": "fault"}
    assert run_one(records, leaves_with(0)).state is RunState.DONE


def test_a_run_whose_child_somebody_kills_is_run_once_more(records: RunRecords, tmp_path: Path) -> None:
    tried = tmp_path / "tried"
    note = f"open({str(tried)!r}, 'ab').write(run)\n"
    killed_first = f"if os.path.getsize({str(tried)!r}) == len(run): os.kill(os.getpid(), signal.SIGKILL)"
    done = run_one(records, READ + note + killed_first)
    assert (done.state, tried.read_text().split()) == (RunState.DONE, 2 * [done.identifier])
    assert json.loads(done.result or "") == {"results": [1]}


@pytest.mark.parametrize("program", [SLEEP, STUBBORN])
def test_the_time_ceiling_stops_a_run_and_keeps_its_results(records: RunRecords, program: str) -> None:
    stopped = run_one(records, program, seconds=0.5)
    assert stopped.state is RunState.TIMED_OUT
    assert json.loads(stopped.result or "") == {"results": [1]}


def test_the_memory_ceiling_stops_a_run(records: RunRecords) -> None:
    stopped = run_one(records, HUNGRY, memory=150 * MEBIBYTE)
    assert stopped.state is RunState.FAULT
    assert json.loads(stopped.result or "")["stopped"] == "memory"


def test_what_the_child_started_ends_with_it(records: RunRecords, tmp_path: Path) -> None:
    told = tmp_path / "pid"
    program = READ + (
        "import subprocess\n"
        "child = subprocess.Popen([sys.executable, '-S', '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(told)!r}, 'w').write(str(child.pid))\n"
    )
    run_one(records, program)
    status = Path(f"/proc/{told.read_text()}/status")
    assert not status.exists() or "zombie" in status.read_text()


def in_thread(worker: Worker) -> tuple[threading.Event, threading.Thread]:
    stop = threading.Event()
    thread = threading.Thread(target=worker.serve, args=(stop,))
    thread.start()
    return stop, thread


def wait_for(condition: Callable[[], bool]) -> None:
    turn = threading.Event()
    for _ in range(600):
        if condition():
            return
        turn.wait(0.05)
    pytest.fail("It did not happen.")


def test_cancelling_stops_a_run_under_way_and_the_audit_trail_is_told(
    room: ControlRoom, records: RunRecords
) -> None:
    def event(run: Run) -> AuditEvent:
        return AuditEvent("run-ended", subject=f"run:{run.identifier}", policy=run.state.name)

    audited = RunRecords(room.engine, audit=room.audit)
    worker = Worker(audited, command(SLEEP), limits=Limits(patience=1), event=event)
    run = enqueue(records)
    stop, thread = in_thread(worker)
    wait_for(lambda: records.get(run.identifier).state is RunState.RUNNING)
    records.cancel(run.identifier)
    wait_for(lambda: records.get(run.identifier).state is RunState.CANCELLED)
    stop.set()
    thread.join()
    (told,) = room.audit.of_action("run-ended")
    assert (told.subject, told.policy) == (f"run:{run.identifier}", "CANCELLED")


def test_no_run_ends_untold(room: ControlRoom, records: RunRecords) -> None:
    """What the audit trail cannot be told of has not happened, and nothing is told that has not."""
    run = enqueue(records)
    audited = RunRecords(room.engine, audit=room.audit)
    assert audited.claim() is not None
    before = room.audit.head()

    def impossible(_: Run) -> AuditEvent:
        raise LookupError

    with pytest.raises(LookupError):
        audited.end(run.identifier, RunState.DONE, event=impossible)
    assert records.get(run.identifier).state is RunState.RUNNING
    assert room.audit.head() == before


def test_a_run_that_was_under_way_when_the_server_stopped_is_run_at_the_next_start(
    records: RunRecords,
) -> None:
    run = enqueue(records)
    pool = WorkerPool(records, command(SLEEP), limits=Limits(patience=1), at_once=1)
    pool.start()
    wait_for(lambda: records.get(run.identifier).state is RunState.RUNNING)
    pool.stop()
    assert records.get(run.identifier).state is RunState.QUEUED
    again = WorkerPool(records, command(leaves_with(0)), limits=Limits(), at_once=2)
    again.start()
    wait_for(lambda: records.get(run.identifier).state is RunState.DONE)
    again.stop()


class Flaky(RunRecords):
    """Records whose database is away for some of what is asked.

    :param away: how often it does not answer, by what is asked.
    """

    def __init__(self, records: RunRecords, **away: int) -> None:
        super().__init__(records._engine, lease=timedelta(seconds=2))
        self.away = away

    def _ask(self, what: str) -> None:
        self.away[what] = self.away.get(what, 0) - 1
        if self.away[what] >= 0:
            raise ControlUnreachable("control.away")

    def keep(self, run: Run) -> Run:
        """Keep a run, or not."""
        self._ask("keep")
        return super().keep(run)

    def end(self, *given: Any, **named: Any) -> Run:
        """End a run, or not."""
        self._ask("end")
        return super().end(*given, **named)


def test_a_run_outlives_that_the_control_database_is_away_for_a_moment(records: RunRecords) -> None:
    flaky = Flaky(records, keep=2, end=2)
    slow = READ + "time.sleep(1)"
    assert run_one(flaky, slow).state is RunState.DONE
    assert max(flaky.away.values()) < 0


def test_a_run_whose_claim_cannot_be_kept_is_stopped_and_taken_again(
    records: RunRecords, tmp_path: Path
) -> None:
    told = tmp_path / "pid"
    program = READ + f"open({str(told)!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)"
    lost = run_one(Flaky(records, keep=1000), program)
    assert lost.state is RunState.QUEUED
    assert not Path(f"/proc/{told.read_text()}").exists()
    assert Worker(records, command(leaves_with(0)), limits=Limits()).run_next()
    assert records.get(lost.identifier).state is RunState.DONE


def test_a_child_that_could_not_reach_the_control_database_leaves_its_run_in_the_queue(
    records: RunRecords,
) -> None:
    assert run_one(records, leaves_with(EXIT_TRY_AGAIN)).state is RunState.QUEUED


def test_an_empty_queue_is_no_work(records: RunRecords) -> None:
    assert not Worker(records, command(leaves_with(0)), limits=Limits()).run_next()
