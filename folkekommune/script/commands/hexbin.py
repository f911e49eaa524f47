"""Draw the joint distribution of two numeric variables in hexagons, the only plot of two numbers."""

from __future__ import annotations

from folkekommune.query.outputs import Hexbin
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.charting import number_axis, number_in
from folkekommune.script.conditions import restricted
from folkekommune.script.faults import together
from folkekommune.script.lookup import filled_set
from folkekommune.script.session import Session

NAME = "hexbin"
SYNTAX = ("hexbin VAR VAR [if CONDITION] [, OPTION …]",)
OPTIONS = {"gridsize(NUMBER)": "charting.option-gridsize", "groups(NUMBER)": "charting.option-groups"}
LATER: frozenset[str] = frozenset()
EXAMPLE = "hexbin hoyde vekt, gridsize(15) groups(5)"

_GRID, _MOST_ACROSS = 20, 25
_MOST_GROUPS = 10


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for hexagons."""
    arguments = read(statement, SYNTAX, condition=True)
    first, second = arguments.name(), arguments.name()
    arguments.end()
    working, dataset = filled_set(session, statement)
    columns = number_in(statement, "gridsize", low=2, high=_MOST_ACROSS, whole=True) or _GRID
    groups = number_in(statement, "groups", low=1, high=_MOST_GROUPS, whole=True) or _MOST_GROUPS
    (across, upwards), live = together(
        lambda: together(
            lambda: number_axis("x", first, working, dataset, session),
            lambda: number_axis("y", second, working, dataset, session),
        ),
        lambda: restricted(dataset, statement, working, session),
    )
    return Effect(session, output=Hexbin(live, across, upwards, int(columns), (f"groups={int(groups)}",)))
