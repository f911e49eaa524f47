"""A process in which the steps of one engine are done, so that one that never ends can be ended."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Protocol

from folkekommune.bench.country import PARTS
from folkekommune.bench.country_size.memory import family, forget_peaks, largest
from folkekommune.bench.country_size.steps import STEPS, Site, Step
from folkekommune.bootstrap import open_engine
from folkekommune.bootstrap.measured_engines import open_spark
from folkekommune.query.engine import Engine
from folkekommune.settings import SparkSettings
from folkekommune.synthetic.national.release import National, national

THREADS = 2
SPARK_MEMORY = "6GB"
SPARK_OPTIONS = {"spark.sql.shuffle.partitions": "8"}
"""Spark divides work among two hundred unless told otherwise, which on two cores is mostly waiting."""

_ENOUGH = 30.0
"""Seconds after which a step is done twice and no more."""

_TWICE = 2
_STDOUT = 1
_MEGABYTE = 10**6


@dataclass(frozen=True)
class Place:
    """Where a release is, and which engine answers: ``duckdb``, ``spark``, or none to write it there."""

    home: Path
    children: int
    engine: str = ""


class Worker:
    """Does the steps of a place. One that did not end takes its process with it; the next has a new one."""

    def __init__(self, place: Place, *, longest: float) -> None:
        self._place = place
        self._longest = longest
        self._process: Any = None
        self._wire: Any = None

    def do(self, step: str) -> dict[str, Any]:
        """Give what was measured of a step, or that it did not end or failed."""
        if self._process is None:
            self._begin()
        self._wire.send(step)
        if not self._wire.poll(self._longest):
            self._kill()
            return {"state": "not-ended", "minutes": round(self._longest / 60, 2)}
        try:
            found: dict[str, Any] = self._wire.recv()
        except EOFError:
            self._kill()
            return {"state": "failed", "fault": "killed"}
        return found

    def end(self) -> None:
        """End the process."""
        if self._process is not None:
            with suppress(OSError):
                self._wire.send(None)
            self._process.join(_ENOUGH)
            self._kill()

    def _begin(self) -> None:
        context = get_context("spawn")
        self._wire, far = context.Pipe()
        self._process = context.Process(target=_work, args=(far, self._place))
        self._process.start()
        far.close()

    def _kill(self) -> None:
        for pid in family(self._process.pid) if self._process.is_alive() else ():
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        self._process.join()
        self._process = None


class _Closing(Engine, Protocol):
    """An engine that is closed in the end."""

    def close(self) -> None:
        """Let go of what it holds."""


def _work(wire: Connection, place: Place) -> None:
    # What databases draw while they work is no part of the figures that the command writes.
    with Path(os.devnull).open("w", encoding="ascii") as nowhere:
        os.dup2(nowhere.fileno(), _STDOUT)
    with TemporaryDirectory(dir=place.home.parent) as folder:
        temporary = Path(folder)
        engine = _opened(place, temporary / "spilled")
        while (name := wire.recv()) is not None:
            try:
                found = _write(place) if engine is None else _measured(STEPS[name], engine, place, temporary)
            except Exception as fault:  # noqa: BLE001 - whatever it is, the other steps go on
                found = {"state": "failed", "fault": type(fault).__name__}
            wire.send(found)
        if engine is not None:
            engine.close()


def _opened(place: Place, temporary: Path) -> _Closing | None:
    release = National(place.home)
    if place.engine == "duckdb":
        return open_engine(release.serving, PARTS, threads=THREADS, temporary=temporary)
    if place.engine == "spark":
        settings = SparkSettings(f"local[{THREADS}]", SPARK_OPTIONS)
        return open_spark(release.folder, PARTS, settings, memory_limit=SPARK_MEMORY, temporary=temporary)
    return None


def _write(place: Place) -> dict[str, Any]:
    _, seconds = _timed(lambda: national(place.home, children=place.children))
    return _ended([seconds], 0.0, "")


def _measured(step: Step, engine: Engine, place: Place, folder: Path) -> dict[str, Any]:
    forget_peaks()
    seconds, told, disk = list[float](), set[str](), 0.0
    for _ in range(step.runs):
        if step.anew:
            engine.forget()
        with TemporaryDirectory(dir=folder) as own:
            site = Site(engine, place.children, Path(own))
            answer, took = _timed(lambda: step.work(site))  # noqa: B023 - called at once
        seconds.append(took)
        told.add(answer)
        disk = max(disk, size_of(folder))
        if len(seconds) >= _TWICE and sum(seconds) > _ENOUGH:
            break
    if len(told) > 1:
        raise _AnotherAnswer
    return _ended(seconds, disk, told.pop())


class _AnotherAnswer(Exception):
    """An engine answered the same question in two ways."""


def _ended(seconds: list[float], disk: float, answer: str) -> dict[str, Any]:
    again = sorted(seconds[1:])
    return asdict(
        Ended(
            first=round(seconds[0], 4),
            again=round(again[len(again) // 2], 4) if again else None,
            peak=round(largest(), 1),
            disk=round(disk, 1),
            answer=answer,
        )
    )


@dataclass(frozen=True)
class Ended:
    """What was measured of a step.

    :param first: seconds of the first time, :param again: the median of the others, if there were any.
    :param peak: megabytes of the largest process, :param disk: of files it had made when it ended.
    """

    first: float
    again: float | None
    peak: float
    disk: float
    answer: str
    state: str = "ended"


def size_of(folder: Path) -> float:
    """Give the megabytes of all files below a folder."""
    total = 0
    for path in folder.rglob("*"):
        # Files of an engine at work come and go.
        with suppress(OSError):
            total += path.lstat().st_size if path.is_file() else 0
    return total / _MEGABYTE


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = perf_counter()
    found = work()
    return found, perf_counter() - began
