"""What a verification found, as text and as a page of the manual in every language.

What was measured is kept beside the pages as data, so that they can be written anew in other words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from folkekommune.bench.verification import PERCENT, Verification
from folkekommune.texts import LANGUAGES, Language, number, text

DATA = "verification.json"
PAGES: dict[Language, str] = {language: f"verification.{language}.md" for language in LANGUAGES}
_HEADS = ("indicator", "true", "raw", "checked", "raw-bias", "bias", "removed", "published")
_FIGURES = ("true", "raw", "checked", "raw_bias", "bias", "removed", "published")
_DECIMALS = 2
_KEPT_DIGITS = 6

Rows = Sequence[Mapping[str, Any]]
"""Indicators as data: ``Verified.as_data``, with a name in each language."""


def write_pages(
    folder: Path, found: Verification, *, truth: Path, names: Mapping[str, Mapping[str, str]], today: date
) -> None:
    """Write what was found as data, and the page of it in each language.

    :param names: what each indicator is called, by language.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = json.loads((truth / "summary.json").read_text(encoding="utf-8"))
    data = {
        "date": today.isoformat(),
        "children": made["children"],
        "municipalities": made["municipalities"],
        "indicators": _rows(found, names),
    }
    (folder / DATA).write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for language, name in PAGES.items():
        (folder / name).write_text(written(data, language), encoding="utf-8")


def written(data: Mapping[str, Any], language: Language) -> str:
    """Write the page in a language."""
    intro = text(
        "verification.intro",
        language,
        date=data["date"],
        children=data["children"],
        places=", ".join(data["municipalities"]),
    )
    parts = (
        f"# {text('verification.title', language)}",
        text("verification.other-language", language),
        intro,
        *_sections(data["indicators"], language),
    )
    return "\n\n".join(parts) + "\n"


def as_text(found: Verification, language: Language) -> str:
    """Write bias and coverage of each indicator, and of all."""
    codes = [each.indicator for each in found.indicators]
    names: dict[str, dict[str, str]] = {code: {str(each): code for each in LANGUAGES} for code in codes}
    return "\n\n".join(_sections(_rows(found, names), language))


def _rows(found: Verification, names: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    return [
        {
            "indicator": each.indicator,
            "name": names[each.indicator],
            **{key: _rounded(value) for key, value in each.as_data().items() if key in _FIGURES},
            "by_value": each.by_value,
            "inside": {str(years): list(judged) for years, judged in each.inside.items()},
        }
        for each in found.indicators
    ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _KEPT_DIGITS)


def _sections(rows: Rows, language: Language) -> Iterator[str]:
    yield f"## {text('verification.bias-heading', language)}"
    yield text("verification.bias-told", language)
    heads = [text(f"verification.column-{name}", language) for name in _HEADS]
    table = (heads, ["---"] * len(heads), *(_row(each, language) for each in rows))
    yield "\n".join(f"| {' | '.join(cells)} |" for cells in table)
    if any(each["by_value"] for each in rows):
        yield text("verification.by-value-told", language)
    yield f"## {text('verification.coverage-heading', language)}"
    yield text("verification.coverage-told", language)
    yield "\n".join(_coverage(rows, language))


def _row(each: Mapping[str, Any], language: Language) -> list[str]:
    told = [_number(each[name], language) for name in _FIGURES if name != "removed"]
    removed = "" if each["removed"] is None else f"{_number(PERCENT * each['removed'], language, 0)} %"
    return [each["name"][language] + " *" * each["by_value"], *told[:-1], removed, told[-1]]


def _coverage(rows: Rows, language: Language) -> Iterator[str]:
    judged = [each for each in rows if not each["by_value"]]
    periods = sorted({years for each in rows for years in each["inside"]})
    by_years = {years: _together(judged, years) for years in periods}
    inside, cells = (sum(found) for found in zip(*by_years.values(), strict=True)) if by_years else (0, 0)
    share = _share(inside, cells, language)
    yield f"- {text('verification.coverage-all', language, inside=inside, cells=cells, share=share)}"
    for years, found in by_years.items():
        if found[1]:
            yield f"- {_told(years, found, language)}"
    for each in rows:
        told = [_told(years, found, language) for years, found in each["inside"].items() if found[1]]
        if told:
            yield f"- {each['name'][language]}{' *' * each['by_value']}: {'; '.join(told)}"


def _together(rows: Rows, years: str) -> tuple[int, int]:
    found = [each["inside"].get(years, (0, 0)) for each in rows]
    return sum(inside for inside, _ in found), sum(cells for _, cells in found)


def _told(years: str, judged: Sequence[int], language: Language) -> str:
    inside, cells = judged
    share = _share(inside, cells, language)
    return text(
        "verification.coverage-row", language, years=int(years), inside=inside, cells=cells, share=share
    )


def _share(inside: int, cells: int, language: Language) -> str:
    return _number(PERCENT * inside / cells if cells else None, language, 1)


def _number(value: float | None, language: Language, decimals: int = _DECIMALS) -> str:
    # Nought is added so that what is rounded to nought has no sign.
    return "" if value is None else number(round(value, decimals) + 0.0, language, decimals)
