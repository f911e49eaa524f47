"""Count by categorical variables at each date of a panel: dates in the columns, variables in the rows.

Each date is protected for itself, as ``tabulate`` would be on the persons at that date. ``colpct`` is the
share at a date. ``rowpct`` and ``cellpct`` go across dates, where a person counts once at each: they are made
of the counts that are shown. With ``summarize(VAR)`` the cells hold statistics of a number.
"""

from __future__ import annotations

from folkekommune.query.outputs import PanelTable, Table
from folkekommune.query.panels import slices
from folkekommune.script import ast
from folkekommune.script.analysing import titles_of
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.conditions import restricted
from folkekommune.script.faults import Refused, fault, together
from folkekommune.script.lookup import filled_set
from folkekommune.script.options import find, has
from folkekommune.script.panels import dates_of, panel_of
from folkekommune.script.session import Session
from folkekommune.script.tabling import (
    CELL_OPTIONS,
    SUMMARIZE,
    impossible_in,
    of_a_slice,
    read_dimensions,
    read_measures,
)

NAME = "tabulate-panel"
SYNTAX = ("tabulate-panel VAR [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {form if form != SUMMARIZE else "summarize(VAR)": text for form, text in CELL_OPTIONS.items()}
LATER: frozenset[str] = frozenset()
EXAMPLE = "tabulate-panel bydel, colpct"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for a table by date."""
    arguments = read(statement, SYNTAX, condition=True)
    nodes = arguments.names()
    if not nodes:
        raise Refused(arguments.incomplete())
    working, dataset = filled_set(session, statement)
    panel = panel_of(working, dataset, statement)
    (dimensions, live), (measures, values) = together(
        lambda: together(
            lambda: read_dimensions(nodes, working, session, plain=has(statement, "nolabels")),
            lambda: restricted(dataset, statement, working, session),
        ),
        lambda: read_measures(statement, len(nodes) + 1, working, session),
    )
    summarized = find(statement, "summarize")
    if len(values) > 1 and summarized is not None:
        raise Refused(fault("one-name-in-option", summarized.span, option=summarized.name))
    names = tuple(dimension.column for dimension in dimensions)
    tables = tuple(
        Table(
            persons,
            dimensions,
            of_a_slice(measures),
            missing=has(statement, "missing"),
            value=values[0] if values else None,
            impossible=impossible_in(persons, names, session),
        )
        for _, persons in slices(live)
    )
    output = PanelTable(tables, dates_of(working, panel), measures, independence=has(statement, "chi2"))
    return Effect(session, output=output, titles=titles_of((*names, *values), working))
