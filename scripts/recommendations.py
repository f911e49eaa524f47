"""Write ``docs/anbefalinger``: how the model can be taken up elsewhere, with the figures that were measured.

``python scripts/recommendations.py`` writes the pages, ``--check`` ends with 1 when one is stale. Words stand
in ``docs/anbefalinger/maler``; every figure comes from what was measured and committed: the table of planted
errors, the usefulness of protected figures, the attacks, and ``measured.json``, which holds rows as
``folkekommune bench NAME --format json`` prints them. ``--add FILE`` puts such rows in there, in place of
those of the same name.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from folkekommune.texts import Language, number, text

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
FOLDER = DOCS / "anbefalinger"
MEASURED = FOLDER / "measured.json"
PAGES: dict[Language, str] = {"nb": "anbefalinger.nb.md", "en": "recommendations.en.md"}
_PERCENT = 100
_KEPT = ("name", "figure", "unit", "limit", "holds", "scale", "note", "machine")


def pages() -> dict[Path, str]:
    """Write each page."""
    words = Environment(
        loader=FileSystemLoader(FOLDER / "maler"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - Markdown, of files of ours
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return {
        FOLDER / name: words.get_template(f"{name}.jinja").render(_figures(language))
        for language, name in PAGES.items()
    }


def _figures(language: Language) -> dict[str, Any]:
    """Give everything a page may tell, with numbers written the way of the language."""
    planted, utility, attacks = (
        _read(DOCS / name)
        for name in ("planted-errors.json", "disclosure/utility.json", "disclosure/attacks.json")
    )
    return {
        "planted_date": planted["date"],
        "planted": list(_planted(planted, language)),
        "linked": list(_linked(planted, language)),
        "shown": list(_shown(utility, language)),
        "attacks": {
            "all": len(attacks),
            "without": sum(bool(each["shows"]) for each in attacks.values()),
            "held": sum(each["holds"] is True for each in attacks.values()),
            "broken": ", ".join(name for name, each in attacks.items() if each["holds"] is not True),
        },
        "measured": [_row(each, language) for each in _read(MEASURED)],
    }


def _planted(planted: dict[str, Any], language: Language) -> Iterator[dict[str, str]]:
    """Tell of each kind of planted error how many were found, and how many repairs were right."""
    for each in planted["judged"]:
        # Where a repair may be taken back, those that stand are judged, as in the table of planted errors.
        repaired, right = planted["repairs"].get(each["error"], (each["repaired"], each["right"]))
        yield {
            "code": each["error"],
            "name": text(f"planted.error-{each['error']}", language),
            "planted": number(each["planted"], language),
            "found": _share(each["found"], each["planted"], language),
            "right": _share(right, repaired, language) if repaired else "–",
        }


def _linked(planted: dict[str, Any], language: Language) -> Iterator[dict[str, str]]:
    """Tell by record system how many who changed number were still one person."""
    for each in planted["linked"]:
        yield {
            "mapping": each["mapping"],
            "children": number(each["children"], language),
            "linked": _share(each["linked"], each["children"], language),
        }


def _shown(utility: dict[str, Any], language: Language) -> Iterator[dict[str, str]]:
    """Tell how many cells of the tables are shown, by size of the municipality and years together."""
    for place in utility["measured"]:
        for years in ("1", "3", "5"):
            cells = [table["shown"][years] for table in place["tables"]]
            yield {
                "children": number(place["children"], language),
                "years": years,
                "shown": _share(sum(one for one, _ in cells), sum(of for _, of in cells), language),
            }


def _row(measured: dict[str, Any], language: Language) -> dict[str, str]:
    figure = measured["figure"]
    return {
        "name": measured["name"],
        "figure": number(figure, language, 0 if abs(figure) >= _PERCENT else 1),
        "unit": measured["unit"],
        "limit": measured["limit"],
        "scale": number(measured["scale"], language, 0 if measured["scale"] == 1 else 2),
        "note": measured["note"],
        "machine": measured["machine"],
        "date": measured["date"],
    }


def _share(part: int, whole: int, language: Language) -> str:
    """Write a share, rounded down: only all is 100."""
    return f"{number(_PERCENT * part // whole, language)} %" if whole else "–"


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def add(file: Path) -> None:
    """Put measured rows in, in place of those of the same name."""
    fresh = [
        {name: each[name] for name in _KEPT} | {"date": datetime.now(UTC).date().isoformat()}
        for each in _read(file)
    ]
    kept = _read(MEASURED) if MEASURED.exists() else []
    names = {each["name"] for each in fresh}
    rows = sorted(
        [*(each for each in kept if each["name"] not in names), *fresh], key=lambda each: each["name"]
    )
    MEASURED.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Add rows, write the pages, or check them."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--add"]:
        add(Path(arguments[1]))
    stale = [
        file
        for file, page in pages().items()
        if not file.exists() or file.read_text(encoding="utf-8") != page
    ]
    if "--check" in arguments:
        if stale:
            names = ", ".join(str(file.relative_to(ROOT)) for file in stale)
            sys.exit(f"Stale: {names}. Run python scripts/recommendations.py.")
        return
    for file, page in pages().items():
        file.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
