"""The rows of a panel in one table: its persons are judged first, then its rows by whose they are."""

from __future__ import annotations

from dataclasses import replace

from folkekommune.analysis.inquiry import Inquiry
from folkekommune.analysis.model_rows import over_persons
from folkekommune.analysis.ranking import written_conditions
from folkekommune.disclosure.gate import Judged, judge_population
from folkekommune.query.dataset import PanelRoot


def rows_of_panel(inquiry: Inquiry, persons: Judged) -> tuple[Inquiry, Judged]:
    """Give the inquiry about the rows of those persons who are left, and those rows judged.

    The conditions of the persons cannot be left out of a cell of rows, so they are once for all; what
    they are goes into the keys of the rows' own.
    """
    root = inquiry.dataset.root
    if not isinstance(root, PanelRoot):
        raise TypeError("only a panel has rows over dates")
    panel = over_persons(inquiry.dataset, root, persons.count.cell.filters)
    mixed = inquiry.sources
    for condition in persons.count.conditions:
        mixed ^= condition
    rows = replace(inquiry, dataset=panel, sources=mixed)
    judged = judge_population(rows.context(), written_conditions(panel))
    return rows, replace(judged, left_out=judged.left_out + persons.left_out)
