"""What is told of official tables, in sentences: the same on the command line and on the stewards' page."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from folkekommune.official.preparing import Prepared
from folkekommune.services.official_tables import Kept
from folkekommune.texts import Language, text

_LOCALES = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}
_SIGNS = {":": "withheld", "..": "missing", ".": "not-computable"}


def understood_lines(prepared: Prepared, language: Language) -> tuple[str, ...]:
    """Tell what was understood of a file, without a single figure of it."""
    description, understood = prepared.description, prepared.understood
    years = understood.years
    levels = [
        text(f"official.level-{level.replace('_', '-')}", language, n=count)
        for level, count in sorted(understood.by_level.items())
    ]
    told = [
        text(f"official.form-{prepared.cube.form}", language, name=description.name.in_language(language)),
        text("official.titled", language, title=prepared.cube.title) if prepared.cube.title else "",
        text("official.invented-notice", language) if prepared.cube.invented else "",
        text(
            "official.read",
            language,
            n=len(understood.figures),
            first=str(years[0]),
            last=str(years[-1]),
            places=", ".join(levels),
        ),
    ]
    told += [
        text(f"official.sign-{_SIGNS[sign]}", language, n=count)
        for sign, count in sorted(understood.absent.items())
    ]
    counted = {
        "unknown-places": understood.unknown_places,
        "unread": understood.unread,
        "merged": prepared.moved.merged,
        "former-kept": prepared.moved.former,
        "hidden": prepared.hidden,
    }
    told += [text(f"official.{code}", language, n=count) for code, count in counted.items() if count]
    return tuple(line for line in told if line)


def table_line(kept: Kept, language: Language) -> str:
    """Tell of a table in use in one line: what, from whom, under which licence, from when."""
    receipt = kept.receipt
    return text(
        "official.line",
        language,
        code=receipt.code,
        name=name_of_table(kept, language),
        source=receipt.source,
        licence=receipt.licence,
        day=write_day(receipt.fetched, language),
        number=str(receipt.number),
    )


def name_of_table(kept: Kept, language: Language) -> str:
    """Name a table; say so where its figures are invented or its description has changed since."""
    receipt = kept.receipt
    name = kept.description.name.in_language(language) if kept.description else receipt.code
    if receipt.invented:
        name = text("official.name-invented", language, name=name)
    return name if kept.description else text("official.name-outdated", language, name=name)


def write_day(day: str, language: Language) -> str:
    """Write a day the way of the language."""
    return str(format_date(date.fromisoformat(day), format="long", locale=_LOCALES[language]))
