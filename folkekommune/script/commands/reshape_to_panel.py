"""Turn variables that hold one date each into a panel: one row for each person and date.

For each prefix, all variables named by it and a suffix are put below one another; a suffix is digits and
signs without letters, such as ``19``, ``2021_01_01`` or ``201901``. Its digits are the number in
``date@panel``. Other variables are repeated at every date. A variable that a date lacks is missing there.
"""

from __future__ import annotations

import re

from folkekommune.query.dataset import Dataset, PanelRoot, start
from folkekommune.query.expressions import Missing
from folkekommune.query.steps import Assign, Copy
from folkekommune.query.typing import QueryError
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect, done
from folkekommune.script.faults import Refused, fault
from folkekommune.script.lookup import filled_set
from folkekommune.script.panels import with_panel
from folkekommune.script.session import Session, WorkingSet

NAME = "reshape-to-panel"
SYNTAX = ("reshape-to-panel TEXT [TEXT …]",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "reshape-to-panel vekt hoyde"

_SUFFIX = re.compile(r"[\d_]*\d[\d_]*")
_LONGEST = 15


def bind(statement: ast.Command, session: Session) -> Effect:
    """Make a panel."""
    arguments = read(statement, SYNTAX)
    prefixes = arguments.names()
    if not prefixes:
        raise Refused(arguments.incomplete())
    working, dataset = filled_set(session, statement)
    if not dataset.persons:
        raise QueryError("query.rows-of-persons")
    found = {prefix.text: _columns(prefix, working) for prefix in prefixes}
    suffixes = sorted({suffix for columns in found.values() for suffix in columns}, key=_number)
    taken = {column for columns in found.values() for column in columns.values()}
    fixed = tuple(name for name in working.columns if name not in taken)
    dataset, variables = _filled(dataset, found, suffixes)
    panel = start(PanelRoot(dataset, tuple(map(_number, suffixes)), variables, fixed))
    for name, columns in found.items():
        first = next(iter(columns.values()))
        working = working.with_labels(name, working.labels.get(first)).with_title(
            name, working.titles.get(first)
        )
    filled = with_panel(working, panel, suffixes)
    return done(session.with_set(filled), "done-reshape-to-panel", name=working.name, dates=len(suffixes))


def _columns(prefix: ast.Name, working: WorkingSet) -> dict[str, str]:
    """Find the variables of a prefix, by their suffix."""
    found = {
        name.removeprefix(prefix.text): name
        for name in working.columns
        if name.startswith(prefix.text) and _SUFFIX.fullmatch(name.removeprefix(prefix.text))
    }
    if not found:
        raise Refused(fault("no-suffixes", prefix.span, name=prefix.text))
    if prefix.text in working.columns:
        raise Refused(fault("name-taken", prefix.span, name=prefix.text, dataset=working.name))
    return found


def _number(suffix: str) -> int:
    return int(suffix.replace("_", "")[:_LONGEST])


def _filled(
    dataset: Dataset, found: dict[str, dict[str, str]], suffixes: list[str]
) -> tuple[Dataset, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Give every variable a column for every date, empty where there was none."""
    variables = []
    for name, columns in found.items():
        places = []
        for suffix in suffixes:
            column = columns.get(suffix)
            if column is None:
                column, like = f"@{name} {suffix}", next(iter(columns.values()))
                nothing = Assign(column, Missing(), codes=dataset.columns[like].codes)
                dataset = dataset.then(Copy(like, column)).then(nothing)
            places.append(column)
        variables.append((name, tuple(places)))
    return dataset, tuple(variables)
