"""Keep these variables and no others, or keep the rows that a condition holds for.

The condition does not hold for a row where what it compares is missing.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect, done
from folkekommune.script.conditions import restricted
from folkekommune.script.faults import Refused, fault
from folkekommune.script.lookup import filled_set, variables
from folkekommune.script.session import Session

NAME = "keep"
SYNTAX = ("keep VAR [VAR …]", "keep if CONDITION")
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "keep if FODSELSAAR >= 2015"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Keep variables or rows."""
    arguments = read(statement, SYNTAX, condition=True)
    nodes = arguments.names()
    working, dataset = filled_set(session, statement)
    if nodes and statement.condition is not None:
        raise Refused(fault("variables-and-condition", statement.condition.span, command=NAME))
    if statement.condition is not None:
        kept = working.with_dataset(restricted(dataset, statement, working, session))
        return done(session.with_set(kept), "done-keep-rows", name=working.name)
    if not nodes:
        raise Refused(arguments.incomplete())
    names = variables(nodes, working, session)
    return done(session.with_set(working.only(names)), "done-keep-variables", name=working.name)
