"""Import of ten variables at a date for a whole country, against Polars' streaming engine.

1.3 million children with 528 million answers to 58 items. Ours reads the release's serving file and keeps
the data set as a table; Polars reads the release's archive files and gives a data frame. Each does so in a
process of its own, several times, with the files in the system's cache.
"""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

from folkekommune.bench.apart import apart
from folkekommune.bench.country import DAY, country, imported, open_country
from folkekommune.bench.figure import Figure, of_runs
from folkekommune.bench.peers import STREAMING, tell
from folkekommune.query.engine import CellRequest, Moment
from folkekommune.synthetic.national.definition import ITEMS

NAME = "import"
VARIABLES = (*ITEMS[:8], *ITEMS[-2:])
_RUNS = 5


def measure(scale: float) -> list[Figure]:
    """Measure time and memory at a scale."""
    made = country(scale)
    ours = apart(import_here, made.serving)
    seconds, values = ours.given
    theirs = tell(STREAMING, str(made.archive), str(DAY), str(_RUNS + 1), *VARIABLES)
    if theirs["values"] != values:
        raise RuntimeError("both must import the same values")
    note = f"{len(VARIABLES)} variables, {values} values; {min(seconds[1:]):.2f} s against "
    note += f"{min(theirs['seconds'][1:]):.2f} s"
    ratios = [own / other for own, other in zip(seconds[1:], theirs["seconds"][1:], strict=True)]
    against = f"{STREAMING.name} streaming"
    return [
        of_runs(NAME, ratios, unit="ratio", against=against, limit="<= 0.9", scale=scale, note=note),
        of_runs(
            f"{NAME}-memory",
            [ours.peak / theirs["peak"]],
            unit="ratio",
            against=against,
            limit="<= 1",
            scale=scale,
            note=f"largest process {ours.peak:.0f} MB against {theirs['peak']:.0f} MB",
        ),
    ]


def import_here(serving: Path) -> tuple[list[float], int]:
    """Import some times, and give the seconds of each and how many values there are."""
    dataset, seconds = imported(VARIABLES), list[float]()
    with open_country(serving) as engine:
        for _ in range(_RUNS + 1):
            engine.forget()
            began = perf_counter()
            # Nothing is computed before it is asked for: how many have which of the first.
            engine.cells(CellRequest(dataset), limit=10)
            seconds.append(perf_counter() - began)
        moments = tuple(Moment(name, 0, 1) for name in VARIABLES)
        found = engine.cells(CellRequest(dataset, moments=moments), limit=10)
    return seconds, sum(int(each.units.sum()) for each in found.moments)
