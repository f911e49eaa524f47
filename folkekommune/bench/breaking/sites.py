"""Installations that are served while faults are done to them: on a file, a failing disk, PostgreSQL."""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from folkekommune.bench.breaking import postgres
from folkekommune.bench.breaking.clock import set_wrong
from folkekommune.bench.breaking.desk import Desk
from folkekommune.bench.breaking.disk import Disk, disk
from folkekommune.bench.breaking.outcome import Kind, Tally, found_in
from folkekommune.bench.breaking.serving import (
    Trouble,
    disturb,
    killed_web,
    killed_worker,
    undisturbed,
    whole,
    wrong_clock,
)
from folkekommune.bench.breaking.wire import wire_to
from folkekommune.bench.breaking.world import must
from folkekommune.bench.site.home import Person, with_people
from folkekommune.bench.site.server import PROGRAM, Server, free_port, served

_PROJECT = "crowd"
_HOUR = 3600.0
_CLOCKED = (sys.executable, "-m", "folkekommune.bench.breaking.clock")
_TO_POSTGRESQL = "server-on-postgresql"

Times = Mapping[Kind, int]
"""How often each kind of fault is done."""


@dataclass
class Site:
    """A server with a researcher at it.

    :param expected: what the script answers when nothing goes wrong.
    :param troubles: what can be done to it.
    """

    server: Server
    desk: Desk
    expected: Any
    troubles: dict[Kind, Trouble] = field(default_factory=dict)

    def suffer(self, tally: Tally, times: Times, *, chance: random.Random, may_be_told: bool = False) -> None:
        """Let each trouble come as often as wanted, in an order that the seed draws."""
        turns = [kind for kind in self.troubles for _ in range(times.get(kind, 0))]
        chance.shuffle(turns)
        for kind in turns:
            outcome = disturb(
                self.desk,
                self.troubles[kind],
                expected=self.expected,
                chance=chance,
                may_be_told=may_be_told,
            )
            said = b"\n".join([self.server.log.read_bytes(), *(answer.body for answer in self.desk.told)])
            tally.count(kind, found_in(said) or outcome)


def on_a_file(home: Path, folder: Path, tally: Tally, *, times: Times, chance: random.Random) -> None:
    """Kill server and workers, and let the clock jump, where control data are a file."""
    shutil.copytree(home, folder / "home")
    clock = folder / "clock"
    set_wrong(clock, 0)
    with _site(folder / "home", folder / "log", tally, program=(*_CLOCKED, str(clock))) as site:
        site.troubles |= _kills(site, chance, to="server")
        site.troubles[Kind("clock-ahead", "server")] = partial(wrong_clock, clock, _HOUR)
        site.troubles[Kind("clock-behind", "server")] = partial(wrong_clock, clock, -_HOUR)
        site.suffer(tally, times, chance=chance)


def on_a_failing_disk(home: Path, folder: Path, tally: Tally, *, times: Times, chance: random.Random) -> None:
    """Let the disk of a server fail. What was under way may end with a sentence that says so."""
    with disk(folder) as failing, _site(failing.take(home), folder / "log", tally) as site:
        site.troubles[Kind("disk-full", "server")] = failing.full
        site.troubles[Kind("disk-slow", "server")] = lambda: failing.slow(site.server.pid)
        site.troubles[Kind("disk-read-only", "server")] = partial(_until_mended, site.server, failing)
        site.suffer(tally, times, chance=chance, may_be_told=True)


def on_postgresql(home: Path, folder: Path, tally: Tally, *, times: Times, chance: random.Random) -> None:
    """Kill server, workers and database, and let the way to the database fail."""
    shutil.copytree(home, folder / "home")
    home = folder / "home"
    environment = {"PGPASSFILE": str(postgres.password_file(folder))}
    with postgres.running_server(free_port()) as database, wire_to(database.port) as wire:
        researcher = with_people(home, {"researcher": 1}, project=_PROJECT)[0]
        address = f"postgresql://{postgres.USER}@127.0.0.1:{wire.port}/postgres?sslmode=disable"
        with (home / "folkekommune.toml").open("a", encoding="utf-8") as configuration:
            configuration.write(f'\n[control]\ndatabase = "{address}"\n')
        must(home, "control", "move", environment=environment)
        with _site(home, folder / "log", tally, environment=environment, researcher=researcher) as site:
            site.troubles |= _kills(site, chance, to=_TO_POSTGRESQL)
            site.troubles[Kind("killed", "database")] = database.killed
            site.troubles[Kind("network-cut", "database")] = wire.cut
            site.troubles[Kind("network-silent", "database")] = wire.silent
            site.troubles[Kind("network-slow", "database")] = wire.slow
            site.suffer(tally, times, chance=chance)


def _kills(site: Site, chance: random.Random, *, to: str) -> dict[Kind, Trouble]:
    worker = to.replace("server", "worker")
    return {
        Kind("killed", to): partial(killed_web, site.server),
        Kind("killed", worker): partial(killed_worker, site.server, chance),
    }


@contextmanager
def _until_mended(server: Server, failing: Disk) -> Iterator[None]:
    """Turn the disk read-only; a disk is mended while nobody uses it, and then the server is started."""
    with failing.read_only():
        try:
            yield
        finally:
            server.kill()
    server.start()
    server.wait()


@contextmanager
def _site(
    home: Path,
    log: Path,
    tally: Tally,
    *,
    program: Sequence[str] = PROGRAM,
    environment: Mapping[str, str] | None = None,
    researcher: Person | None = None,
) -> Iterator[Site]:
    """Serve an installation to a researcher while a block lasts; then look whether it is whole."""
    person = researcher or with_people(home, {"researcher": 1}, project=_PROJECT)[0]
    with served(Server(home, log, program=program, environment=environment or {})) as server:
        desk = Desk(server.base, person, _PROJECT)
        desk.log_in()
        yield Site(server, desk, undisturbed(desk))
    if wrong := whole(home, environment or {}):
        tally.count(Kind("looked-through", "server"), wrong)
