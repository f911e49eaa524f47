"""Fifty people at once, twenty of them running scripts: their plan, and the figures of what they saw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from folkekommune.bench.figure import Figure, of_runs
from folkekommune.bench.site.answers import DONE, PAGE, PART, SENT, Plan, Visited, visit
from folkekommune.bench.site.home import MUNICIPALITY, PROJECT, Person
from folkekommune.bench.site.server import Server
from folkekommune.catalogue.packages import shipped_folder

FIFTY = {"researcher": 20, "citizen": 18, "planner": 9, "steward": 3}
_SEED = 2026
_SCRIPTS = "helseprofil/scripts"


def fifty_at_once(
    name: str, server: Server, people: Sequence[Person], *, seconds: float, scale: float
) -> Iterator[Figure]:
    """Let them all work for so long; give the figures."""
    yield from figures_of(name, let_in(server, people, seconds=seconds), seconds=seconds, scale=scale)


def let_in(server: Server, people: Sequence[Person], *, seconds: float) -> Visited:
    """Let them all work for so long; give what they saw."""
    scripts = sorted((shipped_folder() / _SCRIPTS).glob("*.txt"))
    return visit(
        Plan(
            server.base,
            seconds,
            _SEED,
            MUNICIPALITY,
            PROJECT,
            people=[asdict(person) for person in people],
            scripts=[script.read_text(encoding="utf-8") for script in scripts],
        )
    )


def figures_of(name: str, seen: Visited, *, seconds: float, scale: float) -> Iterator[Figure]:
    """Judge what they saw: no fault, and pages in time."""
    faults = seen.faults
    pages, parts, sent = (seen.count(kind) for kind in (PAGE, PART, SENT))
    yield of_runs(
        f"{name}-crowd-faults",
        [faults.total()],
        unit="faults",
        against="none",
        limit="<= 0",
        scale=scale,
        note=", ".join(f"{count} {kind}" for kind, count in faults.items())
        or f"{pages} pages, {parts} looks at runs and {sent} scripts sent in {seconds:.0f} s",
    )
    yield of_runs(
        f"{name}-crowd-p95",
        [seen.within(PAGE, SENT)],
        unit="s",
        against="the clock",
        limit="<= 1",
        scale=scale,
        note=f"95 of 100 pages; 99 of 100 within {seen.within(PAGE, SENT, share=0.99):.2f} s, "
        f"95 of 100 looks at a run within {seen.within(PART):.2f} s; {seen.most_runs} runs in the queue or "
        f"under way at once, {seen.runs[DONE]} done",
    )
