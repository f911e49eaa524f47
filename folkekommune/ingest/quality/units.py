"""C4: the unit of every measurement can be told.

It can when the value is usual at the age in the unit that the databank declares, or when one mistake of unit
explained it (P3). What is left after repairs is told, and kept unless another check takes it out.
"""

from __future__ import annotations

import numpy as np

from folkekommune.ingest.cells.records import Records
from folkekommune.ingest.quality.finding import Context, Finding


def check(records: Records, context: Context) -> Finding:
    """Find measurements that no declared unit makes usual."""
    applicable = violating = 0
    for measure in context.declaration.measures:
        column = records.items.get(measure.item)
        if column is None:
            continue
        asked = column.present & records.fit
        applicable += int(asked.sum())
        strange = asked & ~measure.is_usual(column.values.astype(np.float64), records.age)
        violating += int(strange.sum())
    return Finding(
        check="C4",
        applicable=applicable,
        violating=violating,
        noted={"unit-not-told": violating} if violating else {},
    )
