"""Give a number, a text, a date or a name a name of its own: a binding, written ``$name`` afterwards.

A binding never touches data. ``++`` puts parts together: ``lonn ++ $year`` is the name ``lonn2020``, and
``2020 ++ "-01-01"`` a date; arithmetic comes first. A new ``let`` of the same name replaces the old one,
and one inside a loop is gone after the turn.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bindings import value_of, written
from folkekommune.script.bound import Effect, done
from folkekommune.script.faults import Refused
from folkekommune.script.session import Session

NAME = "let"
SYNTAX = ("let NAME = EXPRESSION",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = 'let dag = 2020 ++ "-01-01"'


def bind(statement: ast.Command, session: Session) -> Effect:
    """Bind a constant."""
    arguments = read(statement, SYNTAX, assigned=True)
    name = arguments.name()
    arguments.end()
    if statement.assigned is None:  # read() has refused it already
        raise Refused(arguments.incomplete())
    value = value_of(statement.assigned, session.bindings)
    return done(session.binding({name.text: value}), "done-let", name=name.text, value=written(value))
