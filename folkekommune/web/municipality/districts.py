"""The districts: the tartan rug of all indicators, then a map and a table of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from folkekommune.indicators.definition import Area, Definition
from folkekommune.web.components.figure import FigureView
from folkekommune.web.municipality.board import Board, BoardOf
from folkekommune.web.municipality.comment_view import comments_view
from folkekommune.web.municipality.district_map import MapKind, map_view
from folkekommune.web.municipality.parts import district_comparison, listed
from folkekommune.web.municipality.rug import Rug, RugLine, rug_of
from folkekommune.web.municipality.themes import theme_name, themes_of
from folkekommune.web.ports import Sign
from folkekommune.web.writing import write_period

router = APIRouter()

Code = Annotated[str, Query(pattern=r"^[a-z0-9_]{0,60}$")]
Theme = Annotated[str, Query(pattern=r"^[a-z0-9_]{0,60}$")]
Year = Annotated[int | None, Query(ge=1900, le=2200)]
Period = Annotated[int, Query(alias="periode", ge=1, le=10)]


@router.get("/{language}/kommune/{number}/bydeler", name="municipality_districts")  # noqa: FAST003  (the dependency reads both)
def districts(
    board: BoardOf,
    *,
    tema: Theme = "",
    indikator: Code = "",
    aar: Year = None,
    period: Period = 1,
    kart: MapKind = MapKind.VERDICT,
) -> Response:
    """Show how the districts stand, indicator by indicator, in a year or in several years together."""
    title = board.say("dashboard.districts-title", place=board.place.name)
    definitions = [entry for entry in board.figures.indicators() if tema in ("", entry.theme)]
    lengths = lengths_of(board, definitions)
    length = period if period in lengths else 1
    years = board.years(length)
    year = aar if aar in years else None
    rug = rug_of(board, definitions, year=year, length=length)
    if not rug.districts:
        return board.render("nothing.html", title=title, reason=board.say("dashboard.districts-none"))
    chosen = next((line for line in rug.lines if line.definition.code == indikator), None)
    line = chosen or next(iter(rug.lines), None)
    return board.render(
        "districts.html",
        title=title,
        rug=rug,
        line=line,
        pictures=_pictures(board, line, kart) if line else (),
        themes=[(theme, theme_name(theme, board.language)) for theme in themes_of(board)],
        theme=tema,
        years=[(str(each), write_period(each, length)) for each in years],
        year=year,
        lengths=[(each, board.say("dashboard.period", n=each)) for each in lengths],
        length=length,
        told=_told(board, rug, length),
        shorter=_shorter(board, line, lengths) if line else None,
        indicators=[(each.definition.code, each.name) for each in rug.lines],
        kinds=[(kind.value, board.say(f"dashboard.map-{kind.value}")) for kind in MapKind],
        kind=kart.value,
        comments=comments_view(board, line.definition.code, back="bydeler") if line else None,
    )


def lengths_of(board: Board, definitions: Sequence[Definition]) -> tuple[int, ...]:
    """Give how many years can be taken together: one, and what some divided indicator has figures for."""
    divided = [entry for entry in definitions if Area.DISTRICT in entry.geography]
    found = {
        length
        for entry in divided
        for length in entry.period.years
        if board.figures.years(entry.code, board.place.number, period=length)
    }
    return tuple(sorted({1} | found))


def _pictures(board: Board, line: RugLine, kind: MapKind) -> tuple[FigureView, FigureView]:
    """Draw the map and the comparison of an indicator."""
    definition, place, language = line.definition, board.place, board.language
    name = definition.wording.name.in_language(language)
    about = {"name": name, "place": place.name, "year": line.period}
    return (
        map_view(
            line.parts,
            caption=board.say("municipality.map-caption", **about),
            definition=definition,
            language=language,
            kind=kind,
        ),
        district_comparison(
            line.parts,
            board.figures.figure(line.cell),
            place=place,
            caption=board.say("municipality.districts-caption", **about),
            definition=definition,
            language=language,
        ),
    )


def _told(board: Board, rug: Rug, length: int) -> str:
    """Say which years are taken together, where several are, and what it means that a figure is not given."""
    periods = {line.period for line in rug.lines}
    if length == 1 or not periods:
        return ""
    said = board.say("dashboard.districts-years-each", n=length)
    if len(periods) == 1:
        said = board.say("dashboard.districts-years", period=periods.pop())
    lacking = any(figure.sign is Sign.MISSING for line in rug.lines for _, figure in line.parts)
    return f"{said} {board.say('dashboard.districts-dots')}" if lacking else said


def _shorter(board: Board, line: RugLine, lengths: Sequence[int]) -> tuple[str, str, str] | None:
    """Name the districts that are shown for fewer years, with the text and address of a link to those."""
    cell = line.cell
    for length in (each for each in lengths if 1 < each < cell.years):
        fewer = replace(cell, years=length)
        names = [
            place.name
            for place, figure in line.parts
            if not figure.is_shown and board.figures.figure(fewer.part(district=place.number)).is_shown
        ]
        if names:
            period = write_period(cell.year, length)
            return (
                board.say(
                    "dashboard.districts-shorter",
                    names=listed(names, board.language),
                    n=len(names),
                    period=period,
                ),
                board.say("dashboard.show-pooled", period=period),
                board.address("bydeler", indikator=cell.indicator, aar=cell.year, periode=length) + "#kart",
            )
    return None
