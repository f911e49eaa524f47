"""Turn a panel into one row a person, with a variable for each date.

New names get the date behind them: the year for dates of ``import-panel``, or what stood there before
``reshape-to-panel``. Variables that are the same at every date are repeated too; drop the copies. Published
scripts differ on dates of ``import-panel``: some write the day as a number (``x17897``), so that name is
understood as well wherever variables are named.
"""

from __future__ import annotations

from dataclasses import replace

from folkekommune.query.dataset import DATE_OF_PANEL, Join
from folkekommune.query.panels import slices
from folkekommune.query.steps import Rename, Select
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect, done
from folkekommune.script.faults import Refused, fault
from folkekommune.script.lookup import filled_set
from folkekommune.script.panels import panel_of
from folkekommune.script.session import Session, WorkingSet

NAME = "reshape-from-panel"
SYNTAX = ("reshape-from-panel",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "reshape-from-panel"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Make one row a person."""
    read(statement, SYNTAX).end()
    working, dataset = filled_set(session, statement)
    root = panel_of(working, dataset, statement)
    suffixes = _suffixes(working, root.dates)
    if len(set(suffixes)) < len(suffixes):
        raise Refused(fault("years-twice", statement.word_span))
    names = tuple(name for name in working.columns if name != DATE_OF_PANEL)
    wide = root.source.then(Select(()))
    filled = WorkingSet(working.name)
    for suffix, (_, persons) in zip(suffixes, slices(dataset), strict=True):
        one = persons.then(Select(names))
        for name in names:
            one = one.then(Rename(name, name + suffix))
        wide = wide.then(Join(one, tuple(name + suffix for name in names), None))
    days = {
        name + str(day): name + suffix
        for day, suffix in zip(root.dates, suffixes, strict=True)
        for name in names
    }
    filled = replace(filled.with_dataset(wide), also=days)
    for suffix in suffixes:
        for name in names:
            filled = filled.with_labels(name + suffix, working.labels.get(name))
            filled = filled.with_title(name + suffix, working.titles.get(name))
    return done(session.with_set(filled), "done-reshape-from-panel", name=working.name)


def _suffixes(working: WorkingSet, dates: tuple[int, ...]) -> list[str]:
    """Give what stands behind the names: a year for a date, or the old suffix."""
    written = {value: label.nb for value, label in working.labels[DATE_OF_PANEL].entries}
    labels = [written[date] for date in dates]
    return [label[:4] if label[4:5] == "-" else label for label in labels]
