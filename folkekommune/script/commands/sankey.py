"""Draw how persons move between the categories of variables: bands from each variable to the next."""

from __future__ import annotations

from folkekommune.query.outputs import CategoryChart, Drawing
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.charting import category_axes, impossible_of
from folkekommune.script.conditions import restricted
from folkekommune.script.faults import Refused, together
from folkekommune.script.lookup import filled_set
from folkekommune.script.session import Session

NAME = "sankey"
SYNTAX = ("sankey VAR VAR [VAR …] [if CONDITION]",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "sankey amming_6uker amming_4mnd amming_12mnd"

_FEWEST = 2


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for bands."""
    arguments = read(statement, SYNTAX, condition=True)
    nodes = arguments.names()
    if len(nodes) < _FEWEST:
        raise Refused(arguments.incomplete())
    working, dataset = filled_set(session, statement)
    named = [(f"step{place}", node) for place, node in enumerate(nodes)]
    axes, live = together(
        lambda: category_axes(named, working, dataset, session),
        lambda: restricted(dataset, statement, working, session),
    )
    chart = CategoryChart(live, Drawing.FLOW, axes, impossible=impossible_of(axes, live, session))
    return Effect(session, output=chart)
