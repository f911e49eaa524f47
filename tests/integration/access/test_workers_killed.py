"""Servers on one queue, one of them killed in the middle of a run: every run ends once, none is forgotten."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from access_factories import KEY, PASSWORD, open_control_room

from folkekommune.access.audit import AuditEvent, AuditTrail
from folkekommune.access.database import open_control_database
from folkekommune.access.projects import Project, Projects
from folkekommune.access.run_records import Run, RunRecords
from folkekommune.runs.limits import Limits
from folkekommune.runs.pool import WorkerPool

pytestmark = pytest.mark.slow
FORKING = multiprocessing.get_context("fork")
LEASE = timedelta(seconds=2)
OTHERS = 20
# The first run holds its worker until the server is gone; every other one notes itself and ends.
CHILD = """
import os, sys
folder = sys.argv[1]
run = os.read(0, 100).decode().strip()
if not run:
    sys.exit(0)
with open(f"{folder}/begun", "a") as notes:
    notes.write(run + chr(10))
try:
    os.close(os.open(f"{folder}/held", os.O_CREAT | os.O_EXCL))
except FileExistsError:
    sys.exit(0)
os.read(0, 100)
"""


def told(run: Run) -> AuditEvent:
    """Tell of a run that has ended."""
    return AuditEvent("run-ended", subject=f"run:{run.identifier}")


def serve(place: Path | str, folder: Path, at_once: int) -> None:
    """Be a server with workers, until killed."""
    engine = open_control_database(place)
    records = RunRecords(engine, audit=AuditTrail(engine, KEY), lease=LEASE)
    command = (sys.executable, "-S", "-E", "-c", CHILD, str(folder))
    WorkerPool(records, command, limits=Limits(patience=1), at_once=at_once, event=told).start()
    signal.pause()


def wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(1200):
        if condition():
            return
        time.sleep(0.05)
    pytest.fail("It did not happen.")


def test_when_a_server_is_killed_another_ends_its_run(place: Path | str, tmp_path: Path) -> None:
    room = open_control_room(place)
    room.accounts.create("kari", "Kari", password=PASSWORD)
    Projects(room.engine, audit=room.audit).create(Project("p1", "T", "P", date(2099, 1, 1)), by="system")
    room.engine.dispose()

    def start(at_once: int) -> multiprocessing.context.ForkProcess:
        process = FORKING.Process(target=serve, args=(place, tmp_path, at_once))
        process.start()
        return process

    records = None
    servers = [start(1)]
    try:
        records = RunRecords(open_control_database(place))
        held = records.enqueue("held", project="p1", user_id=1).identifier
        wait_for((tmp_path / "held").exists)
        others = [records.enqueue(f"{n}", project="p1", user_id=1).identifier for n in range(OTHERS)]
        records._engine.dispose()  # so that who is forked now inherits no connection
        servers += [start(2), start(2)]
        servers[0].kill()
        wait_for(lambda: records.count_by_state()["done"] == OTHERS + 1)
    finally:
        for process in servers:
            process.kill()
            process.join()
    begun = (tmp_path / "begun").read_text().splitlines()
    events = AuditTrail(open_control_database(place), KEY).of_action("run-ended")
    ended = [event.subject.removeprefix("run:") for event in events]
    assert sorted(begun) == sorted([held, held, *others])
    assert sorted(ended) == sorted([held, *others])
