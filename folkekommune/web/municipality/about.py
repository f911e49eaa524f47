"""About the figures: the signs, the words, and a metadata sheet for every indicator."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as PathPart
from starlette.responses import Response

from folkekommune.indicators.metadata_sheet import metadata_sheet
from folkekommune.indicators.reliability import NO_VALUE, Flag
from folkekommune.indicators.verdict import ABSENCE_SIGNS, COMPARISON_SIGNS
from folkekommune.web.municipality.board import Board, BoardOf
from folkekommune.web.municipality.themes import theme_name

router = APIRouter()

Code = Annotated[str, PathPart(pattern=r"^[a-z0-9_]{1,60}$")]
_WORDS = (
    "share",
    "interval",
    "chance",
    "sure",
    "clearly",
    "coverage",
    "hidden",
    "benchmark",
    "district",
    "publication",
)


@router.get("/{language}/kommune/{number}/om-tallene", name="municipality_about")  # noqa: FAST003  (the dependency reads both)
def about(board: BoardOf) -> Response:
    """Explain the signs and words, and list the indicators."""
    ordered = sorted(board.figures.indicators(), key=lambda entry: theme_name(entry.theme, board.language))
    return board.render(
        "about.html",
        title=board.say("dashboard.about-title"),
        signs=signs_of(board),
        flags=list(flags_of(board).values()),
        words=words_of(board),
        themes=[
            (theme_name(theme, board.language), list(entries))
            for theme, entries in groupby(ordered, key=lambda entry: entry.theme)
        ],
    )


def signs_of(board: Board) -> list[tuple[str, str]]:
    """Give the signs and what they mean."""
    return [
        *(
            (sign, board.say(f"indicators.word-{kind.value.replace('_', '-')}"))
            for kind, sign in COMPARISON_SIGNS.items()
        ),
        *((sign, board.say(flag.text)) for flag, sign in ABSENCE_SIGNS.items()),
    ]


def flags_of(board: Board) -> dict[str, str]:
    """Give the reservations that can stand by a figure, by their codes."""
    return {flag.value: board.say(flag.text) for flag in Flag if flag not in {*NO_VALUE, Flag.OK}}


def words_of(board: Board) -> list[tuple[str, str]]:
    """Give the words that need an explanation, with it."""
    return [(board.say(f"dashboard.word-{word}"), board.say(f"dashboard.meaning-{word}")) for word in _WORDS]


@router.get("/{language}/kommune/{number}/om-tallene/{code}", name="municipality_about_indicator")  # noqa: FAST003  (the dependency reads both)
def sheet(board: BoardOf, code: Code) -> Response:
    """Show the metadata sheet of an indicator, made of its definition alone."""
    definition = board.definition(code)
    name = definition.wording.name.in_language(board.language)
    return board.render(
        "sheet.html",
        title=board.say("dashboard.sheet-title", name=name),
        definition=definition,
        name=name,
        entries=metadata_sheet(definition, board.language),
    )
