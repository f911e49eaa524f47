"""Gather the profile of a place: its figures, the verdicts on them, and sentences made of both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

from folkekommune.indicators.definition import Definition, Statistic
from folkekommune.indicators.verdict import Comparison, Verdict
from folkekommune.municipalities.maps import attribution, topojson
from folkekommune.rendering.charts import TrendPoint, Width
from folkekommune.rendering.maps import MapArea, district_map
from folkekommune.rendering.profile.content import Picture, Profile, ProfileMap, ProfileRow, ProfileTheme
from folkekommune.rendering.profile.strips import Standing, standing_strip, trend_strip
from folkekommune.texts import Language, interval, number, text
from folkekommune.web.comparison import hold_against_year, verdict_of
from folkekommune.web.components.presentation import mark_of
from folkekommune.web.ports import Cell, Figure, Place, PublishedFigures, Sign
from folkekommune.web.public.people import theme_name
from folkekommune.web.public.shown_periods import shown_cell
from folkekommune.web.settings import WebSettings
from folkekommune.web.trend import MOST_YEARS, trend_summary
from folkekommune.web.writing import NO_BREAK, write_date, write_percent, write_period

_MOST_FINDINGS = 5
_YEARS_BACK = 5


@dataclass(frozen=True)
class Gathered:
    """An indicator of a place before it is written: its figure, the verdict, and the districts beside it."""

    definition: Definition
    cell: Cell
    figure: Figure
    verdict: Verdict
    before: int | None
    districts: tuple[tuple[Place, Figure, Verdict], ...]
    whole: Figure
    series: tuple[tuple[int, Figure], ...]


def make_profile(
    figures: PublishedFigures,
    *,
    place: Place,
    district: Place | None,
    settings: WebSettings,
    language: Language,
) -> Profile:
    """Make the profile of a municipality, or of one of its districts."""
    gathered = [
        _gather(figures, definition, place=place, district=district, year=max(years))
        for definition in figures.indicators()
        if (years := figures.years(definition.code, place.number))
    ]
    here = district or place
    rows = [(each.definition.theme, _row(each, place, district, language)) for each in gathered]
    rows.sort(key=lambda entry: (not theme_name(entry[0], language), _theme(entry[0], language)))
    themes = tuple(
        ProfileTheme(heading, tuple(row for _, row in group))
        for heading, group in groupby(rows, key=lambda entry: _theme(entry[0], language))
    )
    kind = "title-district" if district else "title"
    publication = figures.publication
    return Profile(
        language=language,
        title=text(f"profile.{kind}", language, place=place.name, district=here.name),
        place=here.name,
        origin=text(
            "profile.origin",
            language,
            name=settings.name,
            release=publication.release if publication else "–",
            day=write_date(publication.released, language) if publication else "–",
        ),
        lead=text("profile.lead", language, place=here.name),
        findings=_findings(gathered, place, district, language),
        themes=themes,
        meanings=_meanings(gathered, language),
        about=_about(gathered, language),
        about_strips=(
            text("profile.about-standing", language) if any(each.districts for each in gathered) else ""
        ),
        map=None if district else _map(gathered, place, language),
        warning=text("common.synthetic", language) if settings.synthetic else "",
    )


def _gather(
    figures: PublishedFigures, definition: Definition, *, place: Place, district: Place | None, year: int
) -> Gathered:
    cell = whole = Cell(definition.code, place.number, year)
    if district:
        cell = shown_cell(figures, definition, whole.part(district=district.number))
        whole = replace(whole, years=cell.years)
    figure = figures.figure(cell)
    verdict, before = verdict_of(figure, definition.direction), None
    years = figures.years(definition.code, place.number)
    if district is None and verdict.comparison is Comparison.NOT_TESTED and figure.is_shown:
        before = year - _YEARS_BACK if year - _YEARS_BACK in years else min(years)
        if before < year:
            verdict = hold_against_year(figures, definition, cell, before=before)
    first = max(min(years), year - MOST_YEARS + 1)
    parts = (
        (entry, figures.figure(whole.part(district=entry.number))) for entry in _districts(figures, place)
    )
    return Gathered(
        definition,
        cell,
        figure,
        verdict,
        before if before != year else None,
        tuple((entry, part, verdict_of(part, definition.direction)) for entry, part in parts),
        figures.figure(whole),
        # Of single years also where the figure is of several: periods that overlap are no development.
        tuple((each, figures.figure(replace(cell, year=each, years=1))) for each in range(first, year + 1)),
    )


def _districts(figures: PublishedFigures, place: Place) -> tuple[Place, ...]:
    return tuple(figures.districts(place.number))


def _row(found: Gathered, place: Place, district: Place | None, language: Language) -> ProfileRow:
    figure, verdict = found.figure, found.verdict
    shown = figure.value is not None
    tested = verdict.comparison is not Comparison.NOT_TESTED
    against = ""
    if tested and found.before is not None:
        against = text("profile.against-year", language, year=str(found.before))
    elif tested:
        against = text("profile.against-rest", language, place=place.name)
    sign = figure.sign or Sign.MISSING
    return ProfileRow(
        name=found.definition.wording.name.in_language(language),
        period=write_period(found.cell.year, found.cell.years),
        value=_written(figure.value, figure, found.definition, language),
        interval=_interval(figure, found.definition, language),
        sign=verdict.sign if shown else sign.value,
        word=text(verdict.word if shown else f"web.sign-{sign.name.lower()}", language),
        tone=verdict.tone.value,
        against=against,
        strip=_strip(found, district or place, language),
        trend=_trend(found, language),
        sentences=_sentences(found, place, district, language),
    )


def _sentences(found: Gathered, place: Place, district: Place | None, language: Language) -> tuple[str, ...]:
    """Write what is said of an indicator: the verdict, the development, the districts that stand apart."""
    if not found.figure.is_shown:
        return ()
    sentences = []
    if found.cell.years > 1:
        sentences.append(text("profile.pooled", language, years=str(found.cell.years)))
    if found.before is not None or found.verdict.comparison is not Comparison.NOT_TESTED:
        benchmark = (
            str(found.before) if found.before else text("profile.the-rest", language, place=place.name)
        )
        sentences.append(text(found.verdict.sentence, language, benchmark=benchmark))
    breaks = tuple(entry.day.year for entry in found.definition.breaks if entry.area in (None, place.number))
    if len(found.series) > 1 and _is_share(found.definition):
        sentences.append(trend_summary(found.series, language, breaks=breaks))
    if district is None:
        for comparison in (Comparison.HIGHER, Comparison.LOWER):
            names = [entry.name for entry, _, verdict in found.districts if verdict.comparison is comparison]
            if names:
                code = f"profile.districts-{comparison.value}"
                sentences.append(text(code, language, names=", ".join(names)))
    return tuple(sentences)


def _findings(
    gathered: list[Gathered], place: Place, district: Place | None, language: Language
) -> tuple[str, ...]:
    """Choose the surest differences: of the place itself, and of its districts, one of each a figure."""
    told: list[tuple[float, str]] = []
    for found in gathered:
        if not _is_share(found.definition):
            continue
        name = found.definition.wording.name.in_language(language)
        year = write_period(found.cell.year, found.cell.years)
        if found.verdict.is_sure:
            side = found.verdict.comparison.value
            value = _written(found.figure.value, found.figure, found.definition, language)
            values = {"name": name, "value": value, "year": year}
            if found.before is not None:
                sentence = text(
                    f"municipality.finding-years-{side}", language, before=str(found.before), **values
                )
            else:
                here = (district or place).name
                sentence = text(f"municipality.finding-districts-{side}", language, district=here, **values)
            told.append((found.verdict.strength, sentence))
        apart = [each for each in found.districts if each[2].is_sure]
        if apart and district is None:
            entry, part, verdict = max(apart, key=lambda each: each[2].strength)
            sentence = text(
                f"municipality.finding-districts-{verdict.comparison.value}",
                language,
                name=name,
                district=entry.name,
                value=_written(part.value, part, found.definition, language),
                year=year,
            )
            told.append((verdict.strength, sentence))
    told.sort(key=lambda entry: -entry[0])
    return tuple(sentence for _, sentence in told[:_MOST_FINDINGS])


def _strip(found: Gathered, here: Place, language: Language) -> Picture | None:
    figure = found.figure
    others = tuple(part.value for _, part, _ in found.districts if part.value is not None)
    if figure.value is None or figure.lower is None or figure.upper is None or len(others) < 2:  # noqa: PLR2004  (a range has two ends)
        return None
    standing = Standing(figure.value, figure.lower, figure.upper, others, middle=found.whole.value)
    value, lowest, highest = (
        _written(each, figure, found.definition, language)
        for each in (figure.value, min(others), max(others))
    )
    description = text(
        "profile.strip",
        language,
        place=here.name,
        value=value,
        lowest=lowest,
        highest=highest,
    )
    return Picture(standing_strip(standing), description)


def _trend(found: Gathered, language: Language) -> Picture | None:
    points = [TrendPoint(year, each.value, each.lower, each.upper) for year, each in found.series]
    if sum(point.value is not None for point in points) < 2:  # noqa: PLR2004  (a line needs two ends)
        return None
    first, last = str(points[0].year), str(points[-1].year)
    return Picture(trend_strip(points), text("profile.trend-picture", language, first=first, last=last))


def _map(gathered: list[Gathered], place: Place, language: Language) -> ProfileMap | None:
    """Draw the districts for the indicator in which most of them stand apart."""
    candidates = [
        found
        for found in gathered
        if _is_share(found.definition) and any(part.is_shown for _, part, _ in found.districts)
    ]
    if not candidates:
        return None
    found = max(candidates, key=lambda each: sum(verdict.is_sure for *_, verdict in each.districts))
    marks = {entry.number: mark_of(verdict, language) for entry, _, verdict in found.districts}
    areas = tuple(
        MapArea(entry.number, entry.name, _map_label(part, verdict, language), marks[entry.number].fill)
        for entry, part, verdict in found.districts
    )
    about = {
        "name": found.definition.wording.name.in_language(language),
        "place": place.name,
        "year": str(found.cell.year),
    }
    svg = district_map(topojson("districts"), areas, language=language, width=Width.WIDE)
    return ProfileMap(
        heading=text("profile.map-heading", language, name=about["name"], year=about["year"]),
        picture=Picture(svg, text("profile.map", language, **about)),
        legend=tuple(dict.fromkeys(mark.label for mark in marks.values() if not mark.is_absent)),
        note=attribution(language),
    )


def _map_label(part: Figure, verdict: Verdict, language: Language) -> str:
    if part.value is None:
        return verdict.sign
    return f"{write_percent(part.value, language, decimals=0)} {verdict.sign}"


def _meanings(gathered: list[Gathered], language: Language) -> tuple[tuple[str, str], ...]:
    """Explain the signs in use, those of verdicts first."""
    found: dict[str, str] = {}
    for each in gathered:
        if each.figure.is_shown:
            found.setdefault(each.verdict.sign, text(each.verdict.word, language))
    for each in gathered:
        if each.figure.sign is not None:
            found.setdefault(
                each.figure.sign.value, text(f"web.sign-{each.figure.sign.name.lower()}", language)
            )
    return tuple(found.items())


def _about(gathered: list[Gathered], language: Language) -> tuple[str, ...]:
    sources = ", ".join(sorted({each.definition.source for each in gathered}))
    lines = [text(f"profile.about-{name}", language) for name in ("interval", "privacy")]
    if sources:
        lines.append(text("profile.about-source", language, sources=sources))
    return tuple(lines)


def _theme(theme: str, language: Language) -> str:
    return theme_name(theme, language) or text("profile.other-theme", language)


def _is_share(definition: Definition) -> bool:
    return definition.statistic is Statistic.PROPORTION


def _written(value: float | None, figure: Figure, definition: Definition, language: Language) -> str:
    """Write a value of an indicator; a mean has its unit behind it."""
    if value is None:
        return ""
    if _is_share(definition):
        return write_percent(value, language, decimals=figure.decimals)
    return f"{number(value, language, figure.decimals)}{NO_BREAK}{definition.unit}"


def _interval(figure: Figure, definition: Definition, language: Language) -> str:
    if figure.lower is None or figure.upper is None:
        return ""
    decimals = 1 if _is_share(definition) else figure.decimals
    lower, upper = (number(limit, language, decimals) for limit in (figure.lower, figure.upper))
    return interval(lower, upper, language)
