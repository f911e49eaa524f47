"""Draw bars: counts or shares of a categorical variable, or a statistic of numeric variables.

``(percent)`` with ``over()`` is the share within each group of ``over()``: that is how the published scripts
read it, and so the bars of a group add up to 100. ``(count)`` of several variables gives one bar a variable,
as the published scripts use it: how many have a value. ``(min)`` and ``(max)`` are one person's value and are
refused; ``(p25)`` and ``(p75)`` are there instead.
"""

from __future__ import annotations

from folkekommune.query.outputs import CategoryChart, Drawing
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.charting import (
    COUNTED,
    category_axes,
    chart_fault,
    impossible_of,
    listed,
    numbers,
    read_statistic,
    with_known,
)
from folkekommune.script.conditions import restricted
from folkekommune.script.faults import Refused, together
from folkekommune.script.lookup import filled_set
from folkekommune.script.options import find, has
from folkekommune.script.session import Session

NAME = "barchart"
SYNTAX = ("barchart (STATISTIC) VAR [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {
    "over(VAR [VAR])": "charting.option-over",
    "by(VAR)": "charting.option-by",
    "stack": "charting.option-stack",
    "horizontal": "charting.option-horizontal",
}
LATER: frozenset[str] = frozenset()
EXAMPLE = "barchart (percent) amming, over(KJONN) stack"

_OVER = ("over", "group")


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for bars."""
    arguments = read(statement, SYNTAX, condition=True)
    word, measure = read_statistic(arguments)
    nodes = arguments.names()
    if not nodes:
        raise Refused(arguments.incomplete())
    working, dataset = filled_set(session, statement)
    counted = word in COUNTED
    several = word == "count" and len(nodes) > 1
    if counted and len(nodes) > 1 and not several:
        raise Refused(chart_fault("one-category", nodes[1].span, statistic=word))
    stack = find(statement, "stack")
    if stack is not None and (several or not counted):
        raise Refused(chart_fault("stack-counts", stack.span))
    groups = [("by", node) for node in listed(statement, "by", most=1)]
    over = listed(statement, "over", most=2)
    # A share is among the categories of the last: the variable itself.
    groups += [*zip(_OVER, over, strict=False)][::-1]
    if counted and not several:
        groups.append(("bar", nodes[0]))
    (axes, variables), live = together(
        lambda: together(
            lambda: category_axes(groups, working, dataset, session),
            lambda: () if counted else numbers(nodes, working, dataset, session),
        ),
        lambda: restricted(dataset, statement, working, session),
    )
    if several:
        live, variables = with_known(nodes, working, dataset, live, session=session)
    style = tuple(name for name in ("stack", "horizontal") if has(statement, name))
    impossible = impossible_of(axes, live, session)
    chart = CategoryChart(live, Drawing.BARS, axes, measure, variables, impossible, style)
    return Effect(session, output=chart)
