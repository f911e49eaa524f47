"""P15 for spells: what `quality.toml` says cannot be twice at a time for one person, is not.

Both spells are kept and the overlap is told. On days that both hold, the one begun last counts
(``store.spells``), since that is how a decision takes the place of an earlier one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from folkekommune.ingest.cells.records import Records
from folkekommune.ingest.quality.declaration import Declaration
from folkekommune.ingest.quality.finding import Context, Finding
from folkekommune.ingest.quality.hashes import bits_of, mix
from folkekommune.ingest.quality.memory import STRETCH

NOTE = "spells-overlap"


def check(records: Records, context: Context) -> Finding:
    """Find spells that begin while another one of the same kind still holds."""
    same = _same(context.declaration, records.batch.occasion)
    rows = np.flatnonzero(records.fit & records.visit.present) if same is not None else np.zeros(0, np.int64)
    found = 0
    if same is not None and len(rows):
        key = records.identity.numbers.view(np.uint64)
        for item in same:
            key = mix(key, bits_of(records.items[item]))
        stretches = np.zeros(len(rows), dtype=STRETCH)
        stretches["key"] = key[rows]
        stretches["start"] = records.visit.values[rows]
        stretches["stop"] = _stops(records)[rows]
        found = context.memory.spells.meet(stretches)
    return Finding(check="P15", applicable=len(rows), violating=found, noted={NOTE: found} if found else {})


def _same(declaration: Declaration, kind: str) -> tuple[str, ...] | None:
    """Give the items by which two spells of a kind are the same thing, if the kind is declared."""
    return next((each.same for each in declaration.overlaps if each.kind == kind), None)


def _stops(records: Records) -> NDArray[np.int64]:
    stops = np.where(records.stop.present, records.stop.values, np.iinfo(np.int64).max)
    return stops.astype(np.int64)
