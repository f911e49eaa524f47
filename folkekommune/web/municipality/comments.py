"""Comments on an indicator: all of them, and the forms to write one and to take one back. Never public."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi import Path as PathPart
from starlette.responses import RedirectResponse, Response

from folkekommune.errors import InputError
from folkekommune.web.municipality.board import Board, BoardOf
from folkekommune.web.municipality.comment_view import BACK, comment_book, comments_view
from folkekommune.web.municipality.indicator import Code
from folkekommune.web.sessions import CheckedForm

router = APIRouter()

_PAGE = "/{language}/kommune/{number}/{code}/kommentarer"
_MOST_SIGNS = 20_000
Identifier = Annotated[str, PathPart(pattern=r"^[0-9a-f]{16}$")]
Back = Annotated[str, Form(max_length=20)]


@router.get(_PAGE, name="municipality_comments")
def comments(board: BoardOf, code: Code) -> Response:
    """Show all comments on an indicator, and the form."""
    comment_book(board)
    return _page(board, code)


@router.post(_PAGE)
def write(
    board: BoardOf,
    code: Code,
    session: CheckedForm,
    *,
    kommentar: Annotated[str, Form(max_length=_MOST_SIGNS)] = "",
    tilbake: Back = "",
) -> Response:
    """Write a comment and go back to the figure, or show the form again with what is wrong."""
    book, definition = comment_book(board), board.definition(code)
    try:
        book.write(session.user, board.place.number, definition.code, kommentar)
    except InputError as fault:
        sentence = board.say(fault.code, **fault.parameters)
        return _page(board, code, written=kommentar, faults=(("kommentar", sentence),), back=tilbake)
    return _back(board, code, tilbake)


@router.post(_PAGE + "/{identifier}/trekk")
def withdraw(
    board: BoardOf, code: Code, session: CheckedForm, *, identifier: Identifier, tilbake: Back = ""
) -> Response:
    """Take one's own comment back."""
    definition = board.definition(code)
    comment_book(board).withdraw(session.user, board.place.number, definition.code, identifier)
    return _back(board, code, tilbake)


def _back(board: Board, code: str, page: str) -> Response:
    """Go back to where the comment was written."""
    address = board.address(page, indikator=code) if page in BACK else board.address(code)
    return RedirectResponse(f"{address}#kommentarer", status_code=303)


def _page(
    board: Board,
    code: str,
    *,
    written: str = "",
    faults: tuple[tuple[str, str], ...] = (),
    back: str = "",
) -> Response:
    definition = board.definition(code)
    name = definition.wording.name.in_language(board.language)
    return board.render(
        "comments_page.html",
        title=board.say("comments.title", name=name),
        status=400 if faults else 200,
        name=name,
        figure=board.address(code),
        comments=comments_view(board, code, back=back, all_of_them=True),
        written=written,
        faults=faults,
    )
