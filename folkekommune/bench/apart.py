"""Work in a process of its own, so that its memory is its own too."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Generic, TypeVar

Given = TypeVar("Given")

_MEGABYTE = 1024


@dataclass(frozen=True)
class Apart(Generic[Given]):
    """What work gave, and the most memory its process ever had, in megabytes."""

    given: Given
    peak: float


def apart(work: Callable[..., Given], *arguments: Any) -> Apart[Given]:
    """Do work in a process of its own, begun anew."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_done, work, arguments).result()


def _done(work: Callable[..., Given], arguments: tuple[Any, ...]) -> Apart[Given]:
    given = work(*arguments)
    # The largest that this process has been; what resource tells may be the parent's.
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    return Apart(given, int(found[1]) / _MEGABYTE if found else float("nan"))
