"""The table of planted errors for the manual: found, true alarms, repaired rightly, error by error.

What was measured is kept beside the pages as data, so that they can be written anew in other words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from folkekommune.bench.planted_errors import Judged, Linked
from folkekommune.texts import LANGUAGES, Language, number, text

DATA = "planted-errors.json"
PAGES: dict[Language, str] = {language: f"planted-errors.{language}.md" for language in LANGUAGES}
ERRORS = tuple(f"E{at:02}" for at in range(1, 25))
_WHOLE = "bergen"


class Places(NamedTuple):
    """At how many places last digits are described and lie beyond the limit, and copied values are found."""

    digits: int
    flagged: int
    copied: int


@dataclass(frozen=True)
class Found:
    """What one run found of what was planted.

    :param repairs: of the errors with a rule by size, the repairs that were kept and the right ones.
    :param deliveries: errors of whole deliveries, planted and noticed.
    :param canaries: notes, identity numbers, and how many of both were met where none belongs.
    """

    size: str
    judged: tuple[Judged, ...]
    repairs: Mapping[str, tuple[int, int]] = field(hash=False)
    deliveries: Mapping[str, tuple[int, int]] = field(hash=False)
    linked: tuple[Linked, ...]
    places: Places
    canaries: tuple[int, int, int]


def percent(part: int, whole: int) -> float:
    """Give a share; all of nothing is all."""
    return round(100 * part / whole, 3) if whole else 100.0


def write_pages(folder: Path, found: Found, *, today: date) -> None:
    """Write what was found as data, and the page of it in each language."""
    data = {"date": today.isoformat()} | asdict(found)
    data["linked"] = [each._asdict() for each in found.linked]
    data["places"] = found.places._asdict()
    (folder / DATA).write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf-8")
    for language, name in PAGES.items():
        (folder / name).write_text(written(json.loads(json.dumps(data)), language), "utf-8")


def written(data: Mapping[str, Any], language: Language) -> str:
    """Write the page in a language."""
    return "\n\n".join(_page(data, language)) + "\n"


def _page(data: Mapping[str, Any], language: Language) -> Iterator[str]:
    yield f"# {text('planted.title', language)}"
    yield text("planted.intro", language, date=data["date"], size=data["size"])
    if data["size"] != _WHOLE:
        yield text("planted.not-whole", language)
    yield _table(("error", "what", "planted", "found", "true", "right"), _errors(data, language), language)
    yield text("planted.columns", language)
    yield f"## {text('planted.linked-heading', language)}"
    yield text("planted.linked-told", language)
    rows = (
        (each["mapping"], str(each["children"]), _share(each["linked"], each["children"], language))
        for each in data["linked"]
    )
    yield _table(("export", "children", "linked"), rows, language)


def _errors(data: Mapping[str, Any], language: Language) -> Iterator[Sequence[str]]:
    judged = {each["error"]: each for each in data["judged"]}
    for error in ERRORS:
        named = (error, text(f"planted.error-{error}", language))
        if error in judged:
            yield (*named, *_judged(judged[error], data["repairs"].get(error), language))
        elif error in data["deliveries"]:
            planted, found = data["deliveries"][error]
            yield (*named, number(planted, language), _share(found, planted, language), "–", "–")
        elif error == "E21":
            told = text("planted.places", language, n=data["places"]["digits"])
            yield (*named, "–", told, "–", "–")
        elif error == "E22":
            notes, _, met = data["canaries"]
            yield (*named, number(notes, language), text("planted.canaries", language, n=met), "–", "–")
        else:
            yield (*named, "0", "–", "–", "–")


def _judged(judged: Mapping[str, Any], repairs: Sequence[int] | None, language: Language) -> Iterator[str]:
    yield number(judged["planted"], language)
    yield _share(judged["found"], judged["planted"], language)
    yield _share(judged["true"], judged["alarms"], language)
    repaired, right = repairs or (judged["repaired"], judged["right"])
    yield _share(right, repaired, language)


def _share(part: int, whole: int, language: Language) -> str:
    """Write a share, rounded down: only all is 100."""
    if not whole:
        return "–"
    return f"{number(10_000 * part // whole / 100, language)} %"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]], language: Language) -> str:
    heads = [text(f"planted.column-{column}", language) for column in columns]
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
