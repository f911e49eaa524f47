"""Faults done to a single command: killed, out of disk, not allowed to write any more, on a slow disk.

Every try begins on a copy of the installation and lets the fault come at an instant that a seed draws within
the time the command takes. When the fault is over, the command is given again if it did not end well, and
then everything is looked at.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from folkekommune.bench.breaking.disk import Disk, disk
from folkekommune.bench.breaking.outcome import Kind, Outcome, Tally, found_in
from folkekommune.bench.breaking.world import World, given, what_is_wrong
from folkekommune.bench.site.server import PROGRAM

_SHORTEST, _PATIENCE = 0.3, 120.0
_READY, _USAGE = 0, 2

DISK_FAULTS: dict[str, Callable[[Disk, int], AbstractContextManager[None]]] = {
    "disk-full": lambda disk, _: disk.full(),
    "disk-read-only": lambda disk, _: disk.read_only(),
    "disk-slow": lambda disk, process: disk.slow(process),
}


def disturb_commands(world: World, tally: Tally, *, times: Mapping[Kind, int], chance: random.Random) -> None:
    """Do each kind of fault to each work as often as wanted."""
    for work in world.seconds:
        for fault in ("killed", *DISK_FAULTS):
            kind = Kind(fault, work)
            for _ in range(times.get(kind, 0)):
                with tempfile.TemporaryDirectory(dir=world.folder) as folder:
                    tally.count(kind, _tried(world, Path(folder), kind, chance))


def _tried(world: World, folder: Path, kind: Kind, chance: random.Random) -> Outcome:
    if kind.fault == "killed":
        return _killed(world, folder / "home", kind.to, chance=chance)
    with disk(folder) as failing:
        return _on_disk(world, failing, kind.to, fault=kind.fault, chance=chance)


def _killed(world: World, home: Path, work: str, *, chance: random.Random) -> Outcome:
    shutil.copytree(world.begin_of(work), home)
    with _begun(world, home, work) as at_work:
        try:
            at_work.wait(_instant(world, work, chance))
            ended = Outcome.UNTOUCHED
        except subprocess.TimeoutExpired:
            os.killpg(at_work.pid, signal.SIGKILL)
            ended = Outcome.RECOVERED
        told = at_work.communicate()[1]
    return found_in(told) or _given_again(world, home, work, ended=ended)


def _on_disk(world: World, failing: Disk, work: str, *, fault: str, chance: random.Random) -> Outcome:
    home = failing.take(world.begin_of(work))
    with _begun(world, home, work) as at_work:
        try:
            at_work.wait(_instant(world, work, chance))
        except subprocess.TimeoutExpired:
            with DISK_FAULTS[fault](failing, at_work.pid):
                try:
                    told = at_work.communicate(timeout=_PATIENCE)[1]
                except subprocess.TimeoutExpired:
                    os.killpg(at_work.pid, signal.SIGKILL)
                    at_work.wait()
                    return Outcome.STUCK
        else:
            told = at_work.communicate()[1]
    ended = Outcome.UNTOUCHED if at_work.returncode == _READY else Outcome.TOLD
    if ended is Outcome.TOLD and not told.strip():
        return Outcome.LOST
    return found_in(told) or _given_again(world, home, work, ended=ended)


def _given_again(world: World, home: Path, work: str, *, ended: Outcome) -> Outcome:
    """Give a work again that did not end well, and look at everything."""
    if ended is not Outcome.UNTOUCHED:
        done = given(home, *world.command(work, home))
        if work == "release" and done.returncode == _USAGE:
            done = given(home, "versions")  # it was made just before it was killed: there is nothing new
        if done.returncode:
            return found_in(done.stderr) or Outcome.STUCK
    return what_is_wrong(world, home, work=work) or ended


def _instant(world: World, work: str, chance: random.Random) -> float:
    return chance.uniform(_SHORTEST, world.seconds[work])


@contextmanager
def _begun(world: World, home: Path, work: str) -> Iterator[subprocess.Popen[bytes]]:
    """Begin a work; at the end of the block nothing of it is left."""
    command = [*PROGRAM, *world.command(work, home), "--home", str(home)]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    ) as at_work:
        try:
            yield at_work
        finally:
            if at_work.poll() is None:
                os.killpg(at_work.pid, signal.SIGKILL)
