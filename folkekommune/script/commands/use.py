"""Make another data set the active one. Commands act on the active data set."""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect, done
from folkekommune.script.lookup import named_set
from folkekommune.script.session import Session

NAME = "use"
SYNTAX = ("use NAME",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "use barn"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Switch data sets."""
    arguments = read(statement, SYNTAX)
    name = arguments.name()
    arguments.end()
    working = named_set(name, session)
    return done(session.using(working.name), "done-use", name=working.name)
