"""Faults done to a server with runs in its queue: what was taken is answered once, as if nothing had been.

A service manager starts again what has died; nobody does anything else.
"""

from __future__ import annotations

import json
import os
import random
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from folkekommune.bench.breaking.clock import set_wrong
from folkekommune.bench.breaking.desk import Desk
from folkekommune.bench.breaking.outcome import Outcome, found_in
from folkekommune.bench.breaking.world import SCRIPT, given
from folkekommune.bench.site.memory import descendants
from folkekommune.bench.site.server import Server

_RUNS = 2
_BEFORE, _MEANWHILE = 4.0, 3.0
_PATIENCE = 150.0
_LOOK = 0.3
_ENDED = frozenset({"done", "fault", "cancelled", "timed_out"})
_ENDS = frozenset({"run-done", "run-fault", "run-cancelled", "run-timed-out"})

Trouble = Callable[[], AbstractContextManager[Any]]
"""Does something when it is entered and undoes it when it is left."""


@dataclass
class Round:
    """What was sent while something went wrong, and what it came to.

    :param expected: what the script answers when nothing does.
    :param may_be_told: whether a run may end with a sentence instead, as on a full disk.
    """

    desk: Desk
    expected: Any
    may_be_told: bool = False
    sent: list[str] = field(default_factory=list)

    def send(self) -> None:
        """Send a script; what is not taken is told, and sent again by whoever wants an answer."""
        if identifier := self.desk.send(SCRIPT):
            self.sent.append(identifier)

    def outcome(self) -> Outcome:
        """Wait for everything that was taken, and judge it."""
        deadline = monotonic() + _PATIENCE
        told = False
        for identifier in self.sent:
            while (run := self.desk.run(identifier)).get("run", {}).get("state") not in _ENDED:
                if monotonic() > deadline:
                    return Outcome.STUCK
                sleep(_LOOK)
            if run["run"]["state"] != "done":
                if not self.may_be_told or not run["stopped"]:
                    return Outcome.LOST
                told = True
            elif answer_of(run) != self.expected:
                return Outcome.OTHER if len(run["results"]) == len(self.expected["results"]) else Outcome.HALF
        return Outcome.TOLD if told else Outcome.RECOVERED


def answer_of(run: dict[str, Any]) -> dict[str, Any]:
    """Give what is the same of a run whenever it is run."""
    return {name: run[name] for name in ("results", "faults", "fingerprint", "policy", "releases")}


def undisturbed(desk: Desk) -> dict[str, Any]:
    """Run the script once with nothing in its way."""
    first = Round(desk, None)
    first.send()
    deadline = monotonic() + _PATIENCE
    while (run := desk.run(first.sent[0]))["run"]["state"] != "done":
        if monotonic() > deadline:
            raise TimeoutError
        sleep(_LOOK)
    return answer_of(run)


def disturb(
    desk: Desk, trouble: Trouble, *, expected: Any, chance: random.Random, may_be_told: bool = False
) -> Outcome:
    """Send scripts, let something go wrong at some instant and for a while, send another, and judge."""
    work = Round(desk, expected, may_be_told)
    for _ in range(_RUNS):
        work.send()
    sleep(chance.uniform(0, _BEFORE))
    with trouble():
        sleep(chance.uniform(0, _MEANWHILE))
        work.send()
    return work.outcome()


@contextmanager
def killed_web(server: Server) -> Iterator[None]:
    """Kill the server; its workers end with it. The service manager starts it again at the end."""
    server.kill()
    try:
        yield
    finally:
        server.start()
        server.wait()


@contextmanager
def killed_worker(server: Server, chance: random.Random) -> Iterator[None]:
    """Kill one of the processes that run scripts, or wait for one."""
    workers = descendants(server.pid)
    if workers:
        with suppress(ProcessLookupError):
            os.kill(chance.choice(workers), signal.SIGKILL)
    yield


@contextmanager
def wrong_clock(file: Path, seconds: float) -> Iterator[None]:
    """Let the clock jump, and jump back."""
    set_wrong(file, seconds)
    try:
        yield
    finally:
        set_wrong(file, 0)


def whole(home: Path, environment: Mapping[str, str]) -> Outcome | None:
    """Say what is wrong with an installation that has been served; every run ended once at most."""
    for look in (("audit", "verify"), ("verify", "--accept")):
        done = given(home, *look, environment=environment)
        if done.returncode != 0:
            return found_in(done.stderr) or Outcome.DAMAGED
    told = given(home, "audit", "export", "--format", "json", environment=environment).stdout
    events = [json.loads(line) for line in told.splitlines()]
    ended = Counter(event["subject"] for event in events if event["action"] in _ENDS)
    return Outcome.TWICE if any(times > 1 for times in ended.values()) else None
