"""What protection costs those who ask: protected answers beside unprotected ones, on synthetic children.

For Bergen and for a small municipality of 1500 children: shares by place and year, a model, two studies. The
page of the manual is written from the same run.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from folkekommune.bench.figure import Figure
from folkekommune.bench.utility_doors import make
from folkekommune.bench.utility_measured import WHOLE, Data, figures, measure_installation
from folkekommune.bench.utility_page import write_pages

NAME = "utility"
SMALLER, FEW = "small", "practice"


def measure(scale: float) -> list[Figure]:
    """Measure a large municipality (``bergen`` at scale 1, else ``small``) and one of 1500 children."""
    with tempfile.TemporaryDirectory() as folder:
        return _figures(_measured(scale, Path(folder)), scale)


def write_page(scale: float, to: Path, folder: Path | None = None) -> list[Figure]:
    """Measure, and write the page in both languages.

    :param folder: where the installations are made and stay; what is there already is used.
    """
    with tempfile.TemporaryDirectory() as temporary:
        measured = _measured(scale, folder or Path(temporary))
    write_pages(to, measured, today=datetime.now(UTC).date())
    return _figures(measured, scale)


def _measured(scale: float, folder: Path) -> list[Data]:
    return [measure_installation(make(folder, size)) for size in (WHOLE if scale == 1 else SMALLER, FEW)]


def _figures(measured: list[Data], scale: float) -> list[Figure]:
    return [
        figure for data in measured for figure in figures(data, scale=scale, judged=data["size"] == WHOLE)
    ]
