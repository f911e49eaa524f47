"""The rows a model is fitted on, and what they were chosen by.

Conditions that make a difference to too few persons are left out, for persons as for any table. The
rows of a panel are chosen twice: its persons by the conditions of the persons, and rows by the panel's
own. Of those, one that touches too few persons is left out too. Of units below persons, such as visits, a
person has as many in the model as nearly everybody has: the others of hers are left out, by a draw.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from folkekommune.analysis.inquiry import Inquiry
from folkekommune.disclosure.gate import Judged
from folkekommune.query.dataset import Dataset, PanelRoot, start
from folkekommune.query.engine import Rows, RowsRequest
from folkekommune.query.steps import Keep
from folkekommune.statistics.draws import draws


@dataclass(frozen=True)
class Chosen:
    """Rows, and the fingerprints of what they were chosen by."""

    rows: Rows
    conditions: tuple[int, ...]


def chosen_rows(inquiry: Inquiry, population: Judged, columns: tuple[str, ...]) -> Chosen:
    """Give the rows of a population with some variables."""
    dataset, filters = inquiry.dataset, population.count.cell.filters
    if not isinstance(dataset.root, PanelRoot):
        ignored = frozenset(range(len(dataset.conditions))) - filters
        rows = inquiry.engine.rows(RowsRequest(dataset, columns, ignored))
        most = inquiry.context().rows_each if dataset.rows_of_persons else len(rows)
        return Chosen(at_most(rows, most), population.count.conditions)
    panel = over_persons(dataset, dataset.root, filters)
    ignored = _low_effect(inquiry, panel)
    forms = [
        inquiry.key.secret_fingerprint(condition.canonical, inquiry.sources)
        for place, condition in enumerate(panel.conditions)
        if place not in ignored
    ]
    rows = inquiry.engine.rows(RowsRequest(panel, columns, ignored))
    return Chosen(rows, (*population.count.conditions, *sorted(forms)))


def at_most(rows: Rows, most: int) -> Rows:
    """Give so many rows of a person at most, drawn by her key."""
    _, first, counts = np.unique(rows.keys, return_index=True, return_counts=True)
    if not len(rows) or counts.max() <= most:
        return rows
    # Rows come in the order of their keys: the place of each among those of its person.
    place = np.arange(len(rows)) - np.repeat(first, counts)
    drawn = draws(rows.keys.view(np.int64), place)
    kept = np.sort(np.lexsort((drawn, rows.keys))[place < most])
    return Rows(rows.keys[kept], tuple(column[kept] for column in rows.values))


def over_persons(panel: Dataset, root: PanelRoot, filters: frozenset[int]) -> Dataset:
    """Give a panel of the persons that some of their conditions are left for."""
    persons, place = start(root.source.root), 0
    for step in root.source.steps:
        before = len(persons.conditions)
        if not isinstance(step, Keep) or place in filters:
            persons = persons.then(step)
        place += isinstance(step, Keep) or len(persons.conditions) > before
    rebuilt = start(replace(root, source=persons))
    for step in panel.steps:
        rebuilt = rebuilt.then(step)
    return rebuilt


def _low_effect(inquiry: Inquiry, panel: Dataset) -> frozenset[int]:
    """Give the conditions of rows that touch the rows of too few persons, one at a time."""
    policy, left_out = inquiry.policy, frozenset[int]()
    if "low_effect" in policy.switched_off:
        return left_out
    while True:
        keys = inquiry.engine.rows(RowsRequest(panel, (), left_out)).keys
        for place in range(len(panel.conditions)):
            if place in left_out:
                continue
            wider = inquiry.engine.rows(RowsRequest(panel, (), left_out | {place})).keys
            form = inquiry.key.secret_fingerprint(panel.conditions[place].canonical, inquiry.sources)
            limit = policy.low_effect.limit + inquiry.key.fuzz(policy.low_effect.fuzz, (form, len(left_out)))
            if _touched(wider, keys) < limit:
                left_out |= {place}
                break
        else:
            return left_out


def _touched(wider: NDArray[np.uint64], narrower: NDArray[np.uint64]) -> int:
    """Count the persons who have more rows in one than in the other."""
    persons, before = np.unique(wider, return_counts=True)
    _, places = np.unique(np.concatenate([persons, narrower]), return_inverse=True)
    after = np.bincount(places, minlength=len(persons))[: len(persons)] - 1
    return int((before > after).sum())
