"""Show key figures of numeric variables of a panel, one row for each date.

Each date is protected for itself, as ``summarize`` would be on the persons at that date.
"""

from __future__ import annotations

from folkekommune.query.outputs import PanelSummary, Summary
from folkekommune.query.panels import slices
from folkekommune.script import ast
from folkekommune.script.analysing import numeric_names, titles_of
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.conditions import restricted
from folkekommune.script.faults import Refused, together
from folkekommune.script.lookup import filled_set
from folkekommune.script.options import has
from folkekommune.script.panels import dates_of, panel_of
from folkekommune.script.session import Session

NAME = "summarize-panel"
SYNTAX = ("summarize-panel VAR [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {"gini": "analyses.option-gini", "iqr": "analyses.option-iqr"}
LATER: frozenset[str] = frozenset()
EXAMPLE = "summarize-panel vekt hoyde"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for key figures by date."""
    arguments = read(statement, SYNTAX, condition=True)
    nodes = arguments.names()
    if not nodes:
        raise Refused(arguments.incomplete())
    working, dataset = filled_set(session, statement)
    panel = panel_of(working, dataset, statement)
    names, live = together(
        lambda: numeric_names(nodes, statement, working, session),
        lambda: restricted(dataset, statement, working, session),
    )
    gini, quartiles = has(statement, "gini"), has(statement, "iqr")
    summaries = tuple(
        Summary(persons, names, gini=gini, quartile_range=quartiles) for _, persons in slices(live)
    )
    output = PanelSummary(summaries, dates_of(working, panel))
    return Effect(session, output=output, titles=titles_of(names, working))
