"""The page of usefulness, in both languages, from the figures that are kept beside it as data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from folkekommune.bench.figure import Figure
from folkekommune.bench.utility_measured import LIMITS, WHOLE, Data, is_recovered
from folkekommune.bench.utility_questions import POOLED
from folkekommune.texts import Language, interval, number, text

DATA = "utility.json"
PAGES: dict[Language, str] = {"nb": "utility.nb.md", "en": "utility.en.md"}
_SENSES = {"<=": "≤", ">=": "≥"}


def write_pages(folder: Path, measured: Sequence[Data], *, today: date) -> None:
    """Write the figures as data, and the pages of them."""
    data = {"date": today.isoformat(), "measured": list(measured)}
    (folder / DATA).write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf-8")
    for language, name in PAGES.items():
        (folder / name).write_text(written(data, language), "utf-8")


def written(data: Mapping[str, Any], language: Language) -> str:
    """Write the page in a language."""
    return "\n\n".join(_page(data, language)) + "\n"


def _page(data: Mapping[str, Any], language: Language) -> Iterator[str]:
    measured = data["measured"]
    yield f"# {text('utility.title', language)}"
    yield text("utility.other-language", language)
    yield text("utility.intro", language, date=data["date"], policy=measured[0]["policy"])
    if measured[0]["size"] != WHOLE:
        yield text("utility.not-bergen", language, children=measured[0]["children"])
    for each in measured:
        yield from _installation(each, language)


def _installation(each: Data, language: Language) -> Iterator[str]:
    yield f"## {text('utility.size', language, children=each['children'])}"
    yield text("utility.size-told", language, seed=each["seed"], size=each["size"])
    yield f"### {text('utility.shown-heading', language)}"
    yield text("utility.shown-told", language)
    heads = [text("utility.column-years", language, n=years) for years in POOLED]
    rows = (
        [_title(table, language), *(_shown(table, str(years), language) for years in POOLED)]
        for table in each["tables"]
    )
    yield _table([text("utility.column-question", language), *heads], rows)
    yield f"### {text('utility.answers-heading', language)}"
    yield text("utility.answers-told", language)
    for table in each["tables"]:
        yield from _example(table, language)
    yield f"**{text('utility.model', language)}**"
    if each["model"]["refused"]:
        yield text("utility.refused-model", language)
    else:
        yield _table(
            _heads(("term", "plain", "protected"), language),
            (
                [row["term"][language], number(row["plain"], language, 2), _estimate(row["shown"], language)]
                for row in each["model"]["rows"]
            ),
        )
    yield f"### {text('utility.studies', language)}"
    yield text("utility.studies-told", language)
    yield _table(
        _heads(("relation", "expected", "protected", "recovered"), language),
        (_study(study, language) for study in each["studies"]),
    )
    yield f"### {text('utility.figures', language)}"
    yield text("utility.figures-told", language)
    yield _table(
        _heads(("figure", "value", "of", "limit", "verdict"), language),
        (_figure(name, each, language) for name in each["figures"]),
    )


def _title(table: Data, language: Language) -> str:
    occasion = table["occasion"][language]
    small = occasion[:1].lower() + occasion[1:]
    name = table["name"]
    return text(f"utility.table-{name}", language, occasion=small)


def _shown(table: Data, years: str, language: Language) -> str:
    shown, cells = table["shown"][years]
    if table["refused"][years]:
        return text("utility.refused-table", language)
    percent = number(100 * shown / max(cells, 1), language, 0)
    return text("utility.some", language, percent=percent, shown=shown, cells=cells)


def _example(table: Data, language: Language) -> Iterator[str]:
    if table["example"]:
        yield f"**{_title(table, language)}, {table['example'][0]['period']}**"
        yield _table(
            _heads(("who", "children", "plain", "protected"), language),
            (
                [
                    row["who"][language],
                    number(row["children"], language),
                    f"{number(row['plain'], language, 1)} %",
                    _share(row, language),
                ]
                for row in table["example"]
            ),
        )


def _share(row: Data, language: Language) -> str:
    if row["shown"] is None:
        return row["sign"] or text("utility.not-answered", language)
    lower, upper = (number(float(row[end]), language, 1) for end in ("lower", "upper"))
    return f"{row['sign']}{number(float(row['shown']), language)} % ({interval(lower, upper, language)})"


def _study(study: Data, language: Language) -> list[str]:
    recovered = text("common.yes" if is_recovered(study) else "common.no", language)
    return [
        text(f"utility.relation-{study['name']}", language),
        number(study["expected"], language, 3),
        _estimate(study["found"], language),
        recovered if study["found"] else "",
    ]


def _estimate(found: Data | None, language: Language) -> str:
    if found is None:
        return text("utility.not-answered", language)
    value, lower, upper = (number(found[name], language, 3) for name in ("value", "lower", "upper"))
    return f"{value} ({interval(lower, upper, language)})"


def _figure(name: str, each: Data, language: Language) -> list[str]:
    entry, limit = each["figures"][name], LIMITS[name]
    row = [text(f"utility.figure-{name}", language)]
    if entry["figure"] is None:
        row += [text("utility.nothing", language), "0"]
    else:
        row += [number(entry["figure"], language, 3), number(entry["of"], language)]
    if limit is None or entry["figure"] is None or each["size"] != WHOLE:
        return [*row, "", text("utility.verdict-not-judged", language)]
    sense, bound = limit.split()
    holds = Figure(name, entry["figure"], entry["unit"], "", limit, ()).holds
    verdict = text("utility.verdict-holds" if holds else "utility.verdict-fails", language)
    return [*row, f"{_SENSES[sense]} {number(float(bound), language)}", verdict]


def _heads(columns: Iterable[str], language: Language) -> list[str]:
    return [text(f"utility.column-{column}", language) for column in columns]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
