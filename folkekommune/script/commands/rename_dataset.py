"""Give a data set another name. It stays active if it was."""

from __future__ import annotations

from dataclasses import replace

from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect, done
from folkekommune.script.faults import together
from folkekommune.script.lookup import free_set, named_set
from folkekommune.script.session import Session

NAME = "rename-dataset"
SYNTAX = ("rename-dataset OLD NEW",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "rename-dataset barn_kopi barn_2020"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Rename a data set."""
    arguments = read(statement, SYNTAX)
    old_node, new_node = arguments.name(), arguments.name()
    arguments.end()
    working, new = together(lambda: named_set(old_node, session), lambda: free_set(new_node, session))
    renamed = session.without_set(working.name).with_set(replace(working, name=new))
    if session.active == working.name:
        renamed = renamed.using(new)
    return done(renamed, "done-rename-dataset", old=working.name, new=new)
