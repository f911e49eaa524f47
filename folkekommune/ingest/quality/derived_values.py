"""P15: what the record system worked out from a value that was repaired or taken out is wrong too.

It is worked out again where ``quality.toml`` says how, and else taken out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from folkekommune.ingest.cells.columns import Column
from folkekommune.ingest.cells.formulas import work_out
from folkekommune.ingest.cells.records import Records
from folkekommune.ingest.quality.finding import Context, Exclusion, Finding

WORKED_OUT = "worked-out-again"
LEFT_OUT = "derived-from-changed"


def check(records: Records, context: Context) -> Finding:
    """Find derived values whose sources were changed by the checks before."""
    items: dict[str, Column] = {}
    exclusions: list[Exclusion] = []
    applicable = 0
    counts = {WORKED_OUT: 0, LEFT_OUT: 0}
    for derived in context.declaration.derived:
        column = records.items.get(derived.item)
        if column is None or any(source not in records.items for source in derived.sources):
            continue
        asked = column.present & records.fit
        applicable += int(asked.sum())
        before = records.understood.get(derived.item)
        stood = before.column.present if before else np.zeros(records.count, dtype=np.bool_)
        touched = stood & records.fit & _changed(records, derived.sources)
        if not touched.any():
            continue
        again = np.zeros(records.count, dtype=np.bool_)
        result = column.values
        if derived.formula:
            sources = [records.items[source] for source in derived.sources]
            right = work_out(
                derived.formula, sources, records.age, sex=records.known_sex, decimals=derived.decimals
            )
            again = touched & right.present
            result = np.where(again, right.values, column.values)
        items[derived.item] = Column(result, (column.present & ~touched) | again)
        counts[WORKED_OUT] += int(again.sum())
        left_out = touched & ~again & column.present
        counts[LEFT_OUT] += int(left_out.sum())
        exclusions.append(Exclusion(derived.item, LEFT_OUT, np.flatnonzero(left_out)))
    return Finding(
        check="P15",
        applicable=applicable,
        violating=sum(counts.values()),
        repaired={WORKED_OUT: counts[WORKED_OUT]},
        excluded={LEFT_OUT: counts[LEFT_OUT]},
        items=items,
        exclusions=tuple(exclusions),
    )


def _changed(records: Records, sources: tuple[str, ...]) -> NDArray[np.bool_]:
    """Tell in which rows a source is no longer what was written."""
    changed = np.zeros(records.count, dtype=np.bool_)
    for source in sources:
        read = records.understood.get(source)
        if read is not None:
            now, then = records.items[source], read.column
            changed |= then.present & (~now.present | (now.values != then.values))
    return changed
