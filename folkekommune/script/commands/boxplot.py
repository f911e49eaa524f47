"""Draw a box for each numeric variable: median, quartiles, and whiskers to the 5th and 95th percentiles."""

from __future__ import annotations

from folkekommune.query.outputs import CategoryChart, Drawing
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.charting import category_axes, impossible_of, listed, numbers
from folkekommune.script.conditions import restricted
from folkekommune.script.faults import Refused, together
from folkekommune.script.lookup import filled_set
from folkekommune.script.options import has
from folkekommune.script.session import Session

NAME = "boxplot"
SYNTAX = ("boxplot VAR [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {"over(VAR [VAR])": "charting.option-over", "horizontal": "charting.option-horizontal"}
LATER: frozenset[str] = frozenset()
EXAMPLE = "boxplot vekt, over(KJONN) horizontal"

_OVER = ("over", "group")


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for boxes."""
    arguments = read(statement, SYNTAX, condition=True)
    nodes = arguments.names()
    if not nodes:
        raise Refused(arguments.incomplete())
    working, dataset = filled_set(session, statement)
    over = [*zip(_OVER, listed(statement, "over", most=2), strict=False)][::-1]
    (variables, axes), live = together(
        lambda: together(
            lambda: numbers(nodes, working, dataset, session),
            lambda: category_axes(over, working, dataset, session),
        ),
        lambda: restricted(dataset, statement, working, session),
    )
    style = ("horizontal",) if has(statement, "horizontal") else ()
    impossible = impossible_of(axes, live, session)
    chart = CategoryChart(live, Drawing.BOXES, axes, "box", variables, impossible, style)
    return Effect(session, output=chart)
