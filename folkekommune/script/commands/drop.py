"""Remove variables, or remove the rows that a condition holds for.

A row where what is compared is missing is not hit by the condition, and stays.
"""

from __future__ import annotations

from folkekommune.query.expressions import Not
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect, done
from folkekommune.script.conditions import keeping
from folkekommune.script.expressions import bind_condition
from folkekommune.script.faults import Refused, fault
from folkekommune.script.lookup import filled_set, variables
from folkekommune.script.session import Session

NAME = "drop"
SYNTAX = ("drop VAR [VAR …]", "drop if CONDITION")
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "drop if sysmiss(amming)"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Remove variables or rows."""
    arguments = read(statement, SYNTAX, condition=True)
    nodes = arguments.names()
    working, dataset = filled_set(session, statement)
    if nodes and statement.condition is not None:
        raise Refused(fault("variables-and-condition", statement.condition.span, command=NAME))
    if statement.condition is not None:
        condition = bind_condition(statement.condition, working.columns, session)
        rest = working.with_dataset(keeping(dataset, Not(condition)))
        return done(session.with_set(rest), "done-drop-rows", name=working.name)
    if not nodes:
        raise Refused(arguments.incomplete())
    names = variables(nodes, working, session)
    remaining = tuple(name for name in working.columns if name not in names)
    if not remaining:
        raise Refused(fault("nothing-left", statement.span, name=working.name))
    return done(session.with_set(working.only(remaining)), "done-drop-variables", name=working.name)
