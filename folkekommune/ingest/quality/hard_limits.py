"""P6: a value no one can have, after repairs, is taken out; the rest of the row stays."""

from __future__ import annotations

import numpy as np

from folkekommune.ingest.cells.columns import Column
from folkekommune.ingest.cells.records import Records
from folkekommune.ingest.quality.finding import Context, Exclusion, Finding

RULE = "outside-limits"


def check(records: Records, context: Context) -> Finding:
    """Find values outside the hard limits of the catalogue."""
    items: dict[str, Column] = {}
    exclusions: list[Exclusion] = []
    applicable = excluded = 0
    for item, variable in context.variables(records.batch.occasion).items():
        column = records.items.get(item)
        if column is None or variable.limits is None:
            continue
        low, high = variable.limits
        asked = column.present & records.fit
        applicable += int(asked.sum())
        outside = asked & ((column.values < low) | (column.values > high))
        if outside.any():
            excluded += int(outside.sum())
            items[item] = column.without(outside)
            exclusions.append(Exclusion(item, RULE, np.flatnonzero(outside)))
    return Finding(
        check="P6",
        applicable=applicable,
        violating=excluded,
        excluded={RULE: excluded} if excluded else {},
        items=items,
        exclusions=tuple(exclusions),
    )
