"""The page of attacks: the last figure of each, kept beside it as data, and the tables made from them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from folkekommune.attacks.figure import Figure
from folkekommune.texts import Language, interval, number, text

DATA = "attacks.json"
PAGES: dict[Language, str] = {"nb": "attacks.nb.md", "en": "attacks.en.md"}
_BEGIN, _END = "<!-- table: begin -->\n", "<!-- table: end -->"
_COLUMNS = ("attack", "what", "figure", "limit", "verdict", "against", "without", "run")
_SENSES = {"<=": "≤", ">=": "≥"}


def by_number(name: str) -> tuple[int, str]:
    """Order names of attacks as people number them."""
    found = re.match(r"A(\d+)(.*)", name)
    return (int(found[1]), found[2]) if found else (0, name)


def write_pages(folder: Path, figures: Iterable[Figure], *, quick: bool, today: date) -> None:
    """Add figures to those of earlier runs, and write the tables of all languages anew."""
    data = folder / DATA
    known: dict[str, Any] = json.loads(data.read_text("utf-8")) if data.exists() else {}
    for figure in figures:
        known[figure.name] = figure.as_data() | {
            "shows": figure.shows,
            "run": "quick" if quick else "full",
            "date": today.isoformat(),
        }
    ordered = {name: known[name] for name in sorted(known, key=by_number)}
    data.write_text(json.dumps(ordered, indent=1, ensure_ascii=False) + "\n", "utf-8")
    for language, name in PAGES.items():
        page = folder / name
        table = written(ordered, language)
        before, _, rest = page.read_text("utf-8").partition(_BEGIN)
        _, _, after = rest.partition(_END)
        page.write_text(f"{before}{_BEGIN}{table}{_END}{after}", "utf-8")


def written(rows: Mapping[str, Mapping[str, Any]], language: Language) -> str:
    """Write the table in a language."""
    head = [text(f"attacks.column-{column}", language) for column in _COLUMNS]
    lines = [head, ["---"] * len(head), *(_row(row, language) for row in rows.values())]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _row(row: Mapping[str, Any], language: Language) -> list[str]:
    sense, bound = row["limit"].split()
    lower, upper = (number(each, language, 2) for each in row["interval"])
    return [
        row["name"],
        text(f"attacks.{row['name'].lower()}", language),
        f"{number(row['figure'], language, 3)} ({interval(lower, upper, language)})",
        f"{_SENSES[sense]} {number(float(bound), language)}",
        text(f"attacks.{_verdict(row)}", language),
        text(f"attacks.off-{row['name'].lower().rstrip('b')}", language),
        number(row["without_defence"], language, 2),
        f"{text('attacks.' + row['run'], language)}, {row['date']}",
    ]


def _verdict(row: Mapping[str, Any]) -> str:
    if row["holds"]:
        return "held"
    # A figure under its limit says something only if it is over it without the defence.
    return "broken" if row["shows"] else "says-nothing"
