"""A second ``make demo``: everything is made, so it only finds that out, and walks through the pages."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from time import perf_counter

from folkekommune.bench.figure import Figure, of_runs

NAME = "demo-again"


def measure(scale: float) -> list[Figure]:
    """Make the demonstration once and time it the second time."""
    with tempfile.TemporaryDirectory() as folder:
        first = _seconds(folder)
        second = _seconds(folder)
    return [
        of_runs(
            NAME,
            [second],
            unit="s",
            against="the clock",
            limit="<= 30",
            scale=scale,
            note=f"size small, with the walk through the server; the first time took {first:.0f} s",
        )
    ]


def _seconds(folder: str) -> float:
    began = perf_counter()
    command = [sys.executable, "-m", "folkekommune.cli", "demo", "--home", f"{folder}/home", "--once"]
    subprocess.run([*command, "--port", "8099"], check=True, capture_output=True)
    return perf_counter() - began
