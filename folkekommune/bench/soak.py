"""Fifty people at once for ten minutes, twenty of them running scripts: no fault, flat memory, pages in time.

``FOLKEKOMMUNE_BENCH_HOME`` may name an installation that ``folkekommune demo`` made, which saves making one.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from folkekommune.bench.figure import Figure
from folkekommune.bench.site.fifty import FIFTY, figures_of, let_in
from folkekommune.bench.site.home import demonstrated_home, with_people
from folkekommune.bench.site.memory import Watch, watched
from folkekommune.bench.site.server import Server, served

NAME = "soak"
_SECONDS = 600.0
_GROWTH = {"server": "<= 1", "workers": "<= 20"}
"""Megabytes a minute in the second half. Workers come and go, each a new process, and sway so much."""


def measure(scale: float) -> list[Figure]:
    """Let the fifty work on a demonstration, for ten minutes at full scale."""
    with tempfile.TemporaryDirectory() as folder:
        home = demonstrated_home(Path(folder))
        people = with_people(home, FIFTY)
        with served(Server(home, Path(folder) / "log")) as server, watched(server.pid) as watch:
            seen = let_in(server, people, seconds=_SECONDS * scale)
    return [*figures_of(NAME, seen, seconds=_SECONDS * scale, scale=scale), *_memory(watch, scale)]


def _memory(watch: Watch, scale: float) -> Iterator[Figure]:
    for what, limit in _GROWTH.items():
        course = watch.course(what)
        yield Figure(
            f"{NAME}-{what}-memory",
            round(course.slope, 3),
            "MB a minute",
            "the second half",
            limit,
            (),
            scale,
            f"{course.begin:.0f} MB in the first tenth, {course.end:.0f} MB in the last",
        )
