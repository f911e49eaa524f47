"""Bergen-sized deliveries to a released, quality-checked version: answers a second, and memory."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from folkekommune.bench.figure import Figure, of_runs

NAME = "load"
_MEGABYTE_PER_KILOBYTE = 1024


def measure(scale: float) -> list[Figure]:
    """Load and release ``bergen`` (scale 1) or ``small`` deliveries, each step a process of its own."""
    size = "bergen" if scale == 1 else "small"
    with tempfile.TemporaryDirectory() as folder:
        home, deliveries = f"{folder}/home", f"{folder}/deliveries"
        made = json.loads(
            _run("synth", "--out", deliveries, "--size", size, "--municipality", "4601", "--format", "json")
        )
        _run("init", "--home", home, "--municipality", "4601")
        began = perf_counter()
        paths = sorted(str(path) for path in Path(deliveries, "4601").iterdir())
        reports = json.loads(_run("load", *paths, "--home", home, "--format", "json"))
        _run("release", "--home", home)
        seconds = perf_counter() - began
    answers = sum(report["answers"] for report in reports)
    # The largest of the processes that were waited for, in kilobytes on Linux.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _MEGABYTE_PER_KILOBYTE
    note = f"{size}: {made['visits']} visits, {answers} answers loaded in {seconds:.0f} s, with release"
    return [
        of_runs(
            NAME,
            [answers / seconds],
            unit="answers/s",
            against="the clock",
            limit=">= 25000",
            scale=scale,
            note=note,
        ),
        of_runs(
            f"{NAME}-memory",
            [peak],
            unit="MB",
            against="largest process",
            limit="<= 4096",
            scale=scale,
            note=f"{size}; the generator's process included",
        ),
    ]


def _run(*arguments: str) -> str:
    command = [sys.executable, "-m", "folkekommune.cli", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
