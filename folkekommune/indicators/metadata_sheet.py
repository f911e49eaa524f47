"""The metadata sheet of an indicator, made of its definition and nothing else.

A reader sees entries with a heading and lines in plain words; a program reads the record as JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from babel.dates import format_date
from markupsafe import Markup, escape

from folkekommune.catalogue.model import Texts
from folkekommune.indicators.definition import Definition, Minimums
from folkekommune.texts import Language, text

_LOCALES = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}
_LEFT_OUT = frozenset({"people"})
"""Words that the databank's package gives; they are no part of the definition."""


@dataclass(frozen=True)
class SheetEntry:
    """A heading and what stands under it, line by line; ``technical`` lines are for programs."""

    heading: str
    lines: tuple[str, ...]
    technical: bool = False


def metadata_sheet(definition: Definition, language: Language) -> tuple[SheetEntry, ...]:
    """Tell everything about an indicator, what matters most first; what is not used is left out."""
    wording = definition.wording
    told = [
        _entry("purpose", [wording.purpose.in_language(language)], language),
        _entry("counted", [wording.counted.in_language(language)], language),
        _entry("case", [wording.case.in_language(language)], language),
        _entry("when", _when(definition, language), language),
        _entry("missing", [_choice("missing", definition.missing_policy, language)], language),
        _entry("unit", [_choice("statistic", definition.statistic, language)], language),
        _entry("direction", [_choice("direction", definition.direction, language)], language),
        _entry("interval", [_choice("interval", definition.interval, language)], language),
        _entry("divided", _divided(definition, language), language),
        _entry("limits", _limits(definition, language), language),
        _entry("coverage", _coverage(definition, language), language),
        _entry("errors", [wording.errors.in_language(language)], language),
        _entry("breaks", _breaks(definition, language), language),
        _entry("benchmark", [_choice("benchmark", definition.benchmark.reference, language)], language),
        _entry("source", [definition.source], language),
        _entry("owner", [definition.owner], language),
        _entry("valid", [_validity(definition, language)], language),
        _entry("references", definition.references, language),
        _entry("expressions", _expressions(definition, language), language, technical=True),
        _entry("identity", [f"{definition.code}, {definition.version}, {definition.databank}"], language),
    ]
    return tuple(entry for entry in told if entry.lines)


def metadata_record(definition: Definition) -> dict[str, Any]:
    """Give the definition as plain data, every text in three languages."""
    plain: dict[str, Any] = _plain(definition)
    return plain


def metadata_page(definition: Definition, language: Language) -> str:
    """Write the sheet as a page of its own, to be kept beside the figures."""
    name = definition.wording.name.in_language(language)
    style = Markup(
        "body{font:1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:44rem;padding:0 1rem}"
        "dt{font-weight:600;margin-top:1rem}dd{margin:0}code{overflow-wrap:anywhere}"
        ":root{color-scheme:light dark}"
    )
    body = Markup("").join(
        Markup("<dt>{}</dt>{}").format(entry.heading, Markup("").join(_lines(entry)))
        for entry in metadata_sheet(definition, language)
    )
    return Markup(
        '<!doctype html>\n<html lang="{}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<main>\n<h1>{}</h1>\n<p>{}</p>\n"
        "<dl>{}</dl>\n</main>\n</body>\n</html>\n"
    ).format(language, name, style, name, text("metadata_sheet.lead", language), body)


def _lines(entry: SheetEntry) -> Iterable[Markup]:
    form = "<dd><code>{}</code></dd>" if entry.technical else "<dd>{}</dd>"
    return (Markup(form).format(escape(line)) for line in entry.lines)  # noqa: S704  (form is one of ours)


def _entry(name: str, lines: Iterable[str], language: Language, *, technical: bool = False) -> SheetEntry:
    return SheetEntry(text(f"metadata_sheet.heading-{name}", language), tuple(lines), technical)


def _choice(name: str, value: Enum, language: Language) -> str:
    return text(f"metadata_sheet.is-{name}-{str(value.value).replace('_', '-')}", language)


def _when(definition: Definition, language: Language) -> list[str]:
    timepoint, moment = definition.timepoint, definition.moment
    if moment is not None:
        day = format_date(date(moment.first_year, moment.month, moment.day), "d. MMMM", _LOCALES[language])
        return [text("metadata_sheet.when-moment", language, day=day, first=str(moment.first_year))]
    if timepoint is None:
        return []
    return [
        text(
            "metadata_sheet.when-visit",
            language,
            occasion=timepoint.occasion,
            least=timepoint.age_min_days,
            most=timepoint.age_max_days,
        ),
        _choice("pick", timepoint.pick, language),
    ]


def _divided(definition: Definition, language: Language) -> list[str]:
    areas = [_choice("area", area, language) for area in definition.geography]
    groups = [_choice("by", dimension, language) for dimension in definition.disaggregate]
    years = [
        text("metadata_sheet.years", language, n=count, count=count) for count in definition.period.years
    ]
    return [*areas, *groups, *years]


def _limits(definition: Definition, language: Language) -> list[str]:
    """Tell the limits that are stricter than everyone's, and whether the subject is sensitive."""
    lines = [text("metadata_sheet.limits-policy", language)]
    if definition.minimums != Minimums():
        strict = (
            ("numerator", definition.minimums.numerator),
            ("denominator", definition.minimums.denominator),
            ("coverage", definition.minimums.coverage),
        )
        lines += [
            text(f"metadata_sheet.limits-{name}", language, least=least)
            for name, least in strict
            if least is not None
        ]
    if definition.sensitive:
        lines.append(text("metadata_sheet.limits-sensitive", language))
    return lines


def _coverage(definition: Definition, language: Language) -> list[str]:
    """Tell whom the figure is held against to see how many it covers."""
    eligible = definition.eligible
    if eligible is None:
        return [text("metadata_sheet.coverage-none", language)]
    ages = ", ".join(map(str, eligible.ages))
    if not ages:
        return [text("metadata_sheet.coverage-year", language, table=eligible.table)]
    return [text("metadata_sheet.coverage-ages", language, table=eligible.table, ages=ages)]


def _breaks(definition: Definition, language: Language) -> list[str]:
    return [f"{_day(entry.day, language)}: {entry.note.in_language(language)}" for entry in definition.breaks]


def _validity(definition: Definition, language: Language) -> str:
    if definition.valid_to is None:
        return text("metadata_sheet.valid-from", language, day=_day(definition.valid_from, language))
    first, last = _day(definition.valid_from, language), _day(definition.valid_to, language)
    return text("metadata_sheet.valid-between", language, first=first, last=last)


def _expressions(definition: Definition, language: Language) -> list[str]:
    named = (
        ("population", definition.counting.population),
        ("denominator", definition.counting.denominator),
        ("numerator", definition.counting.numerator),
        ("value", definition.counting.value),
    )
    return [f"{text(f'metadata_sheet.expression-{name}', language)}: {code}" for name, code in named if code]


def _day(day: date, language: Language) -> str:
    pattern = "d MMMM y" if language == "en" else "d. MMMM y"
    return str(format_date(day, pattern, locale=_LOCALES[language]))


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Texts) or (is_dataclass(value) and not isinstance(value, type)):
        return {
            each.name: _plain(getattr(value, each.name))
            for each in fields(value)
            if each.name not in _LEFT_OUT
        }
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(entry) for key, entry in value.items()}
    if isinstance(value, (tuple, list, frozenset)):
        return [_plain(entry) for entry in value]
    return value
