"""Give a variable another name. Its labels go with it."""

from __future__ import annotations

from folkekommune.query.steps import Rename
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect, done
from folkekommune.script.faults import together
from folkekommune.script.lookup import filled_set, free_variable, variable
from folkekommune.script.session import Session

NAME = "rename"
SYNTAX = ("rename OLD NEW",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "rename VEKT_KG_A4 vekt"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Rename a variable."""
    arguments = read(statement, SYNTAX)
    old_node, new_node = arguments.name(), arguments.name()
    arguments.end()
    working, dataset = filled_set(session, statement)
    old, new = together(
        lambda: variable(old_node, working, session), lambda: free_variable(new_node, working)
    )
    renamed = working.with_dataset(dataset.then(Rename(old, new)))
    renamed = renamed.with_labels(new, working.labels.get(old)).with_title(new, working.titles.get(old))
    return done(session.with_set(renamed), "done-rename", old=old, new=new)
