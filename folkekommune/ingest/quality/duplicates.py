"""C2, second half, and P9: the same visit of the same person on the same day comes once.

Rows that say the same are merged. Of rows that differ the first is kept and the others wait in quarantine,
since nothing in the delivery tells which is right. Several versions of one record are not duplicates: the
highest one counts, and the store sees to that.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkekommune.ingest.columns import Column
from folkekommune.ingest.quality.finding import Context, Finding
from folkekommune.ingest.quality.memory import ENTRY, Entries, Verdict
from folkekommune.ingest.records import Records

_PRIME = np.uint64(0x9E3779B97F4A7C15)
_SECOND = np.uint64(0xC2B2AE3D27D4EB4F)
_HALF = np.uint64(32)


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
    """Give a hash of person, occasion and day."""
    names = [occasion.name for occasion in context.databank.occasions]
    occasion = np.uint64(names.index(records.batch.occasion) + 1)
    return _mix(_mix(records.identity.numbers.view(np.uint64), _bits(records.visit)), occasion)


def _content(records: Records) -> NDArray[np.uint64]:
    """Give a hash of all that a row says."""
    content = _mix(records.identity.numbers.view(np.uint64), _bits(records.visit))
    for item in sorted(records.items):
        content = _mix(content, _bits(records.items[item]))
    return content


def _bits(column: Column) -> NDArray[np.uint64]:
    values = column.values
    if column.words is not None:
        words = np.array([_word_bits(word) for word in column.words] or [0], dtype=np.uint64)
        bits = words[np.where(column.present, values, 0).astype(np.int64)]
    else:
        bits = np.ascontiguousarray(values).view(np.uint64)
    return np.where(column.present, bits ^ _SECOND, np.uint64(0))


def _word_bits(word: str) -> int:
    bits = 0
    for letter in word.encode():
        bits = (bits * 257 + letter + 1) % 2**61
    return bits


def _mix(left: NDArray[np.uint64], right: NDArray[np.uint64] | np.uint64) -> NDArray[np.uint64]:
    mixed = (left ^ (right + _SECOND)) * _PRIME
    result: NDArray[np.uint64] = (mixed ^ (mixed >> _HALF)) * _PRIME
    return result
