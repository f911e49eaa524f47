"""Draw a pie: the shares of the categories of a variable."""

from __future__ import annotations

from folkekommune.query.outputs import CategoryChart, Drawing
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.charting import category_axes
from folkekommune.script.conditions import restricted
from folkekommune.script.faults import together
from folkekommune.script.lookup import filled_set
from folkekommune.script.session import Session

NAME = "piechart"
SYNTAX = ("piechart VAR [if CONDITION]",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "piechart amming"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for a pie."""
    arguments = read(statement, SYNTAX, condition=True)
    node = arguments.name()
    arguments.end()
    working, dataset = filled_set(session, statement)
    axes, live = together(
        lambda: category_axes([("bar", node)], working, dataset, session),
        lambda: restricted(dataset, statement, working, session),
    )
    return Effect(session, output=CategoryChart(live, Drawing.PIE, axes))
