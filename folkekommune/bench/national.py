"""A country on one machine: release, import, tables, models and all indicators, on DuckDB and on Spark.

At three sizes, each ten times the one before, so that it can be told how time and memory grow. Both
engines must give the same to the last bit. A step that does not end in its time is told as such, and the
rest goes on.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from folkekommune.bench.country_size.growth import LIMIT, different, growths, seconds_of, unfinished
from folkekommune.bench.country_size.page import write_pages
from folkekommune.bench.country_size.steps import STEPS
from folkekommune.bench.country_size.weight import has_spark, weights
from folkekommune.bench.country_size.worker import SPARK_MEMORY, SPARK_OPTIONS, THREADS, Place, Worker
from folkekommune.bench.country_size.written import written
from folkekommune.bench.figure import Figure, machine
from folkekommune.export.official import tools_folder

NAME = "national"
_SHARES = (0.01, 0.1, 1.0)
_LONGEST = 600.0
"""Seconds that a step may take."""

_DUCKDB_MEMORY = "4GB"
_LOAD = ("load", "load-growth", "load-memory")

Keep = Callable[[dict[str, Any]], None]


def measure(scale: float) -> list[Figure]:
    """Measure up to a scale."""
    return figures_of(measured(scale, _kept), scale)


def write_page(scale: float, to: Path) -> list[Figure]:
    """Measure, and write the page of the manual in every language from what was finished."""

    def keep(data: dict[str, Any]) -> None:
        _kept(data)
        if data["sizes"] and data["sizes"][-1]["finished"]:
            write_pages(to, data | {"load": _load(to)})

    return figures_of(measured(scale, keep), scale)


def measured(scale: float, keep: Keep) -> dict[str, Any]:
    """Measure the sizes up to a scale; whatever is known is kept after every step."""
    data: dict[str, Any] = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "scale": scale,
        "threads": THREADS,
        "limits": {"duckdb": _DUCKDB_MEMORY, "spark": SPARK_MEMORY},
        "partitions": SPARK_OPTIONS["spark.sql.shuffle.partitions"],
        "installed": weights(),
        "sizes": [],
    }
    for share in _SHARES:
        place, writing = written(scale * share, longest=_LONGEST)
        size: dict[str, Any] = {"scale": scale * share, "children": place.children, "finished": False}
        size |= {"writing": writing, "engines": {}}
        if writing["state"] != "ended":
            data["not_written"] = size
            keep(data)
            break
        data["sizes"].append(size)
        for engine in ("duckdb", *(("spark",) if has_spark() else ())):
            _steps(Place(place.home, place.children, engine), size["engines"], lambda: keep(data))
        size["finished"] = True
        keep(data)
    return data


def _steps(place: Place, engines: dict[str, Any], keep: Callable[[], None]) -> None:
    found: dict[str, Any] = engines.setdefault(place.engine, {})
    worker = Worker(place, longest=_LONGEST)
    try:
        for step in STEPS:
            found[step] = worker.do(step)
            keep()
    finally:
        worker.end()


def figures_of(data: dict[str, Any], scale: float) -> list[Figure]:
    """Tell every step of the largest size, how each grows, and whether the engines agree."""
    sizes = data["sizes"]
    differ, left = different(sizes), unfinished(sizes)
    compared = sum(len(size["engines"].get("spark") or {}) for size in sizes)
    steps = sum(len(each) for size in sizes for each in size["engines"].values())
    # That engines agree is judged at any scale.
    figures = [
        Figure(
            f"{NAME}-different",
            len(differ),
            "steps",
            f"{compared} on both",
            "<= 0",
            (),
            1.0,
            "; ".join(differ),
        ),
        Figure(f"{NAME}-not-ended", len(left), "steps", f"{steps} steps", "<= 0", (), scale, "; ".join(left)),
    ]
    for size in sizes:
        figures += _of_size(size, scale)
    for each in growths(sizes):
        figures.append(
            Figure(
                " ".join(filter(None, (f"{NAME}-growth", each.engine, each.step, each.what))),
                round(each.worst, 3),
                "exponent",
                "the number of answers",
                f"<= {LIMIT:g}",
                (round(each.last, 3), round(each.whole, 3)),
                scale,
                f"{each.last:.2f} between the two largest sizes, {each.whole:.2f} from the smallest",
            )
        )
    return figures


def _of_size(size: dict[str, Any], scale: float) -> list[Figure]:
    """Tell the steps of a size."""
    told = [("", "write", size["writing"])]
    told += [
        (engine, step, found) for engine, steps in size["engines"].items() for step, found in steps.items()
    ]
    return [
        Figure(
            " ".join(filter(None, (NAME, engine, step))),
            round(seconds_of(found), 4),
            "s",
            f"{size['writing']['answers']} answers",
            f"<= {_LONGEST:g}",
            tuple(filter(None, (found["first"], found["again"]))),
            scale,
            f"first {found['first']:.3f} s; largest process {found['peak']:.0f} MB; "
            f"files {found['disk'] or size['writing']['archive'] + size['writing']['serving']:.0f} MB",
        )
        for engine, step, found in told
        if found["state"] == "ended"
    ]


def _kept(data: dict[str, Any]) -> None:
    """Keep what is known so far, whatever comes."""
    file = tools_folder() / f"national-{data['scale']:g}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(data, indent=1) + "\n", "utf-8")


def _load(manual: Path) -> dict[str, Any] | None:
    """Give what ``bench load`` measured at full size, from where the manual keeps it."""
    file = manual / "anbefalinger" / "measured.json"
    if not file.exists():
        return None
    rows = {row["name"]: row for row in json.loads(file.read_text("utf-8")) if row["name"] in _LOAD}
    if any(name not in rows or rows[name]["scale"] != 1 for name in _LOAD):
        return None
    speed, growth, memory = (rows[name] for name in _LOAD)
    return {
        "speed": speed["figure"],
        "growth": growth["figure"],
        "memory": memory["figure"],
        "date": speed["date"],
        "note": speed["note"],
    }
