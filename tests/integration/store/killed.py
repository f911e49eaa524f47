"""Kill a load or a release at every instant in turn, and tell what each death left behind.

Run as ``python killed.py load|release|forget FOLDER [INSTANT…]``, for all instants or only some. Each
try is a forked child that dies by SIGKILL at its n-th instant: whenever something is about to be
written, written through to the disk or made read-only, and before and after it is renamed. Then the
folder is looked at, and after some deaths the work is done again in another child. Prints one JSON line
a death.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
from store_factories import NAME, deliver, one_delivery, people, release, visits

from folkekommune.store import archive
from folkekommune.store.store import Store

TOO_MANY = 500
FINISHED = 0
FAILED = 7


class Clock:
    """Count instants, and die at one."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.now = 0

    def tick(self) -> None:
        """Let an instant pass."""
        self.now += 1
        if self.now == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, owner: object, name: str) -> None:
        """Count an instant before each call of a function, and after a change of name."""
        work = getattr(owner, name)

        def watched(*given, **named):
            self.tick()
            outcome = work(*given, **named)
            if name == "rename":  # what follows the others is the instant before the next
                self.tick()
            return outcome

        setattr(owner, name, watched)


def in_a_child(work: Callable[[], None]) -> int:
    """Do the work in a child; give its exit code, or minus the signal that killed it."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001 -- the child must never run on into the parent's work
            os._exit(FAILED)
        os._exit(FINISHED)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def load(folder: Path, clock: Clock) -> None:
    for owner, name in (
        (os, "fsync"),
        (Path, "rename"),
        (pq.ParquetWriter, "write_table"),
        (pq.ParquetWriter, "close"),
    ):
        clock.watch(owner, name)
    rows = visits("unit record version date age AMMESTATUS\n3 30 1 2020-02-13 44 1")
    deliver(Store(folder), "4601", "second", who=people(3), U6=rows)


def make(folder: Path, clock: Clock) -> None:
    for owner, name in ((os, "fsync"), (Path, "rename"), (Path, "mkdir"), (archive, "_write")):
        clock.watch(owner, name)
    release(Store(folder))


def forget(folder: Path, clock: Clock) -> None:
    for owner, name in (
        (os, "fsync"),
        (Path, "rename"),
        (pq.ParquetWriter, "write_batch"),
        (shutil, "rmtree"),
    ):
        clock.watch(owner, name)
    Store(folder).draft(NAME, "4601").forget_units([1])


def units(folder: Path) -> list[int]:
    """Give whom the draft tells of."""
    [record] = Store(folder).draft(NAME, "4601").deliveries()
    record.check_digests()
    return sorted(pq.read_table(record.visits()["U6"])["unit_id"].to_pylist())


def seen(folder: Path) -> dict[str, object]:
    """Tell what a reader finds, opening everything that shows."""
    store = Store(folder)
    unread = [path.name for path in folder.rglob("*.json") if not path.read_bytes()]
    return {
        "deliveries": [record.identity for record in store.draft(NAME, "4601").deliveries()],
        "releases": list(store.verify(NAME)),
        "leftovers": [path.name for path in folder.rglob(".unfinished-*")],
        "units": units(folder) if len(store.draft(NAME, "4601").deliveries()) == 1 else [],
        "empty": [name for name in unread if ".unfinished-" not in name],
    }


def main(kind: str, base: Path, chosen: list[int]) -> None:
    work = {"load": load, "release": make, "forget": forget}[kind]
    origin = base / "origin"
    one_delivery(origin)
    for instant in chosen or range(1, TOO_MANY):
        folder = base / str(instant)
        shutil.copytree(origin, folder)
        ended = in_a_child(lambda f=folder, n=instant: work(f, Clock(n)))
        death = {"instant": instant, "ended": ended, "seen": seen(folder)}
        if ended != FINISHED and (chosen or instant % 8 == 1):
            death["again"] = in_a_child(lambda f=folder: work(f, Clock(0)))
            death["then"] = seen(folder)
        print(json.dumps(death))  # noqa: T201 -- read by the test
        shutil.rmtree(folder)
        if ended == FINISHED:
            return


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), [int(each) for each in sys.argv[3:]])
