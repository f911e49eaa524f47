"""Everything the page of an official indicator shows: the figure, its trend, and what it stands beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from folkekommune.indicators import reliability
from folkekommune.indicators.definition import Direction
from folkekommune.indicators.verdict import Verdict, Yardstick, judge
from folkekommune.official.borders import break_year
from folkekommune.official.descriptions import Description
from folkekommune.rendering.charts import ComparisonRow
from folkekommune.texts import text
from folkekommune.web.comparison import hold_against_standard
from folkekommune.web.components.figure import FigureView
from folkekommune.web.components.number_card import NumberCard, Tag
from folkekommune.web.municipality.board import Board
from folkekommune.web.municipality.cards import write_interval, write_value
from folkekommune.web.municipality.parts import comparison_view, figures_table
from folkekommune.web.official_indicators import unit_of
from folkekommune.web.ports import Figure, OutsideFigure, OutsideIndicators, Place
from folkekommune.web.trend import series_view, trend_summary
from folkekommune.web.writing import write_amount, write_period

FOLDER = "offisielle-tall"
"""Where the pages are, below the municipality's."""


@dataclass(frozen=True)
class OutsideView:
    """The figure in words, then its pictures.

    :param value: the written value, or None where there is none; then ``reason`` says why.
    :param sentence: how it stands against the country, by the one verdict.
    """

    newest: OutsideFigure
    period: str
    value: str | None
    reason: str
    interval: str
    tag: Tag | None
    sentence: str
    trend: FigureView | None
    beside: FigureView
    broken: int | None


def outside_of(board: Board) -> OutsideIndicators | None:
    """Give the official indicators; none on a fixed page, for they are as they are today."""
    return board.pages.services.official_indicators if board.fixed is None else None


def described(board: Board, theme: str | None = None) -> list[Description]:
    """List the official indicators that the municipality has figures of, of one theme or all."""
    service = outside_of(board)
    if service is None:
        return []
    return [
        each
        for each in service.described()
        if theme in (None, each.theme) and service.series(each, board.place.number)
    ]


def outside_card(board: Board, description: Description) -> NumberCard:
    """Make the card of an official indicator's newest figure, with whose it is."""
    service = outside_of(board)
    series = service.series(description, board.place.number) if service else ()
    newest = series[-1]
    figure = newest.figure
    return NumberCard(
        description.name.in_language(board.language),
        write_period(newest.year, newest.years),
        board.address(f"{FOLDER}/{description.code}"),
        value=write_value(figure, board.language) if figure.is_shown else None,
        interval=_interval(board, figure),
        coverage=board.say(
            "outside.card-invented" if newest.origin.invented else "outside.card",
            source=description.origin.name,
        ),
        reason=_reason(board, figure),
    )


def outside_view(
    board: Board, description: Description, series: Sequence[OutsideFigure], others: Sequence[OutsideFigure]
) -> OutsideView:
    """Gather what is shown of an official indicator.

    :param series: the municipality's own figures, of which there is one at least.
    """
    newest = series[-1]
    figure = newest.figure
    country = next((each for each in others if each.fixed), None)
    verdict = against_country(description, figure, country)
    name = outside_in_sentence(board, country) if country else ""
    return OutsideView(
        newest,
        write_period(newest.year, newest.years),
        value=write_value(figure, board.language) if figure.is_shown else None,
        reason=_reason(board, figure),
        interval=_interval(board, figure),
        tag=Tag(board.say(verdict.word).capitalize(), verdict.sign, verdict.tone)
        if figure.is_shown
        else None,
        sentence=board.say(verdict.sentence, benchmark=name) if figure.is_shown else "",
        trend=_trend(board, description, series),
        beside=_beside(board, description, newest, others),
        broken=_broken(board, series),
    )


def against_country(description: Description, figure: Figure, country: OutsideFigure | None) -> Verdict:
    """Judge against the country; without counts nobody knows how uncertain the figure is."""
    direction = Direction(description.better.value)
    if figure.value is not None and figure.interval is None:
        other = country.figure.value if country else None
        stick = Yardstick(other) if other is not None else None
        return judge(reliability.Figure(value=figure.value), direction, yardstick=stick)
    return hold_against_standard(figure, country.figure if country else Figure(sign=figure.sign), direction)


def outside_in_sentence(board: Board, country: OutsideFigure) -> str:
    """Name a larger area inside a sentence."""
    name = country.name.in_language(board.language)
    return name[:1].lower() + name[1:]


def _interval(board: Board, figure: Figure) -> str:
    return write_interval(figure, board.language) if figure.interval is not None else ""


def _reason(board: Board, figure: Figure) -> str:
    if figure.is_shown or figure.sign is None:
        return ""
    return board.say(f"outside.reason-{figure.sign.name.lower().replace('_', '-')}")


def _broken(board: Board, series: Sequence[OutsideFigure]) -> int | None:
    """Give the year from which the municipality's borders are others, where that is within the series."""
    found = break_year(board.place.number)
    return found if found and series[0].year < found <= series[-1].year else None


def _trend(board: Board, description: Description, series: Sequence[OutsideFigure]) -> FigureView | None:
    if len(series) < 2:  # noqa: PLR2004  (a line needs two ends)
        return None
    yearly = tuple((each.year, each.figure) for each in series)
    broken = _broken(board, series)
    breaks = tuple(sorted({each.year for each in description.breaks} | ({broken} if broken else set())))
    years = {each.year: each.years for each in series}
    uncertain = all(figure.interval is not None for _, figure in yearly if figure.is_shown)
    name = description.name.in_language(board.language)
    return series_view(
        yearly,
        caption=text("web.trend-caption", board.language, name=name, place=board.place.name),
        summary=trend_summary(yearly, board.language, breaks=breaks)
        if uncertain
        else _plainly(board, series),
        unit=unit_of(description),
        breaks=breaks,
        language=board.language,
        line="" if uncertain else board.say("outside.trend-line"),
        label=lambda year: write_period(year, years.get(year, 1)),
    )


def _plainly(board: Board, series: Sequence[OutsideFigure]) -> str:
    """Tell first and last, and that nobody can say from this table whether chance is the reason."""
    shown = [each for each in series if each.figure.is_shown]
    if len(shown) < 2:  # noqa: PLR2004  (a change needs two years)
        return board.say("web.trend-too-few")
    first, last = (
        write_amount(each.figure.value or 0, each.figure.unit, board.language, decimals=each.figure.decimals)
        for each in (shown[0], shown[-1])
    )
    periods = [write_period(each.year, each.years) for each in (shown[0], shown[-1])]
    return board.say("outside.trend", first=first, last=last, before=periods[0], now=periods[1])


def _beside(
    board: Board, description: Description, newest: OutsideFigure, others: Sequence[OutsideFigure]
) -> FigureView:
    caption = board.say(
        "outside.beside-caption",
        name=description.name.in_language(board.language),
        period=write_period(newest.year, newest.years),
    )
    own = Place(board.place.number, board.place.name)
    entries = (
        (own, newest.figure),
        *(
            (Place(str(at), each.name.in_language(board.language)), each.figure)
            for at, each in enumerate(others)
        ),
    )
    rows = tuple(
        ComparisonRow(place.name, figure.value, figure.lower, figure.upper, highlight=place is own)
        for place, figure in entries
    )
    return comparison_view(
        "beside",
        rows,
        caption=caption,
        summary=board.say("outside.beside-none" if not others else "outside.beside"),
        table=figures_table(entries, caption=caption, highlight=own, language=board.language),
        language=board.language,
        unit=unit_of(description),
    )
