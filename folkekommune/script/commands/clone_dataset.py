"""Copy a data set with its variables and labels. The active data set stays active."""

from __future__ import annotations

from dataclasses import replace

from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect, done
from folkekommune.script.lookup import free_set, named_set
from folkekommune.script.session import Session

NAME = "clone-dataset"
SYNTAX = ("clone-dataset OLD NEW",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "clone-dataset barn barn_kopi"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Copy a data set."""
    arguments = read(statement, SYNTAX)
    old, new = arguments.name(), arguments.name()
    arguments.end()
    working = named_set(old, session)
    copy = replace(working, name=free_set(new, session))
    return done(session.with_set(copy), "done-clone-dataset", old=working.name, new=copy.name)
