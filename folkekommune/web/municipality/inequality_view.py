"""A figure by groups in order, each division as a picture with its table."""

from __future__ import annotations

from folkekommune.indicators.definition import Definition
from folkekommune.rendering.presentations.inequality import inequality
from folkekommune.web.comparison import verdict_of
from folkekommune.web.components.figure import FigureView
from folkekommune.web.components.presentation import estimate_of, presentation_view
from folkekommune.web.municipality.board import Board
from folkekommune.web.ports import Cell, Divided
from folkekommune.web.writing import write_period


def divisions(board: Board, definition: Definition, cell: Cell) -> tuple[Divided, ...]:
    """Give the divisions of a figure that are published; none on a fixed page, which knows of none."""
    service = board.pages.services.inequality
    return tuple(service.of(definition, cell)) if service is not None and board.fixed is None else ()


def inequality_views(board: Board, definition: Definition, cell: Cell) -> tuple[FigureView, ...]:
    """Draw every division of a figure, the worst off first."""
    return tuple(
        _drawn(board, definition, cell, each, at=at)
        for at, each in enumerate(divisions(board, definition, cell), start=1)
    )


def _drawn(board: Board, definition: Definition, cell: Cell, divided: Divided, *, at: int) -> FigureView:
    language = board.language
    drawn = inequality(
        [
            estimate_of(
                name.in_language(language),
                figure,
                verdict_of(figure, definition.direction),
                language=language,
            )
            for name, figure in divided.groups
        ],
        indices=divided.indices,
        caption=board.say(
            "inequality.caption",
            name=definition.wording.name.in_language(language),
            groups=divided.name.in_language(language),
            place=board.place.name,
            period=write_period(cell.year, cell.years),
        ),
        language=language,
    )
    return presentation_view(drawn, identifier=f"inequality-{at}")
