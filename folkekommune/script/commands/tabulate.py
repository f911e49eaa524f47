"""Count by one or more categorical variables, or show statistics of a number in each cell.

With ``summarize(VAR)`` each cell holds the mean of a variable instead of a count; ``std``, ``sum``, ``p25``,
``p50``, ``p75``, ``gini`` and ``iqr`` show other statistics, several at once, and ``freq`` the count beside
them. Several variables in its parentheses stand beside each other. Shares need at least two variables, except
``cellpct``. Labels are shown unless ``nolabels``; missing is left out unless ``missing``. The last variable
stands in the columns, the others are nested in the rows. What can be a category must be known without looking
at data: from a code list, from the script itself, or as a whole number (of sums and means of such, the whole
ones). ``rowsort`` and ``colsort`` sort by what is shown, so that a hidden cell comes first.
"""

from __future__ import annotations

from folkekommune.query.outputs import Table
from folkekommune.script import ast
from folkekommune.script.analysing import titles_of
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.conditions import restricted
from folkekommune.script.faults import Refused, together
from folkekommune.script.lookup import filled_set
from folkekommune.script.options import has
from folkekommune.script.session import Session
from folkekommune.script.tabling import (
    ARRANGING_OPTIONS,
    CELL_OPTIONS,
    impossible_in,
    read_arrangement,
    read_dimensions,
    read_measures,
    side_by_side,
)

NAME = "tabulate"
SYNTAX = ("tabulate VAR [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = CELL_OPTIONS | ARRANGING_OPTIONS
LATER: frozenset[str] = frozenset()
EXAMPLE = "tabulate amming KJONN, rowpct"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for a table."""
    arguments = read(statement, SYNTAX, condition=True)
    nodes = arguments.names()
    if not nodes:
        raise Refused(arguments.incomplete())
    working, dataset = filled_set(session, statement)
    (dimensions, live), (measures, values) = together(
        lambda: together(
            lambda: read_dimensions(nodes, working, session, plain=has(statement, "nolabels")),
            lambda: restricted(dataset, statement, working, session),
        ),
        lambda: read_measures(statement, len(nodes), working, session),
    )
    names = tuple(dimension.column for dimension in dimensions)
    table = Table(
        live,
        dimensions,
        measures,
        missing=has(statement, "missing"),
        value=values[0] if values else None,
        impossible=impossible_in(live, names, session),
        independence=has(statement, "chi2"),
        arrangement=read_arrangement(statement, dimensions),
    )
    titles = titles_of((*names, *values), working)
    if len(values) > 1:
        return Effect(session, output=side_by_side(table, values, statement, working), titles=titles)
    return Effect(session, output=table, titles=titles)
