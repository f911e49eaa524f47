"""P3: numbers written in another unit than the item's: grams for kilograms, metres for centimetres.

A value is repaired only when it is not usual at the age, exactly one mistake declared in ``quality.toml``
explains it, and the repaired value is usual. Otherwise it stays as it is; what no one can have is taken out
by the hard limits (P6).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from folkekommune.ingest.cells.columns import Column
from folkekommune.ingest.cells.records import Records
from folkekommune.ingest.quality.declaration import Measure
from folkekommune.ingest.quality.finding import Context, Finding, Repair


def check(records: Records, context: Context) -> Finding:
    """Find and repair values in the wrong unit."""
    items: dict[str, Column] = {}
    repairs: list[Repair] = []
    applicable = 0
    repaired: dict[str, int] = {}
    for measure in context.declaration.measures:
        column = records.items.get(measure.item)
        if column is None or not measure.mistakes:
            continue
        asked = column.present & records.fit
        applicable += int(asked.sum())
        values, chosen = _repair(measure, column.values.astype(np.float64), asked, age=records.age)
        for index, mistake in enumerate(measure.mistakes):
            rows = chosen == index
            if not rows.any():
                continue
            repaired[mistake.rule] = repaired.get(mistake.rule, 0) + int(rows.sum())
            old = column.values[rows].astype(np.float64)
            repairs.append(Repair(measure.item, mistake.rule, np.flatnonzero(rows), old))
        if (chosen >= 0).any():
            whole = column.values.dtype == np.int64
            items[measure.item] = replace(column, values=values.astype(np.int64) if whole else values)
    return Finding(
        check="P3",
        applicable=applicable,
        violating=sum(repaired.values()),
        repaired=repaired,
        items=items,
        repairs=tuple(repairs),
    )


def _repair(
    measure: Measure,
    values: NDArray[np.float64],
    asked: NDArray[np.bool_],
    *,
    age: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Give the values with repairs, and for each row the mistake that explains it, or -1."""
    suspect = asked & ~measure.is_usual(values, age)
    explained = np.zeros(len(values), dtype=np.int64)
    chosen = np.full(len(values), -1, dtype=np.int64)
    result = values.copy()
    for index, mistake in enumerate(measure.mistakes):
        candidate = np.round(values * mistake.factor, 6)
        fits = suspect & (values >= mistake.at_least) & (values <= mistake.at_most)
        fits &= measure.is_usual(candidate, age)
        explained += fits
        chosen[fits] = index
        result[fits] = candidate[fits]
    doubtful = explained > 1
    chosen[doubtful] = -1
    result[doubtful] = values[doubtful]
    return result, chosen
