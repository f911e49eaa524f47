"""What commands on panels share: the labels of the dates, and the way back to one row a person."""

from __future__ import annotations

from collections.abc import Sequence

from folkekommune.query.dataset import DATE_OF_PANEL, Dataset, PanelRoot
from folkekommune.query.outputs import Category, Dimension
from folkekommune.script import ast
from folkekommune.script.faults import Refused, fault
from folkekommune.script.labels import Labels, same_in_all
from folkekommune.script.session import WorkingSet


def with_panel(working: WorkingSet, panel: Dataset, dates: Sequence[str]) -> WorkingSet:
    """Put a panel in, with its dates as labels of ``date@panel``."""
    root = panel.root
    assert isinstance(root, PanelRoot)  # noqa: S101 - the callers make it
    labels, titles = working.labels, working.titles
    filled = WorkingSet(working.name).with_dataset(panel)
    for name in filled.columns:
        filled = filled.with_labels(name, labels.get(name)).with_title(name, titles.get(name))
    entries = tuple((date, same_in_all(label)) for date, label in zip(root.dates, dates, strict=True))
    return filled.with_labels(DATE_OF_PANEL, Labels(DATE_OF_PANEL, entries))


def dates_of(working: WorkingSet, panel: PanelRoot) -> Dimension:
    """Give the dates of a panel as a dimension, under their labels."""
    known = working.labels.get(DATE_OF_PANEL)
    labels = dict(known.entries) if known else {}
    found = tuple(Category(date, labels.get(date, same_in_all(str(date)))) for date in panel.dates)
    return Dimension(DATE_OF_PANEL, DATE_OF_PANEL, found)


def panel_of(working: WorkingSet, dataset: Dataset, statement: ast.Command) -> PanelRoot:
    """Give the panel a data set rests on.

    :raises Refused: when it is none.
    """
    if not isinstance(dataset.root, PanelRoot):
        raise Refused(fault("no-panel", statement.word_span, name=working.name))
    return dataset.root
