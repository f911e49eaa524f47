"""The page of the manual on the bias that quality control removes, in every language.

What was measured is kept beside the pages as data, so that they can be written anew in other words. Under
``note`` the data may say, in each language, where a measurement was made in another way than by the command.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from folkekommune.bench.caused_bias import Caused
from folkekommune.texts import LANGUAGES, Language, number, text

DATA = "planted-bias.json"
PAGES: dict[Language, str] = {language: f"planted-bias.{language}.md" for language in LANGUAGES}
_WHOLE = "bergen"
_COLUMNS = ("indicator", "raw", "left", "error", "removed")
_DECIMALS = 2
_KEPT_DIGITS = 6


@dataclass(frozen=True)
class Found:
    """What errors cause, and how much of it is left.

    :param size: of the deliveries, :param place: the municipality, :param children: in them.
    :param kinds: by kind of error, all of them together first.
    :param names: what each indicator is called, by language.
    """

    size: str
    place: str
    children: int
    kinds: Mapping[str, tuple[Caused, ...]] = field(hash=False)
    names: Mapping[str, Mapping[str, str]] = field(hash=False)


def write_pages(folder: Path, found: Found, *, today: date) -> None:
    """Write what was found as data, and the page of it in each language."""
    data = {
        "date": today.isoformat(),
        "size": found.size,
        "place": found.place,
        "children": found.children,
        "kinds": {
            kind: [_row(each, found.names[each.indicator]) for each in listed]
            for kind, listed in found.kinds.items()
        },
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DATA).write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf-8")
    for language, name in PAGES.items():
        (folder / name).write_text(written(data, language), "utf-8")


def written(data: Mapping[str, Any], language: Language) -> str:
    """Write the page in a language."""
    return "\n\n".join(_page(data, language)) + "\n"


def _row(each: Caused, name: Mapping[str, str]) -> dict[str, Any]:
    kept = {key: round(value, _KEPT_DIGITS) for key, value in asdict(each).items() if key != "indicator"}
    removed = round(each.removed, _KEPT_DIGITS) if each.is_judged else None
    return {"indicator": each.indicator, "name": dict(name), **kept, "removed": removed}


def _page(data: Mapping[str, Any], language: Language) -> Iterator[str]:
    yield f"# {text('planted_bias.title', language)}"
    told = {key: data[key] for key in ("date", "size", "place", "children")}
    yield text("planted_bias.intro", language, **told)
    if "note" in data:
        yield data["note"][language]
    if data["size"] != _WHOLE:
        yield text("planted_bias.not-whole", language)
    yield text("planted_bias.columns", language)
    for kind, rows in data["kinds"].items():
        yield f"## {text(f'planted_bias.kind-{kind}', language)}"
        yield _least(rows, language)
        judged = [row for row in rows if row["removed"] is not None]
        yield _table(sorted(judged, key=lambda row: float(row["removed"])), language)
        if kind == next(iter(data["kinds"])):
            yield text("planted_bias.rest", language)
            yield _table((row for row in rows if row["removed"] is None), language)


def _least(rows: Sequence[Mapping[str, Any]], language: Language) -> str:
    judged = [row for row in rows if row["removed"] is not None]
    if not judged:
        return text("planted_bias.none-judged", language)
    worst = min(judged, key=lambda row: float(row["removed"]))
    return text(
        "planted_bias.least",
        language,
        judged=len(judged),
        all=len(rows),
        removed=number(worst["removed"], language, 1),
        indicator=worst["name"][language],
    )


def _table(rows: Iterable[Mapping[str, Any]], language: Language) -> str:
    heads = [text(f"planted_bias.column-{column}", language) for column in _COLUMNS]
    lines = [heads, ["---"] * len(heads), *(_cells(row, language) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cells(row: Mapping[str, Any], language: Language) -> list[str]:
    # Nought is added so that what is rounded to nought has no sign.
    rounded = (round(row[name], _DECIMALS) + 0.0 for name in ("raw", "left", "error"))
    figures = [number(each, language, _DECIMALS) for each in rounded]
    removed = "–" if row["removed"] is None else f"{number(row['removed'], language, 1)} %"
    return [row["name"][language], *figures, removed]
