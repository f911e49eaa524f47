"""Show how many go from each category to each other, from one date of a panel to the next.

Rows are the category before, columns the one after, over all dates that follow each other; who has no value
at one of the two is left out. Every two dates are protected for themselves and added up, a cell with a count
from 0 to 4 as 2. There are counts and row per cent, for each variable.
"""

from __future__ import annotations

from itertools import pairwise

from folkekommune.query.dataset import Dataset, Join
from folkekommune.query.outputs import Dimension, Table, Transitions
from folkekommune.query.panels import slices
from folkekommune.query.steps import Rename
from folkekommune.script import ast
from folkekommune.script.analysing import titles_of
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.conditions import restricted
from folkekommune.script.faults import Refused, fault, together
from folkekommune.script.lookup import filled_set
from folkekommune.script.panels import panel_of
from folkekommune.script.session import Session
from folkekommune.script.tabling import read_dimensions

NAME = "transitions-panel"
SYNTAX = ("transitions-panel VAR [VAR …] [if CONDITION]",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "transitions-panel bydel"

_NEXT = "@next"
_TWO = 2


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for the transitions of each variable."""
    arguments = read(statement, SYNTAX, condition=True)
    nodes = arguments.names()
    if not nodes:
        raise Refused(arguments.incomplete())
    working, dataset = filled_set(session, statement)
    panel = panel_of(working, dataset, statement)
    if len(panel.dates) < _TWO:
        raise Refused(fault("one-date", statement.word_span, name=working.name))
    dimensions, live = together(
        lambda: read_dimensions(nodes, working, session, plain=False),
        lambda: restricted(dataset, statement, working, session),
    )
    persons = [each for _, each in slices(live)]
    tables = tuple(
        _table(before, after, dimension) for dimension in dimensions for before, after in pairwise(persons)
    )
    output = Transitions(tables, dimensions)
    return Effect(session, output=output, titles=titles_of((d.column for d in dimensions), working))


def _table(before: Dataset, after: Dataset, dimension: Dimension) -> Table:
    name = dimension.column
    both = before.then(Join(after.then(Rename(name, _NEXT)), (_NEXT,), None))
    return Table(both, (dimension, Dimension(_NEXT, dimension.label, dimension.categories)))
