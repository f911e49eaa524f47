"""The manual's page of faults: how many of each kind were done, and what became of them.

What was found is kept beside the pages as data, so that they can be written anew in other words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from folkekommune.bench.breaking.outcome import Kind, Outcome, Tally
from folkekommune.texts import Language, number, text

DATA = "faults.json"
PAGES: dict[Language, str] = {"nb": "driftsfeil.nb.md", "nn": "driftsfeil.nn.md", "en": "faults.en.md"}


def write_pages(folder: Path, tally: Tally, *, seed: int, scale: float, today: date) -> None:
    """Write what was found as data, and the page of it in each language."""
    data = as_data(tally) | {"date": today.isoformat(), "seed": seed, "scale": scale}
    (folder / DATA).write_text(json.dumps(data, indent=1) + "\n", "utf-8")
    for language, name in PAGES.items():
        (folder / name).write_text(written(data, language), "utf-8")


def as_data(tally: Tally) -> dict[str, Any]:
    """Give the tally as plain data."""
    rows = [
        {"fault": kind.fault, "to": kind.to, "outcomes": _of(tally, kind)}
        for kind in sorted(tally.kinds(), key=lambda kind: (kind.fault, kind.to))
    ]
    not_tried = [{"fault": kind.fault, "to": kind.to} for kind in tally.not_tried]
    return {"faults": tally.faults, "bad": tally.bad, "rows": rows, "not_tried": not_tried}


def written(data: Mapping[str, Any], language: Language) -> str:
    """Write the page in a language."""
    return "\n\n".join(_page(data, language)) + "\n"


def _of(tally: Tally, kind: Kind) -> dict[str, int]:
    found = {outcome.value: tally.outcomes[kind, outcome] for outcome in Outcome}
    return {outcome: count for outcome, count in found.items() if count}


def _page(data: Mapping[str, Any], language: Language) -> Iterator[str]:
    yield f"# {text('faults.title', language)}"
    yield text("faults.written", language, date=data["date"], seed=str(data["seed"]))
    if data["scale"] != 1:
        yield text("faults.not-whole", language)
    ended = (
        text("faults.none-bad", language) if not data["bad"] else text("faults.bad", language, n=data["bad"])
    )
    yield text("faults.total", language, n=data["faults"]) + " " + ended
    rows = (
        (
            text(f"faults.fault-{row['fault']}", language),
            text(f"faults.to-{row['to']}", language),
            number(sum(row["outcomes"].values()), language),
            ", ".join(
                f"{number(count, language)} {text(f'faults.outcome-{outcome}', language)}"
                for outcome, count in row["outcomes"].items()
            ),
        )
        for row in data["rows"]
    )
    yield _table(("fault", "to", "times", "outcome"), rows, language)
    yield text("faults.outcomes-told", language)
    yield f"## {text('faults.how-heading', language)}"
    yield text("faults.how", language)
    yield f"## {text('faults.not-tried-heading', language)}"
    yield text("faults.not-tried", language)
    if data["not_tried"]:
        left = (
            f"{text('faults.fault-' + each['fault'], language)} ({text('faults.to-' + each['to'], language)})"
            for each in data["not_tried"]
        )
        yield text("faults.not-tried-here", language, kinds="; ".join(left))


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]], language: Language) -> str:
    heads = [text(f"faults.column-{column}", language) for column in columns]
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
