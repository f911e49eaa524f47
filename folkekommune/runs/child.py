"""The process of one run, in a process group of its own.

It is started before there is a run for it, so that what it imports is ready when a run comes; it then
reads the run's id from standard input (:func:`await_run`). The pipe stays open as long as the server
lives: a child that finds it closed ends itself.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, cast

_PAGE = os.sysconf("SC_PAGE_SIZE")
_STANDARD_INPUT = 0
_RESIDENT = 1
_GROUP = 2


class Child:
    """A child process that waits for a run, then runs it."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(  # noqa: S603  (our own command line, no shell)
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True, text=True
        )
        self._pipe = cast("IO[str]", self._process.stdin)

    @property
    def pid(self) -> int:
        """The process, which leads its group."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """How it ended; negative for a signal, None while it lives."""
        return self._process.poll()

    @property
    def was_killed(self) -> bool:
        """Whether a signal ended it."""
        return (self.exit_code or 0) < 0

    def begin(self, identifier: str) -> None:
        """Tell it which run is its own. One that has died already is found by its exit code."""
        try:
            self._pipe.write(f"{identifier}\n")
            self._pipe.flush()
        except BrokenPipeError:
            self._process.wait()

    def wait(self, seconds: float) -> int | None:
        """Wait for its end, at most so long; give its exit code, or None."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def memory(self) -> int:
        """Count the bytes that its process group holds in memory."""
        return sum(_resident(process) for process in _group(self.pid))

    def stop(self, patience: float) -> None:
        """End it with all its own children: ask first, then kill what is left of the group."""
        if self.exit_code is None:
            self._signal(signal.SIGTERM)
            self.wait(patience)
        self._signal(signal.SIGKILL)
        self._process.wait()
        with suppress(BrokenPipeError):  # the run's id may still be in the pipe of a child that is gone
            self._pipe.close()

    def _signal(self, number: signal.Signals) -> None:
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:
            return


def await_run() -> str:
    """In a child: wait for the run's id; empty when the server went away before it came.

    From then on the child ends as soon as the server does, which closes the pipe.
    """
    # Read below Python's own buffers: a thread that waits in them cannot be left behind at the exit.
    received = b""
    while not received.endswith(b"\n"):
        part = os.read(_STANDARD_INPUT, 100)
        if not part:
            return ""
        received += part
    threading.Thread(target=_end_with_server, daemon=True).start()
    return received.decode("ascii").strip()


def _end_with_server() -> None:
    while os.read(_STANDARD_INPUT, 100):
        pass
    os._exit(1)


def _group(leader: int) -> list[Path]:
    members = []
    for process in Path("/proc").glob("[0-9]*"):
        # The name of a program may hold blanks and brackets; what follows it does not.
        fields = _read(process / "stat").rpartition(")")[2].split()
        if len(fields) > _GROUP and fields[_GROUP] == str(leader):
            members.append(process)
    return members


def _resident(process: Path) -> int:
    fields = _read(process / "statm").split()
    return int(fields[_RESIDENT]) * _PAGE if len(fields) > _RESIDENT else 0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""  # it ended meanwhile
