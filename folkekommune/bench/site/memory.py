"""The memory of a server and of the processes it has started, second by second."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import linear_regression, median
from time import monotonic

_PAGE = os.sysconf("SC_PAGE_SIZE")
_MEGABYTE = 10**6
_PARENT = 1
_RESIDENT = 1
_SECOND = 1.0


@dataclass(frozen=True)
class Sample:
    """Megabytes held at an instant, by the server and by all its workers."""

    at: float
    server: float
    workers: float


@dataclass
class Watch:
    """What was seen."""

    samples: list[Sample] = field(default_factory=list)

    def course(self, what: str) -> Course:
        """Tell how the memory of ``server`` or ``workers`` went."""
        return course([(sample.at, getattr(sample, what)) for sample in self.samples])


@dataclass(frozen=True)
class Course:
    """How memory went: megabytes in the first tenth and in the last, and megabytes a minute between.

    :param slope: over the second half alone, when what is kept on purpose has been filled.
    """

    begin: float
    end: float
    slope: float


def course(points: Sequence[tuple[float, float]]) -> Course:
    """Describe the course of what was seen; of single looks the median is taken, for workers come and go.

    >>> course([(second, 200.0) for second in range(100)])
    Course(begin=200.0, end=200.0, slope=0.0)
    """
    tenth, half = max(len(points) // 10, 1), points[len(points) // 2 :]
    begin, end = (median(held for _, held in part) for part in (points[:tenth], points[-tenth:]))
    if len(half) < 2:  # noqa: PLR2004 - a line has two points
        return Course(begin, end, 0.0)
    seconds, held = zip(*half, strict=True)
    return Course(begin, end, 60 * linear_regression(seconds, held).slope)


@contextmanager
def watched(server: int) -> Iterator[Watch]:
    """Look at a process and its descendants every second while a block lasts."""
    watch, done = Watch(), threading.Event()

    def look() -> None:
        began = monotonic()
        while not done.wait(_SECOND):
            workers = sum(map(resident, descendants(server)))
            watch.samples.append(Sample(monotonic() - began, resident(server), workers))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield watch
    finally:
        done.set()
        thread.join()


def resident(process: int) -> float:
    """Give the megabytes that a process holds; none when it is gone."""
    try:
        fields = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0.0
    return int(fields[_RESIDENT]) * _PAGE / _MEGABYTE


def descendants(process: int) -> list[int]:
    """List the processes that one has started, and those they have."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        # The name of a program may hold blanks and brackets; what follows it does not.
        parents[int(folder.name)] = int(told.rpartition(")")[2].split()[_PARENT])
    found: list[int] = []
    latest = [process]
    while latest:
        latest = [child for child, parent in parents.items() if parent in latest]
        found += latest
    return found
