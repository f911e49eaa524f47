"""Published intervals against the generating probabilities of synthetic deliveries.

Of the cells whose true expected cases and complement are both at least fifteen, 93-98 % of the 95 %
intervals, before rounding, shall contain the probability that the answers were drawn with.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
from pathlib import Path

from folkekommune.bench.figure import Figure, of_runs
from folkekommune.bootstrap import Wiring, open_wiring
from folkekommune.settings import Home

NAME = "truth"
_FEWEST = 15.0
Key = tuple[str, str, str, str, str]


def measure(scale: float) -> list[Figure]:
    """Make and load deliveries (``bergen`` at scale 1, else ``small``) and hold the cubes to the truth."""
    size = "bergen" if scale == 1 else "small"
    with tempfile.TemporaryDirectory() as folder:
        home, deliveries = Path(folder) / "home", Path(folder) / "deliveries"
        _run("synth", "--out", str(deliveries), "--size", size, "--municipality", "4601")
        _run("init", "--home", str(home), "--municipality", "4601")
        paths = [str(path) for path in sorted((deliveries / "4601").iterdir())]
        _run("load", *paths, "--home", str(home))
        _run("release", "--home", str(home))
        inside, cells = _coverage(open_wiring(Home(home)), _probabilities(deliveries / "truth"))
    share = 100 * inside / max(cells, 1)
    note = f"{size}: {inside} of {cells} intervals of the four indicators, by district, year and sex"
    return [
        of_runs(f"{NAME}-{end}", [share], unit="%", against="truth", limit=limit, scale=scale, note=note)
        for end, limit in (("lower", ">= 93"), ("upper", "<= 98"))
    ]


def _probabilities(truth: Path) -> dict[Key, float]:
    with (truth / "indicators.csv").open(encoding="utf-8") as stream:
        return {
            (row["indicator"], row["municipality"], row["district"], row["year"], row["sex"]): float(
                row["generating_probability"]
            )
            for row in csv.DictReader(stream)
            if min(float(row["expected"]), float(row["attended"]) - float(row["expected"])) >= _FEWEST
        }


def _coverage(wiring: Wiring, probabilities: dict[Key, float]) -> tuple[int, int]:
    inside = cells = 0
    for entry in wiring.installation.municipalities:
        prepared = wiring.preparations.latest(wiring.package().databank.name, entry.number)
        for cube in prepared.municipal if prepared else ():
            for cell in cube.cells:
                key = (
                    cube.indicator,
                    cell.municipality,
                    cell.district or "",
                    str(cell.year),
                    cell.sex or "0",
                )
                probability = probabilities.get(key)
                whole = (cell.years, cell.group) == (1, None)
                if whole and probability is not None and cell.limits95 is not None:
                    cells += 1
                    inside += cell.limits95[0] <= probability <= cell.limits95[1]
    return inside, cells


def _run(*arguments: str) -> None:
    command = [sys.executable, "-m", "folkekommune.cli", *arguments]
    subprocess.run(command, check=True, capture_output=True)
