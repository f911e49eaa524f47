"""The number card of an indicator, with its verdict in words."""

from __future__ import annotations

from folkekommune.catalogue.people import People
from folkekommune.indicators.definition import Definition
from folkekommune.indicators.verdict import Comparison, Verdict
from folkekommune.texts import Language, number, text
from folkekommune.web.comparison import hold_against_year
from folkekommune.web.components.number_card import NumberCard, Tag
from folkekommune.web.ports import Cell, Figure, Place, PublishedFigures, Sign
from folkekommune.web.writing import write_amount, write_percent, write_period


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
    change = hold_against_year(figures, definition, cell, before=year - 1)
    return NumberCard(
        title,
        write_period(year, 1),
        href,
        value=write_value(figure, language),
        interval=write_interval(figure, language),
        tag=change_tag(change, before=write_period(year - 1, 1), language=language),
        coverage=write_coverage(figure, definition.people, language),
    )


def write_value(figure: Figure, language: Language) -> str:
    """Write the value of a shown figure with its unit."""
    if figure.value is None:
        return ""
    return write_amount(figure.value, figure.unit, language, decimals=figure.decimals)


def write_interval(figure: Figure, language: Language) -> str:
    """Write the interval in words."""
    if figure.lower is None or figure.upper is None:
        return ""
    decimals = 1 if figure.unit == "%" else figure.decimals
    return text(
        "municipality.interval",
        language,
        lower=number(figure.lower, language, decimals),
        upper=write_amount(figure.upper, figure.unit, language, decimals=decimals),
    )


def write_coverage(figure: Figure, people: People, language: Language) -> str:
    """Write how many of the people have an answer, where that is known."""
    if figure.coverage is None:
        return ""
    share = write_percent(100 * figure.coverage, language, decimals=0)
    if figure.coverage > 1:
        return text("municipality.coverage-over", language, share=share)
    return text("municipality.coverage", language, share=share, every=people.every.in_language(language))


def reason_hidden(figure: Figure, people: People, language: Language) -> str:
    """Say why a figure is not shown."""
    sign = figure.sign or Sign.MISSING
    many = people.many.in_language(language)
    return text(f"municipality.reason-{sign.name.lower().replace('_', '-')}", language, many=many)


def change_tag(change: Verdict, *, before: str, language: Language) -> Tag | None:
    """Say how a figure stands against the year or period before; None when it was not tested."""
    if change.comparison is Comparison.NOT_TESTED:
        return None
    kind = change.comparison.value.replace("_", "-")
    return Tag(
        text(f"municipality.change-{kind}", language, year=before),
        change.sign,
        change.tone,
    )
