"""Data quality: how many have an answer, indicator by indicator and station by station.

What is told of stations and fields comes from the quality report, which has passed disclosure control and is
for the municipality's stewards alone. Who may not read it sees how reliable each published figure is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from folkekommune.access.checks import can_read_quality
from folkekommune.disclosure.results import SafeTable
from folkekommune.indicators.definition import Definition
from folkekommune.indicators.reliability import Flag
from folkekommune.rendering.html import region_html
from folkekommune.rendering.steward_grid import steward_grid
from folkekommune.web.comparison import verdict_of
from folkekommune.web.components.table import Table, TableCell, TableRow
from folkekommune.web.municipality.board import Board, BoardOf
from folkekommune.web.municipality.parts import district_figures
from folkekommune.web.ports import Cell, Figure
from folkekommune.web.writing import write_percent

router = APIRouter()

_SECTIONS = ("places", "not-at-random", "coverage", "months")
"""What a leader needs: stations, fields missing more in one group, who came, and the latest months."""


@dataclass(frozen=True)
class Section:
    """A part of the quality report."""

    name: str
    heading: str
    about: str
    table: Markup


@dataclass(frozen=True)
class Reliability:
    """How far an indicator's newest figure can be relied upon.

    :param hidden: how many of its districts are not shown, :param districts: of how many.
    """

    definition: Definition
    cell: Cell
    figure: Figure
    hidden: int
    districts: int
    flags: tuple[Flag, ...]


@router.get("/{language}/kommune/{number}/datakvalitet", name="municipality_quality")  # noqa: FAST003  (the dependency reads both)
def data_quality(board: BoardOf) -> Response:
    """Show how far the figures can be relied upon, and where answers are missing."""
    may_read = can_read_quality(board.session.user, board.place.number)
    tables = reported(board)
    return board.render(
        "data_quality.html",
        title=board.say("dashboard.quality-title", place=board.place.name),
        may_read=may_read,
        table=Table(
            board.say("dashboard.quality-caption", place=board.place.name),
            tuple(
                board.say(code)
                for code in (
                    "dashboard.column-indicator",
                    "web.column-year",
                    "dashboard.column-answered",
                    "dashboard.column-hidden",
                    "dashboard.column-flags",
                )
            ),
            tuple(_row(board, each) for each in reliabilities(board)),
        ),
        sections=[_section(board, name, table) for name, table in tables.items()],
    )


def reliabilities(board: Board) -> Iterator[Reliability]:
    """Tell of every indicator that has figures."""
    for definition in board.figures.indicators():
        years = board.figures.years(definition.code, board.place.number)
        if years:
            cell = Cell(definition.code, board.place.number, max(years))
            figure = board.figures.figure(cell)
            parts = district_figures(board.figures, cell)
            hidden = sum(not part.is_shown for _, part in parts)
            flags = verdict_of(figure, definition.direction).flags
            yield Reliability(definition, cell, figure, hidden, len(parts), flags)


def reported(board: Board) -> dict[str, SafeTable]:
    """Give the parts of the quality report for a leader; none to who may not read it."""
    insight = board.pages.services.quality
    if insight is None or not can_read_quality(board.session.user, board.place.number):
        return {}
    tables = insight.tables(board.session.user, board.place.number) or {}
    return {name: tables[name] for name in _SECTIONS if name in tables}


def _row(board: Board, each: Reliability) -> TableRow:
    coverage = board.say("dashboard.not-counted")
    if each.figure.coverage is not None:
        coverage = write_percent(100 * each.figure.coverage, board.language, decimals=0)
    hidden = board.say("dashboard.hidden-of", n=each.hidden, all=each.districts) if each.districts else "–"
    flags = [board.say(flag.text) for flag in each.flags if flag is not Flag.OK]
    return TableRow(
        each.definition.wording.short.in_language(board.language),
        (
            TableCell(str(each.cell.year)),
            TableCell(coverage),
            TableCell(hidden),
            TableCell("; ".join(flags) or board.say(Flag.OK.text), words=True),
        ),
        href=board.address(each.definition.code),
    )


def _section(board: Board, name: str, table: SafeTable) -> Section:
    heading = board.say(f"quality.section-{name}")
    grid = region_html(steward_grid(table, board.language), board.language, caption=heading)
    return Section(
        name,
        heading,
        board.say(f"quality.about-{name}"),
        Markup(grid),  # noqa: S704  (escapes every text)
    )
