"""Data quality: how many have an answer, indicator by indicator and station by station.

What is told of stations and fields comes from the quality report, which has passed disclosure control and is
for the municipality's stewards alone. Who may not read it sees how reliable each published figure is.
"""

from __future__ import annotations

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
from folkekommune.web.ports import Cell
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


@router.get("/{language}/kommune/{number}/datakvalitet", name="municipality_quality")  # noqa: FAST003  (the dependency reads both)
def data_quality(board: BoardOf) -> Response:
    """Show how far the figures can be relied upon, and where answers are missing."""
    may_read = can_read_quality(board.session.user, board.place.number)
    insight = board.pages.services.quality
    tables = (
        insight.tables(board.session.user, board.place.number) if may_read and insight is not None else None
    )
    rows = [_row(board, entry) for entry in board.figures.indicators()]
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
            tuple(row for row in rows if row is not None),
        ),
        sections=[_section(board, name, tables[name]) for name in _SECTIONS if tables and name in tables],
    )


def _row(board: Board, definition: Definition) -> TableRow | None:
    years = board.figures.years(definition.code, board.place.number)
    if not years:
        return None
    cell = Cell(definition.code, board.place.number, max(years))
    figure = board.figures.figure(cell)
    parts = [
        board.figures.figure(cell.part(district=entry.number))
        for entry in board.figures.districts(board.place.number)
    ]
    hidden = sum(not part.is_shown for part in parts)
    coverage = board.say("dashboard.not-counted")
    if figure.coverage is not None:
        coverage = write_percent(100 * figure.coverage, board.language, decimals=0)
    verdict = verdict_of(figure, definition.direction)
    flags = [board.say(flag.text) for flag in verdict.flags if flag is not Flag.OK]
    return TableRow(
        definition.wording.short.in_language(board.language),
        (
            TableCell(str(cell.year)),
            TableCell(coverage),
            TableCell(board.say("dashboard.hidden-of", n=hidden, all=len(parts)) if parts else "–"),
            TableCell("; ".join(flags) or board.say(Flag.OK.text), words=True),
        ),
        href=board.address(definition.code),
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
