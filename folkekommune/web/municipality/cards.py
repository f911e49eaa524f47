"""The number card of an indicator, with its verdict in words."""

from __future__ import annotations

from folkekommune.catalogue.people import People
from folkekommune.indicators.definition import Definition
from folkekommune.statistics.comparison import Position
from folkekommune.texts import Language, number, text
from folkekommune.web.comparison import Change, compare, tone
from folkekommune.web.components.number_card import NumberCard, Tag
from folkekommune.web.ports import Cell, Figure, Place, PublishedFigures, Sign
from folkekommune.web.writing import write_percent, write_period

_SYMBOLS = {Position.HIGHER: "▲", Position.LOWER: "▼", Position.NOT_DIFFERENT: "≈"}


def indicator_card(
    figures: PublishedFigures, definition: Definition, *, place: Place, language: Language
) -> NumberCard:
    """Make the card of an indicator's newest figure, compared with the year before."""
    title = definition.wording.name.in_language(language)
    href = f"/{language}/kommune/{place.number}/{definition.code}"
    years = figures.years(definition.code, place.number)
    if not years:
        return NumberCard(title, "", href, reason=text("municipality.no-figures", language))
    year = max(years)
    cell = Cell(definition.code, place.number, year)
    figure = figures.figure(cell)
    if figure.value is None:
        return NumberCard(
            title, write_period(year, 1), href, reason=reason_hidden(figure, definition.people, language)
        )
    change = compare(figures.figure(cell.at(year - 1)), figure)
    return NumberCard(
        title,
        write_period(year, 1),
        href,
        value=write_percent(figure.value, language, decimals=figure.decimals),
        interval=write_interval(figure, language),
        tag=change_tag(change, definition, year=year, language=language),
        coverage=write_coverage(figure, definition.people, language),
    )


def write_interval(figure: Figure, language: Language) -> str:
    """Write the interval in words."""
    if figure.lower is None or figure.upper is None:
        return ""
    return text(
        "municipality.interval",
        language,
        lower=number(figure.lower, language, 1),
        upper=write_percent(figure.upper, language),
    )


def write_coverage(figure: Figure, people: People, language: Language) -> str:
    """Write how many of the people have an answer, where that is known."""
    if figure.coverage is None:
        return ""
    share = write_percent(100 * figure.coverage, language, decimals=0)
    return text("municipality.coverage", language, share=share, every=people.every.in_language(language))


def reason_hidden(figure: Figure, people: People, language: Language) -> str:
    """Say why a figure is not shown."""
    sign = figure.sign or Sign.MISSING
    many = people.many.in_language(language)
    return text(f"municipality.reason-{sign.name.lower().replace('_', '-')}", language, many=many)


def change_tag(change: Change | None, definition: Definition, *, year: int, language: Language) -> Tag | None:
    """Say how a figure stands against the year before; None when there is nothing to compare with."""
    if change is None:
        return None
    kind = change.position.name.lower().replace("_", "-")
    return Tag(
        text(f"municipality.change-{kind}", language, year=str(year - 1)),
        _SYMBOLS[change.position],
        tone(change.position, definition.direction),
    )


def change_sentence(change: Change | None, *, year: int, language: Language) -> str:
    """Say how large the difference from the year before is, and whether it can be trusted."""
    if change is None or round(abs(change.points), 1) == 0:
        return ""
    kind = change.position.name.lower().replace("_", "-")
    points = number(abs(change.points), language, 1)
    return text(f"municipality.points-{kind}", language, points=points, year=str(year - 1))
