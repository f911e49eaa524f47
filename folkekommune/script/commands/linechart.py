"""Draw lines over time: counts or shares of a categorical variable, or a statistic of numeric variables.

An extension: it is switched on by ``configure folkekommune``. The periods are the categories of ``over()``.
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
    extension,
    impossible_of,
    listed,
    numbers,
    read_statistic,
)
from folkekommune.script.conditions import restricted
from folkekommune.script.faults import Refused, fault, together
from folkekommune.script.lookup import filled_set
from folkekommune.script.session import Session

NAME = "linechart"
SYNTAX = ("linechart (STATISTIC) VAR [VAR …] [if CONDITION], over(VAR) [OPTION …]",)
OPTIONS = {"over(VAR)": "charting.option-period", "by(VAR)": "charting.option-lines"}
LATER: frozenset[str] = frozenset()
EXAMPLE = "linechart (percent) amming, over(fodselsaar)"


@extension
def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for lines."""
    arguments = read(statement, SYNTAX, condition=True)
    word, measure = read_statistic(arguments)
    nodes = arguments.names()
    if not nodes:
        raise Refused(arguments.incomplete())
    working, dataset = filled_set(session, statement)
    counted = word in COUNTED
    if counted and len(nodes) > 1:
        raise Refused(chart_fault("one-category", nodes[1].span, statistic=word))
    period = listed(statement, "over", most=1)
    if not period:
        raise Refused(chart_fault("period-needed", statement.word_span))
    lines = [("by" if counted else "bar", node) for node in listed(statement, "by", most=1)]
    if lines and len(nodes) > 1:
        raise Refused(fault("options-exclude", nodes[1].span, option="by", other=nodes[1].text))
    # A share is among the categories of the last: the variable itself.
    named = [*lines, ("x", period[0]), *([("bar", nodes[0])] if counted else [])]
    (axes, variables), live = together(
        lambda: together(
            lambda: category_axes(named, working, dataset, session),
            lambda: () if counted else numbers(nodes, working, dataset, session),
        ),
        lambda: restricted(dataset, statement, working, session),
    )
    impossible = impossible_of(axes, live, session)
    return Effect(session, output=CategoryChart(live, Drawing.LINES, axes, measure, variables, impossible))
