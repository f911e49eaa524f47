"""Deliveries of every shape to a released, quality-checked version: answers a second, memory, growth."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from folkekommune.bench.figure import Figure, of_runs
from folkekommune.synthetic.sizes import SHAPES

NAME = "load"
_WHOLE, _TENTH = "bergen", "bergen_tenth"
_MUNICIPALITY = "4601"
_MEGABYTE_PER_KILOBYTE = 1024


@dataclass(frozen=True)
class Loaded:
    """One way from deliveries to a release.

    :param cpu: seconds of processor time, which tell more than the clock on a machine that others use too.
    :param largest: the memory of the largest process of the load and the release, in megabytes.
    """

    size: str
    visits: int
    answers: int
    load: float
    release: float
    cpu: float
    largest: float

    @property
    def seconds(self) -> float:
        """The whole way."""
        return self.load + self.release

    @property
    def note(self) -> str:
        """Tell what was done."""
        return (
            f"{self.size}: {self.visits} visits in shapes {''.join(SHAPES)}, {self.answers} answers; "
            f"load {self.load:.0f} s, review and release {self.release:.0f} s; "
            f"{self.cpu:.0f} s of processor time"
        )


def measure(scale: float) -> list[Figure]:
    """Load and release a tenth of Bergen's children, and at scale 1 all of them too."""
    tenth = load_and_release(_TENTH)
    found = load_and_release(_WHOLE) if scale == 1 else tenth
    figures = [
        of_runs(
            NAME,
            [found.answers / found.seconds],
            unit="answers/s",
            against="the clock",
            limit=">= 40000",
            scale=scale,
            note=found.note,
        ),
        of_runs(
            f"{NAME}-memory",
            [found.largest],
            unit="MB",
            against="largest process",
            limit="<= 4096",
            scale=scale,
            note=found.size,
        ),
    ]
    if found is not tenth:
        figures.append(
            of_runs(
                f"{NAME}-growth",
                [growth(tenth, found)],
                unit="exponent of the seconds",
                against="a tenth",
                limit="<= 1.1",
                scale=scale,
                note=tenth.note,
            )
        )
    return figures


def growth(smaller: Loaded, larger: Loaded) -> float:
    """Give the power of the number of answers that the seconds grow with: 1 is in proportion."""
    return math.log(larger.seconds / smaller.seconds) / math.log(larger.answers / smaller.answers)


def load_and_release(size: str) -> Loaded:
    """Make deliveries, load them and release them, each step a process of its own."""
    shapes = [word for shape in SHAPES for word in ("--shape", shape)]
    with tempfile.TemporaryDirectory() as folder:
        home, deliveries = f"{folder}/home", f"{folder}/deliveries"
        choice = ["--size", size, "--municipality", _MUNICIPALITY, *shapes]
        made = json.loads(_run("synth", "--out", deliveries, *choice).out)
        _run("init", "--home", home, "--municipality", _MUNICIPALITY)
        paths = sorted(str(path) for path in Path(deliveries, _MUNICIPALITY).iterdir())
        load = _run("load", *paths, "--home", home)
        release = _run("release", "--home", home)
    return Loaded(
        size=size,
        visits=made["visits"],
        answers=sum(report["answers"] for report in json.loads(load.out)),
        load=load.seconds,
        release=release.seconds,
        cpu=load.cpu + release.cpu,
        largest=max(load.largest, release.largest),
    )


@dataclass(frozen=True)
class _Run:
    out: str
    seconds: float
    cpu: float
    largest: float


def _run(command: str, *arguments: str) -> _Run:
    """Run a command; a command without a result in data gives none."""
    data = [] if command == "init" else ["--format", "json"]
    began = perf_counter()
    with tempfile.TemporaryFile() as out:
        words = [sys.executable, "-m", "folkekommune.cli", command, *arguments, *data]
        with subprocess.Popen(words, stdout=out, stderr=subprocess.DEVNULL) as process:
            # The memory of this one child; resource.getrusage would tell of all children there were.
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        seconds = perf_counter() - began
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, words)
        out.seek(0)
        cpu, largest = used.ru_utime + used.ru_stime, used.ru_maxrss / _MEGABYTE_PER_KILOBYTE
        return _Run(out.read().decode(), seconds, cpu, largest)
