"""Comments on an indicator, internal to the municipality: listed, written and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Path as PathPart
from pydantic import Field

from folkekommune.services.comments import LONGEST
from folkekommune.web.api_description import faults
from folkekommune.web.municipality.api.asking import AskedBoard, Indicator, dashboard_router
from folkekommune.web.municipality.comment_view import comment_book
from folkekommune.web.sessions import CheckedForm

router = dashboard_router()

Identifier = Annotated[str, PathPart(pattern=r"^[0-9a-f]{16}$")]


@dataclass(frozen=True)
class NewComment:
    """A comment to be written: plain text, and nothing about single persons."""

    text: Annotated[str, Field(max_length=LONGEST, pattern=r"\S")]


@dataclass(frozen=True)
class CommentEntry:
    """A comment. :param own: whether who asks wrote it. :param withdrawn: whether its text is gone."""

    identifier: str
    author: str
    written_at: datetime
    text: str
    own: bool
    withdrawn: bool


@router.get("/indicators/{indicator}/comments")
def comments(board: AskedBoard, indicator: Indicator) -> list[CommentEntry]:
    """List the comments on an indicator, the newest first."""
    definition = board.definition(indicator)
    found = comment_book(board).about(board.session.user, board.place.number, definition.code)
    return [
        CommentEntry(
            each.identifier,
            each.author,
            each.written_at,
            each.text,
            own=each.own,
            withdrawn=each.withdrawn,
        )
        for each in found
    ]


@router.post("/indicators/{indicator}/comments", status_code=201, responses=faults(400))
def write(
    board: AskedBoard, indicator: Indicator, sent: NewComment, session: CheckedForm
) -> list[CommentEntry]:
    """Write a comment, for those alone who read the municipality's dashboard."""
    definition = board.definition(indicator)
    comment_book(board).write(session.user, board.place.number, definition.code, sent.text)
    return comments(board, indicator)


@router.post("/indicators/{indicator}/comments/{comment}/withdrawal", responses=faults(400))
def withdraw(
    board: AskedBoard, indicator: Indicator, comment: Identifier, session: CheckedForm
) -> list[CommentEntry]:
    """Take one's own comment back; its text is gone for good."""
    definition = board.definition(indicator)
    comment_book(board).withdraw(session.user, board.place.number, definition.code, comment)
    return comments(board, indicator)
