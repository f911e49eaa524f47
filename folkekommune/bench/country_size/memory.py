"""The largest that any process of a family has been, since it was last asked to forget."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

_PROCESSES = Path("/proc")
_KILOBYTE, _MEGABYTE = 1024, 10**6
_FORGET_PEAK = "5"
"""What Linux is told for the peak to begin at what is held now (proc(5), ``clear_refs``)."""


def family(pid: int) -> tuple[int, ...]:
    """Give a process and all that it started, and they."""
    parents = {}
    for folder in _PROCESSES.iterdir():
        if folder.name.isdecimal():
            with suppress(OSError):
                parents[int(folder.name)] = _parent(folder)
    found, waiting = list[int](), [pid]
    while waiting:
        each = waiting.pop()
        found.append(each)
        waiting += [child for child, parent in parents.items() if parent == each]
    return tuple(found)


def forget_peaks() -> None:
    """Begin anew for this process and those it started."""
    for pid in family(os.getpid()):
        with suppress(OSError):
            (_PROCESSES / str(pid) / "clear_refs").write_text(_FORGET_PEAK, encoding="ascii")


def largest() -> float:
    """Give the megabytes of the largest of them at its largest; one that has ended does not count."""
    return max(_peak(pid) for pid in family(os.getpid()))


def _parent(folder: Path) -> int:
    # The name of a program stands in brackets and may hold anything.
    return int((folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1])


def _peak(pid: int) -> float:
    with suppress(OSError):
        status = (_PROCESSES / str(pid) / "status").read_text(encoding="utf-8", errors="replace")
        found = re.search(r"VmHWM:\s+(\d+)", status)
        return int(found[1]) * _KILOBYTE / _MEGABYTE if found else 0.0
    return 0.0
