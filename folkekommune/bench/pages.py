"""The pages under load, against the running server on loopback: speed, weight, first paint, many at once.

``FOLKEKOMMUNE_BENCH_HOME`` may name an installation that ``folkekommune demo`` made, which saves making one.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from folkekommune.bench.figure import Figure, of_runs
from folkekommune.bench.site.answers import told_by
from folkekommune.bench.site.fifty import FIFTY, fifty_at_once
from folkekommune.bench.site.home import MUNICIPALITY, PROJECT, demonstrated_home, with_people
from folkekommune.bench.site.server import Server, served

NAME = "pages"
_REQUESTS, _CONNECTIONS, _TIMES = 4000, 8, 3
_SECONDS = 60.0
_DESK = f"/nb/arbeidsbenk/prosjekt/{PROJECT}/"
_THOUSAND = 1000


def measure(scale: float) -> list[Figure]:
    """Serve a demonstration, and ask for its pages in every way."""
    with tempfile.TemporaryDirectory() as folder:
        home = demonstrated_home(Path(folder))
        people = with_people(home, FIFTY)
        log_ins = {each.kind: {"name": each.name, "password": each.password} for each in people}
        with served(Server(home, Path(folder) / "log")) as server:
            return [
                *_alone(server.base, log_ins, scale),
                *fifty_at_once(NAME, server, people, seconds=_SECONDS * scale, scale=scale),
            ]


def _alone(base: str, log_ins: Mapping[str, Mapping[str, str]], scale: float) -> Iterator[Figure]:
    """Measure with one person at a time, and with cached pages as fast as they come."""
    found = told_by(
        "answering",
        {"base": base, "place": MUNICIPALITY, "times": _TIMES, "log_in": log_ins["planner"]},
    )
    citizen, municipal = found["citizen"], found["municipal"]
    yield _many_a_second(base, citizen, scale)
    yield _answered(municipal, scale)
    seen = told_by(
        "browser",
        {"base": base, "citizen": citizen, "municipal": list(municipal), "desk": _DESK, "people": log_ins},
    )
    paints = {page: each["paint"] / _THOUSAND for page, each in seen["citizen"].items()}
    yield _slowest("first-paint", paints, "s", "<= 1", scale)
    for audience, limit in (("citizen", "<= 100"), ("municipal", "<= 450")):
        weights = {page: each["bytes"] / _THOUSAND for page, each in seen[audience].items()}
        yield _slowest(f"{audience}-weight", weights, "kB", limit, scale)
    yield of_runs(
        f"{NAME}-workbench",
        seen["desk"],
        unit="s",
        against="an empty cache",
        limit="<= 2",
        scale=scale,
        note="until what is written stands in the editor",
    )


def _many_a_second(base: str, pages: Sequence[str], scale: float) -> Figure:
    requests = max(int(_REQUESTS * scale), _CONNECTIONS)
    given = {"base": base, "pages": pages, "requests": requests, "connections": _CONNECTIONS}
    told = told_by("steady", given)
    return of_runs(
        NAME,
        [0 if told["faults"] else requests / told["seconds"]],
        unit="requests/s",
        against="the clock",
        limit=">= 200",
        scale=scale,
        note=f"{requests} requests for {len(pages)} citizen pages over {_CONNECTIONS} connections, "
        f"client and server on one machine, {told['faults']} faults",
    )


def _answered(pages: Mapping[str, Sequence[float]], scale: float) -> Figure:
    """Judge the slowest page of the dashboard by its median answer."""
    middle = {page: sorted(seconds)[len(seconds) // 2] * _THOUSAND for page, seconds in pages.items()}
    return _slowest("municipal-answer", middle, "ms", "<= 300", scale)


def _slowest(name: str, pages: Mapping[str, float], unit: str, limit: str, scale: float) -> Figure:
    """Judge the page with the largest figure."""
    worst = max(pages, key=lambda page: pages[page])
    figures = sorted(pages.values())
    return Figure(
        f"{NAME}-{name}",
        round(pages[worst], 3),
        unit,
        "the worst page",
        limit,
        (),
        scale,
        f"{worst}; {len(pages)} pages, the middle one {figures[len(figures) // 2]:.3g} {unit}",
    )
