"""Draw a map of municipalities or districts: counts, shares, or a statistic of a numeric variable.

An extension: it is switched on by ``configure folkekommune``. The areas are the categories of the variable
itself, or of ``over()`` for a statistic; they must be the numbers of municipalities or of districts.
"""

from __future__ import annotations

from folkekommune.municipalities.division import district, municipality
from folkekommune.query.outputs import Axis, CategoryChart, Drawing
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.charting import (
    COUNTED,
    category_axes,
    chart_fault,
    extension,
    listed,
    numbers,
    read_statistic,
)
from folkekommune.script.conditions import restricted
from folkekommune.script.faults import Refused, together
from folkekommune.script.lookup import filled_set
from folkekommune.script.session import Session

NAME = "map"
SYNTAX = ("map (STATISTIC) VAR [if CONDITION] [, OPTION …]",)
OPTIONS = {"over(VAR)": "charting.option-areas"}
LATER: frozenset[str] = frozenset()
EXAMPLE = "map (mean) vekt, over(BYDEL)"


@extension
def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for areas."""
    arguments = read(statement, SYNTAX, condition=True)
    word, measure = read_statistic(arguments)
    node = arguments.name()
    arguments.end()
    working, dataset = filled_set(session, statement)
    over = listed(statement, "over", most=1)
    counted = word in COUNTED
    if counted == bool(over):
        raise Refused(chart_fault("map-over", statement.word_span))
    areas = node if counted else over[0]
    ((axis,), variables), live = together(
        lambda: together(
            lambda: category_axes([("area", areas)], working, dataset, session),
            lambda: () if counted else numbers((node,), working, dataset, session),
        ),
        lambda: restricted(dataset, statement, working, session),
    )
    if not _areas(axis):
        raise Refused(chart_fault("not-areas", areas.span, name=areas.text))
    return Effect(session, output=CategoryChart(live, Drawing.MAP, (axis,), measure, variables))


def _areas(axis: Axis) -> bool:
    """Tell whether every category is a municipality, or every one a district."""
    codes = [str(category.value) for category in axis.categories or ()]
    return bool(codes) and any(all(find(code) for code in codes) for find in (municipality, district))
