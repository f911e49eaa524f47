"""A measured figure, as every bench reports it (design.md section 10)."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One row of a bench.

    :param against: the peer or the fixed unit it is held against.
    :param limit: what it must reach, as ``<= 2`` or ``>= 25000``.
    :param runs: the single measurements, whose median the figure is.
    :param scale: 1 is the full size; only that can hold.
    """

    name: str
    figure: float
    unit: str
    against: str
    limit: str
    runs: tuple[float, ...]
    scale: float = 1.0
    note: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the limit is reached; not judged at a smaller scale."""
        if self.scale != 1:
            return None
        sense, bound = self.limit.split()
        return self.figure <= float(bound) if sense == "<=" else self.figure >= float(bound)

    def as_data(self) -> dict[str, Any]:
        """Give the row as plain data."""
        return asdict(self) | {"holds": self.holds, "machine": machine()}


def of_runs(
    name: str, runs: Sequence[float], *, unit: str, against: str, limit: str, scale: float, note: str = ""
) -> Figure:
    """Make a figure from the median of several runs."""
    rounded = tuple(round(run, 4) for run in runs)
    return Figure(name, round(median(runs), 3), unit, against, limit, rounded, scale, note)


def machine() -> str:
    """Say what was measured on, without naming it."""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
