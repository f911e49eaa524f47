"""Forget the history, the data sets, the bindings and the code lists. It cannot be undone."""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Action, Confirmation, Deed, Effect
from folkekommune.script.session import Session

NAME = "clear"
SYNTAX = ("clear",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "clear"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Begin anew."""
    read(statement, SYNTAX).end()
    fresh = Session(session.catalogue, session.grant)
    return Effect(fresh, Confirmation("script.done-clear"), action=Action(Deed.CLEAR))
