"""Count by categorical variables at each date of a panel: dates in the columns, variables in the rows.

Each date is protected for itself, as ``tabulate`` would be on the persons at that date. ``colpct`` is the
share at a date. ``rowpct`` and ``cellpct`` go across dates, where a person counts once at each: they are made
of the counts that are shown. With ``summarize(VAR)`` the cells hold statistics of a number.
"""

from __future__ import annotations

from folkekommune.query.outputs import Measure, PanelTable, Table
from folkekommune.query.panels import slices
from folkekommune.script import ast
from folkekommune.script.analysing import titles_of
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.conditions import restricted
from folkekommune.script.faults import Refused, together
from folkekommune.script.lookup import filled_set
from folkekommune.script.options import has
from folkekommune.script.panels import dates_of, panel_of
from folkekommune.script.session import Session
from folkekommune.script.tabling import CELL_OPTIONS, impossible_in, read_dimensions, read_measures

NAME = "tabulate-panel"
SYNTAX = ("tabulate-panel VAR [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = CELL_OPTIONS
LATER: frozenset[str] = frozenset()
EXAMPLE = "tabulate-panel bydel, colpct"

_ACROSS = frozenset({Measure.ROW_PERCENT, Measure.CELL_PERCENT})


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for a table by date."""
    arguments = read(statement, SYNTAX, condition=True)
    nodes = arguments.names()
    if not nodes:
        raise Refused(arguments.incomplete())
    working, dataset = filled_set(session, statement)
    panel = panel_of(working, dataset, statement)
    (dimensions, live), (measures, value) = together(
        lambda: together(
            lambda: read_dimensions(nodes, working, session, plain=has(statement, "nolabels")),
            lambda: restricted(dataset, statement, working, session),
        ),
        lambda: read_measures(statement, len(nodes) + 1, working, session),
    )
    names = tuple(dimension.column for dimension in dimensions)
    tables = tuple(
        Table(
            persons,
            dimensions,
            _of_a_date(measures),
            missing=has(statement, "missing"),
            value=value,
            impossible=impossible_in(persons, names, session),
        )
        for _, persons in slices(live)
    )
    output = PanelTable(tables, dates_of(working, panel), measures, independence=has(statement, "chi2"))
    return Effect(session, output=output, titles=titles_of((*names, value or ""), working))


def _of_a_date(measures: tuple[Measure, ...]) -> tuple[Measure, ...]:
    """Give what the table of a date holds: the counts, from which shares across dates are made, and more."""
    within = (
        Measure.CELL_PERCENT if measure is Measure.COLUMN_PERCENT else measure
        for measure in measures
        if measure not in _ACROSS
    )
    return tuple(dict.fromkeys((Measure.FREQUENCY, *within)))
