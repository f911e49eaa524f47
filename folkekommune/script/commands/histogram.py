"""Draw how a numeric variable is distributed.

Bins have equal width within the public limits of the variable, and there are never more of them than the
square root of the number of persons. With ``discrete`` each value has a bar of its own.
"""

from __future__ import annotations

from folkekommune.query.outputs import CategoryChart, Drawing, Histogram
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.charting import (
    category_axes,
    exclude,
    listed,
    number_axis,
    number_in,
    one_of,
)
from folkekommune.script.conditions import restricted
from folkekommune.script.faults import together
from folkekommune.script.lookup import filled_set
from folkekommune.script.options import has
from folkekommune.script.session import Session

NAME = "histogram"
SYNTAX = ("histogram VAR [if CONDITION] [, OPTION …]",)
OPTIONS = {
    "density": "charting.option-density",
    "freq": "charting.option-freq",
    "fraction": "charting.option-fraction",
    "percent": "charting.option-percent",
    "bin(NUMBER)": "charting.option-bin",
    "width(NUMBER)": "charting.option-width",
    "normal": "charting.option-normal",
    "discrete": "charting.option-discrete",
    "by(VAR)": "charting.option-by",
}
LATER: frozenset[str] = frozenset()
EXAMPLE = "histogram vekt, percent width(0.5) normal"

_HEIGHTS = ("density", "freq", "fraction", "percent")
_MOST_BINS = 1000
_WIDEST = 1e12


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for bins."""
    arguments = read(statement, SYNTAX, condition=True)
    node = arguments.name()
    arguments.end()
    working, dataset = filled_set(session, statement)
    exclude(statement, "discrete", ("bin", "width", "normal"))
    exclude(statement, "bin", ("width",))
    shown = one_of(statement, _HEIGHTS) or "density"
    bins = number_in(statement, "bin", low=1, high=_MOST_BINS, whole=True)
    width = number_in(statement, "width", low=1 / _WIDEST, high=_WIDEST, whole=False)
    panels = [("by", each) for each in listed(statement, "by", most=1)]
    discrete = has(statement, "discrete")
    axes, (axis, live) = together(
        lambda: category_axes([*panels, *([("bar", node)] if discrete else [])], working, dataset, session),
        lambda: together(
            lambda: number_axis("bar", node, working, dataset, session),
            lambda: restricted(dataset, statement, working, session),
        ),
    )
    if discrete:
        return Effect(session, output=CategoryChart(live, Drawing.HISTOGRAM, axes, shown))
    by = axes[0] if axes else None
    chart = Histogram(
        live, axis, by, shown, int(bins) if bins else None, float(width) if width else None,
        normal=has(statement, "normal"),
    )  # fmt: skip
    return Effect(session, output=chart)
