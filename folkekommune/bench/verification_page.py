"""What a verification found, as text and as a page of the manual in two languages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from folkekommune.bench.verification import PERCENT, Verification, Verified
from folkekommune.texts import Language, number, text

PAGES: dict[Language, str] = {"nb": "verification.nb.md", "en": "verification.en.md"}
PERIODS = (1, 3, 5)
_HEADS = ("indicator", "true", "raw", "checked", "raw-bias", "bias", "removed", "published")
_DECIMALS = 2


def write_pages(
    folder: Path, found: Verification, *, truth: Path, names: Mapping[Language, Sequence[str]], today: date
) -> None:
    """Write the page in each language.

    :param names: what the indicators are called, in their order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = json.loads((truth / "summary.json").read_text(encoding="utf-8"))
    for language, name in PAGES.items():
        intro = text(
            "verification.intro",
            language,
            date=today.isoformat(),
            children=number(made["children"], language),
            places=", ".join(made["municipalities"]),
        )
        parts = (
            f"# {text('verification.title', language)}",
            text("verification.other-language", language),
            intro,
            *_sections(found, names[language], language),
        )
        (folder / name).write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def as_text(found: Verification, language: Language) -> str:
    """Write bias and coverage of each indicator, and of all."""
    names = [each.indicator for each in found.indicators]
    return "\n\n".join(_sections(found, names, language))


def _sections(found: Verification, names: Sequence[str], language: Language) -> Iterator[str]:
    yield f"## {text('verification.bias-heading', language)}"
    yield text("verification.bias-told", language)
    heads = [text(f"verification.column-{name}", language) for name in _HEADS]
    rows = [_row(each, name, language) for each, name in zip(found.indicators, names, strict=True)]
    yield "\n".join(_line(cells) for cells in (heads, ["---"] * len(heads), *rows))
    if any(each.by_value for each in found.indicators):
        yield text("verification.by-value-told", language)
    yield f"## {text('verification.coverage-heading', language)}"
    yield text("verification.coverage-told", language)
    yield "\n".join(_coverage(found, names, language))


def _row(each: Verified, name: str, language: Language) -> list[str]:
    figures = (each.true, each.raw, each.checked, each.raw_bias, each.bias)
    removed = "" if each.removed is None else f"{_number(PERCENT * each.removed, language, 0)} %"
    told = [_number(one, language) for one in figures]
    return [name + " *" * each.by_value, *told, removed, _number(each.published, language)]


def _coverage(found: Verification, names: Sequence[str], language: Language) -> Iterator[str]:
    for years in PERIODS:
        if not found.coverage(years)[1]:
            continue
        yield f"- {_told(years, found.coverage(years), language)}"
    for each, name in zip(found.indicators, names, strict=True):
        told = [_told(years, cells, language) for years, cells in each.inside.items() if cells[1]]
        if told:
            yield f"- {name}: {'; '.join(told)}"


def _told(years: int, judged: tuple[int, int], language: Language) -> str:
    inside, cells = judged
    share = _number(PERCENT * inside / cells if cells else None, language, 1)
    return text("verification.coverage-row", language, years=years, inside=inside, cells=cells, share=share)


def _number(value: float | None, language: Language, decimals: int = _DECIMALS) -> str:
    return "" if value is None else number(value, language, decimals)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
