"""Show key figures of numeric variables: number of values, mean, standard deviation and percentiles.

All numeric variables if none is named. ``gini`` adds the Gini coefficient (0 for all alike, 1 for one who has
everything; for numbers that cannot be negative), ``iqr`` the distance between the quartiles.
"""

from __future__ import annotations

from folkekommune.query.outputs import Summary
from folkekommune.script import ast
from folkekommune.script.analysing import numeric_names, titles_of
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.conditions import restricted
from folkekommune.script.faults import together
from folkekommune.script.lookup import filled_set
from folkekommune.script.options import has
from folkekommune.script.session import Session

NAME = "summarize"
SYNTAX = ("summarize [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {"gini": "analyses.option-gini", "iqr": "analyses.option-iqr"}
LATER: frozenset[str] = frozenset()
EXAMPLE = "summarize vekt hoyde if KJONN == 2"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for key figures."""
    nodes = read(statement, SYNTAX, condition=True).names()
    working, dataset = filled_set(session, statement)
    names, live = together(
        lambda: numeric_names(nodes, statement, working, session),
        lambda: restricted(dataset, statement, working, session),
    )
    output = Summary(live, names, gini=has(statement, "gini"), quartile_range=has(statement, "iqr"))
    return Effect(session, output=output, titles=titles_of(names, working))
