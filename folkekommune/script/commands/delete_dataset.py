"""Remove a data set with its variables. If it was the active one, none is active afterwards."""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect, done
from folkekommune.script.lookup import named_set
from folkekommune.script.session import Session

NAME = "delete-dataset"
SYNTAX = ("delete-dataset NAME",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "delete-dataset barn_kopi"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Remove a data set."""
    arguments = read(statement, SYNTAX)
    node = arguments.name()
    arguments.end()
    name = named_set(node, session).name
    return done(session.without_set(name), "done-delete-dataset", name=name)
