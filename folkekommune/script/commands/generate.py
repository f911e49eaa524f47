"""Make a new variable from an expression.

With ``if`` the rows that the condition does not hold for are missing. A comparison is a value: 1
where it holds and 0 where not, also where what is compared is missing.
"""

from __future__ import annotations

from folkekommune.query.steps import Assign
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect, done
from folkekommune.script.closed_values import as_codes, closed_values
from folkekommune.script.expressions import bind_edit
from folkekommune.script.faults import together
from folkekommune.script.lookup import filled_set, free_variable
from folkekommune.script.session import Session

NAME = "generate"
SYNTAX = ("generate NAME = EXPRESSION [if CONDITION]",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "generate fullammet = amming == 1 if amming < 8"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Make a variable."""
    arguments = read(statement, SYNTAX, condition=True, assigned=True)
    name = arguments.name()
    arguments.end()
    working, dataset = filled_set(session, statement)
    _, edit = together(
        lambda: free_variable(name, working), lambda: bind_edit(statement, working, dataset, session)
    )
    value = edit.value.expression
    codes = as_codes(closed_values(value, edit.dataset.columns))
    made = working.with_dataset(edit.done(Assign(name.text, value, edit.where, codes)))
    return done(session.with_set(made), "done-generate", name=name.text)
