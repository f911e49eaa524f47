"""What stands out: at most three sentences made by rule, each with a link to its figure.

Only differences whose interval leaves zero out are told, the clearest first: the newest year against
five years before, a district against the rest of its municipality, and girls against boys.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from folkekommune.indicators.definition import Definition, Dimension
from folkekommune.indicators.verdict import Comparison, Verdict
from folkekommune.texts import Language, text
from folkekommune.web.comparison import hold_against, hold_against_year, verdict_of
from folkekommune.web.ports import Cell, Figure, Place, PublishedFigures, Sex
from folkekommune.web.writing import write_amount

MOST = 3
_YEARS_BACK = 5


@dataclass(frozen=True)
class Finding:
    """A sentence that stands out, with the page of its figure."""

    name: str
    sentence: str
    href: str
    strength: float
    indicator: str


def findings(figures: PublishedFigures, *, place: Place, language: Language) -> tuple[Finding, ...]:
    """Find the clearest differences, at most one of each indicator and kind."""
    found: list[Finding] = []
    for definition in figures.indicators():
        years = figures.years(definition.code, place.number)
        if years:
            cell = Cell(definition.code, place.number, max(years))
            found += _of_indicator(figures, definition, cell, language=language)
    return tuple(sorted(found, key=lambda finding: -finding.strength)[:MOST])


def _of_indicator(
    figures: PublishedFigures, definition: Definition, cell: Cell, *, language: Language
) -> Iterator[Finding]:
    newest = figures.figure(cell)
    name = definition.wording.name.in_language(language)
    before = cell.year - _YEARS_BACK
    years = figures.years(cell.indicator, cell.municipality)
    if before in years:
        change = hold_against_year(figures, definition, cell, before=before)
        if change.is_sure:
            values = {"value": _write(newest, language), "year": str(cell.year), "before": str(before)}
            yield _finding("years", change, cell, language=language, name=name, **values)
    if Dimension.SEX in definition.disaggregate:
        yield from _sexes(figures, definition, cell, language=language)
    yield from _districts(figures, definition, cell, language=language)


def _sexes(
    figures: PublishedFigures, definition: Definition, cell: Cell, *, language: Language
) -> Iterator[Finding]:
    girls, boys = (figures.figure(cell.part(sex=sex)) for sex in (Sex.FEMALE, Sex.MALE))
    change = hold_against(girls, boys, definition.direction)
    if change.is_sure:
        name, people = definition.wording.name.in_language(language), definition.people
        values = {
            "girls": _write(girls, language),
            "boys": _write(boys, language),
            "female": people.female.in_language(language),
            "male": people.male.in_language(language),
            "year": str(cell.year),
        }
        yield _finding("sexes", change, cell, language=language, name=name, **values)


def _districts(
    figures: PublishedFigures, definition: Definition, cell: Cell, *, language: Language
) -> Iterator[Finding]:
    parts = (
        (entry, figures.figure(cell.part(district=entry.number)))
        for entry in figures.districts(cell.municipality)
    )
    apart = [
        (verdict, entry, part)
        for entry, part in parts
        if (verdict := verdict_of(part, definition.direction)).is_sure
    ]
    if apart:
        verdict, entry, part = max(apart, key=lambda found: found[0].strength)
        name = definition.wording.name.in_language(language)
        values = {"district": entry.name, "value": _write(part, language), "year": str(cell.year)}
        yield _finding("districts", verdict, cell, language=language, name=name, **values)


def _finding(
    kind: str, verdict: Verdict, cell: Cell, *, name: str, language: Language, **values: str
) -> Finding:
    side = "higher" if verdict.comparison is Comparison.HIGHER else "lower"
    sentence = text(f"municipality.finding-{kind}-{side}", language, name=name, **values)
    href = f"/{language}/kommune/{cell.municipality}/{cell.indicator}"
    return Finding(name, sentence, href, verdict.strength, cell.indicator)


def _write(figure: Figure, language: Language) -> str:
    if figure.value is None:
        return ""
    return write_amount(figure.value, figure.unit, language, decimals=figure.decimals)
