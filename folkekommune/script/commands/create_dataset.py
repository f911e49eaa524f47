"""Make a new empty data set and make it the active one.

A data set holds one unit type, decided by its first import.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect, done
from folkekommune.script.lookup import free_set
from folkekommune.script.session import Session, WorkingSet

NAME = "create-dataset"
SYNTAX = ("create-dataset NAME",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "create-dataset barn"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Make a data set."""
    arguments = read(statement, SYNTAX)
    name = arguments.name()
    arguments.end()
    made = WorkingSet(free_set(name, session))
    return done(session.with_set(made).using(made.name), "done-create-dataset", name=made.name)
