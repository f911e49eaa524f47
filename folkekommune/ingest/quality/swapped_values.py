"""P4: two measures written in each other's place, such as weight and height.

They change places only when neither is usual at the age as written, and both are when swapped. This comes
before mistakes of unit, which could otherwise explain one of the two wrongly.
"""

from __future__ import annotations

import numpy as np

from folkekommune.ingest.cells.columns import Column
from folkekommune.ingest.cells.records import Records
from folkekommune.ingest.quality.finding import Context, Finding, Repair

RULE = "swapped"


def check(records: Records, context: Context) -> Finding:
    """Find pairs of measures that stand in each other's place, and put them right."""
    measures = {measure.item: measure for measure in context.declaration.measures}
    items: dict[str, Column] = {}
    repairs: list[Repair] = []
    applicable = repaired = 0
    for left, right in context.declaration.swaps:
        if left not in records.items or right not in records.items:
            continue
        one, other = records.items[left], records.items[right]
        asked = one.present & other.present & records.fit
        applicable += int(asked.sum())
        first, second = one.values.astype(np.float64), other.values.astype(np.float64)
        age = records.age
        written = measures[left].is_usual(first, age) | measures[right].is_usual(second, age)
        swapped = measures[left].is_usual(second, age) & measures[right].is_usual(first, age)
        rows = asked & ~written & swapped
        if not rows.any():
            continue
        repaired += int(rows.sum())
        items[left] = Column(np.where(rows, second, first), one.present)
        items[right] = Column(np.where(rows, first, second), other.present)
        places = np.flatnonzero(rows)
        repairs += [Repair(left, RULE, places, first[rows]), Repair(right, RULE, places, second[rows])]
    return Finding(
        check="P4",
        applicable=applicable,
        violating=repaired,
        repaired={RULE: repaired},
        items=items,
        repairs=tuple(repairs),
    )
