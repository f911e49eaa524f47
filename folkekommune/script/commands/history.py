"""List the commands given so far, without their results."""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.session import Session

NAME = "history"
SYNTAX = ("history",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "history"


def bind(statement: ast.Command, session: Session) -> Effect:
    """List the commands."""
    read(statement, SYNTAX).end()
    return Effect(session, markdown="\n".join(["```", *session.history, "```"]))
