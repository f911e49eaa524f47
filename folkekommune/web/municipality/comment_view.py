"""What a page of the dashboard shows of the comments on a figure."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import HTTPException

from folkekommune.services.comments import LONGEST, Comment
from folkekommune.web.municipality.board import Board
from folkekommune.web.ports import CommentService
from folkekommune.web.writing import write_moment

SHOWN = 5
"""How many stand on a page that is about something else."""
BACK = ("sammenlign", "bydeler")
"""Pages of figures that show the comments too, besides the indicator's own."""


@dataclass(frozen=True)
class Said:
    """A comment with its time as it is written."""

    comment: Comment
    at: str
    lines: list[str]


@dataclass(frozen=True)
class CommentsView:
    """The comments on an indicator.

    :param href: their own page, where they are sent too. :param hidden: how many more stand there.
    :param back: the page to come back to; the indicator's own when empty.
    """

    said: list[Said]
    href: str
    hidden: int
    back: str
    most: int = LONGEST


def comments_view(
    board: Board, indicator: str, *, back: str = "", all_of_them: bool = False
) -> CommentsView | None:
    """Give the comments; none on a fixed link, which shows what stood then and is sent to others."""
    book = board.pages.services.comments
    if book is None or board.fixed is not None:
        return None
    found = book.about(board.session.user, board.place.number, indicator)
    shown = found if all_of_them else found[:SHOWN]
    return CommentsView(
        [Said(each, write_moment(each.written_at, board.language), each.text.splitlines()) for each in shown],
        board.address(f"{indicator}/kommentarer"),
        hidden=len(found) - len(shown),
        back=back,
    )


def comment_book(board: Board) -> CommentService:
    """Give the book of comments; a server without one has no such page."""
    book = board.pages.services.comments
    if book is None:
        raise HTTPException(404)
    return book
