"""C2, second half, and P9: the same visit of the same person on the same day comes once.

Rows that say the same are merged. Of rows that differ the first is kept and the others wait in quarantine,
since nothing in the delivery tells which is right. Several versions of one record are not duplicates: the
highest one counts, and the store sees to that.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkekommune.ingest.cells.records import Records
from folkekommune.ingest.quality.finding import Context, Finding
from folkekommune.ingest.quality.hashes import bits_of, mix
from folkekommune.ingest.quality.memory import ENTRY, Entries, Verdict


def check(records: Records, context: Context) -> Finding:
    """Find rows about a visit that came before, in this batch or an earlier one."""
    rows = np.flatnonzero(records.fit)
    entries = _entries(records, rows)
    verdict = context.memory.records.meet(entries, _is_same_version)
    fresh = np.flatnonzero(verdict == Verdict.NEW)
    by_visit = entries[fresh]
    by_visit["key"] = _visit_key(records, context)[rows[fresh]]
    verdict[fresh] = context.memory.visits.meet(by_visit, _is_other_record)
    merged, conflict = (np.zeros(records.count, dtype=np.bool_) for _ in range(2))
    merged[rows[verdict == Verdict.SAME]] = True
    conflict[rows[verdict == Verdict.DIFFERENT]] = True
    return Finding(
        check="P9",
        applicable=len(rows),
        violating=int(merged.sum() + conflict.sum()),
        quarantine={"duplicate-conflict": conflict},
        merged=merged,
    )


def _is_same_version(earlier: Any, later: Any) -> bool:
    """Tell whether the same record comes again in the same version."""
    return bool(earlier["version"] == later["version"])


def _is_other_record(earlier: Any, later: Any) -> bool:
    """Tell whether another record is about the same visit."""
    return bool(earlier["record"] != later["record"])


def _entries(records: Records, rows: NDArray[np.int64]) -> Entries:
    entries = np.zeros(len(rows), dtype=ENTRY)
    entries["key"] = records.record[rows].view(np.uint64)
    entries["record"] = records.record[rows]
    entries["version"] = records.version[rows]
    entries["content"] = _content(records)[rows]
    return entries


def _visit_key(records: Records, context: Context) -> NDArray[np.uint64]:
    """Give a hash of person, occasion and day; of all that a spell says, since several may begin on a day."""
    names = [occasion.name for occasion in context.databank.occasions]
    if records.batch.occasion not in names:
        return mix(_content(records), np.uint64(0))
    occasion = np.uint64(names.index(records.batch.occasion) + 1)
    return mix(mix(records.identity.numbers.view(np.uint64), bits_of(records.visit)), occasion)


def _content(records: Records) -> NDArray[np.uint64]:
    """Give a hash of all that a row says."""
    content = mix(records.identity.numbers.view(np.uint64), bits_of(records.visit))
    content = mix(content, bits_of(records.stop))
    for item in sorted(records.items):
        content = mix(content, bits_of(records.items[item]))
    return content
