"""How far an attack got, as every attack reports it (design.md section 10)."""

from __future__ import annotations

import os
import platform
from dataclasses import asdict, dataclass
from typing import Any

from folkekommune.attacks.statistics import Estimate


@dataclass(frozen=True)
class Figure:
    """One row of the table of attacks.

    :param against: the set of defences that is taken away for ``without_defence``.
    :param limit: what the defended door must keep to, as ``<= 0.55``.
    :param runs: the figures of the single worlds.
    :param judged: what was held against the limit: the figure, or the worse end of its interval.
    :param without_defence: how far the attack gets when the set is off: over the limit, or the attack
        shows nothing.
    """

    name: str
    figure: float
    unit: str
    against: str
    limit: str
    runs: tuple[float, ...]
    interval: tuple[float, float]
    judged: float
    without_defence: float
    note: str = ""

    @property
    def defended(self) -> bool:
        """Whether the limit is kept with every defence on."""
        return self._keeps(self.judged)

    @property
    def shows(self) -> bool:
        """Whether the limit is broken with the named set off."""
        return not self._keeps(self.without_defence)

    @property
    def holds(self) -> bool:
        """Whether both are so."""
        return self.defended and self.shows

    def as_data(self) -> dict[str, Any]:
        """Give the row as plain data."""
        return asdict(self) | {"holds": self.holds, "machine": _machine()}

    def _keeps(self, figure: float) -> bool:
        sense, bound = self.limit.split()
        return figure <= float(bound) if sense == "<=" else figure >= float(bound)


def estimated(
    name: str,
    found: Estimate,
    without: Estimate,
    *,
    unit: str,
    against: str,
    limit: str,
    runs: tuple[float, ...],
    note: str,
    on_figure: bool,
) -> Figure:
    """Make a row of two estimates.

    :param on_figure: hold the figure itself against the limit, not the upper end of its interval.
    """
    judged = found.figure if on_figure else found.upper
    said = f"{note}; judged on the point estimate" if on_figure else f"{note}; judged on the upper end"
    return Figure(
        name,
        round(found.figure, 4),
        unit,
        against,
        limit,
        tuple(round(run, 4) for run in runs),
        found.interval,
        round(judged, 6),
        round(without.figure, 4),
        said,
    )


def _machine() -> str:
    """Say what it ran on, without naming it."""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
