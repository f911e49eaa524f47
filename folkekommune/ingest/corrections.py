"""What the record systems' own staff must correct: record, field and rule, never a value.

The list is not kept: it is read out of the sealed logs of the loads and the review of the draft, so that it
is right whenever it is asked for. What a load found is closed by the first later delivery that brings the
record without it, or takes the record back; what the review found is closed when the draft no longer has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from folkekommune.ingest.loading.quarantine import StewardLog, open_quarantine, quarantine_file
from folkekommune.ingest.mappings.mapping import BIRTH_DATE, IDENTITY, RECORD, SEX, VISIT_DATE
from folkekommune.ingest.quality.declaration import Declaration
from folkekommune.ingest.review.draft_review import DraftReview
from folkekommune.keys import Keys
from folkekommune.store.deliveries import DeliveryRecord

_FIELD_OF_REASON = {
    "record-missing": RECORD,
    "patient-missing": IDENTITY,
    "date-missing": VISIT_DATE,
    "date-unreadable": VISIT_DATE,
    "date-in-future": VISIT_DATE,
    "date-before-birth": VISIT_DATE,
}
_ROLES = (RECORD, IDENTITY, VISIT_DATE, BIRTH_DATE, SEX)
_BY_SIZE = ("swapped",)


@dataclass(frozen=True)
class Correction:
    """Something to correct in a record.

    :param record: the record system's own id; :param field: an item or role, empty for the whole record.
    :param delivery: the number of the delivery that brought it; :param closed_by: the one that put it right.
    """

    record: str
    field: str
    rule: str
    delivery: int
    closed_by: int | None = None


def list_corrections(
    deliveries: Sequence[DeliveryRecord],
    review: DraftReview,
    declaration: Declaration,
    *,
    databank: str,
    municipality: str,
    vault: Path,
    keys: Keys,
) -> tuple[Correction, ...]:
    """List what is to be corrected, open and closed, in the order it came.

    :raises UsageError: when a log was altered or sealed with another key.
    """
    mistakes = {m.rule for measure in declaration.measures for m in measure.mistakes} | set(_BY_SIZE)
    logs = {}
    for delivery in deliveries:
        file = quarantine_file(vault, databank, municipality, identity=delivery.identity)
        if file.exists():
            logs[delivery.sequence] = open_quarantine(file, keys)
    records = {number: frozenset(_numbers(log.sources)) for number, log in logs.items()}
    derived = {one.item for one in (*declaration.derived, *declaration.computed)}
    findings = {
        number: dict.fromkeys(one for one in _findings(log, mistakes) if one[1] not in derived)
        for number, log in logs.items()
    }
    found = [
        (
            record,
            field,
            rule,
            number,
            _closed_by(record, (field, rule), after=number, records=records, findings=findings),
        )
        for number, entries in findings.items()
        for record, field, rule in entries
    ]
    objections = review.objections().select(["record", "item", "rule", "delivery"]).to_pylist()
    found += [
        (one["record"], one["item"] or "", one["rule"], one["delivery"], None)
        for one in objections
        if one["item"] not in derived
    ]
    names = _names(logs, {record for record, *_ in found})
    return tuple(
        Correction(names.get((number, record), ""), field, rule, number, closed)
        for record, field, rule, number, closed in found
    )


def _findings(log: StewardLog, mistakes: set[str]) -> Iterator[tuple[int, str, str]]:
    """Give record, field and rule of everything that needs a hand; slips of writing do not."""
    named: dict[int, list[tuple[str, str]]] = {}
    for record, item, reason in _rows(log.unfit, "item", "reason"):
        named.setdefault(record, []).append((item, reason))
    for record, reason in _rows(log.stopped, "reason"):
        cells = named.get(record, [])
        yield from ((record, item, fault) for item, fault in cells)
        if reason not in {fault for _, fault in cells}:
            yield (
                record,
                IDENTITY if reason.startswith("identity-") else _FIELD_OF_REASON.get(reason, ""),
                reason,
            )
    for table, wanted in ((log.repaired, mistakes), (log.excluded, None)):
        for record, item, rule in _rows(table, "item", "rule"):
            if wanted is None or rule in wanted:
                yield record, item, rule


def _closed_by(
    record: int,
    finding: tuple[str, str],
    *,
    after: int,
    records: dict[int, frozenset[int]],
    findings: dict[int, dict[tuple[int, str, str], None]],
) -> int | None:
    for number in sorted(records):
        if number > after and record in records[number]:
            return None if (record, *finding) in findings[number] else number
    return None


def _rows(table: pa.Table, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Give the record of each row, and what stands in some columns."""
    return zip(_numbers(table), *(table[name].to_pylist() for name in columns), strict=True)


def _numbers(table: pa.Table) -> list[int]:
    numbers: list[int] = table["record"].to_numpy().tolist()
    return numbers


def _names(logs: dict[int, StewardLog], wanted: set[int]) -> dict[tuple[int, int], str]:
    """Give the record systems' own ids of the records that are wanted."""
    hashes = np.array(sorted(wanted), dtype=np.int64)
    names = {}
    for number, log in logs.items():
        records = log.sources["record"].to_numpy()
        rows = np.flatnonzero(np.isin(records, hashes))
        sources = log.sources["source"].take(pa.array(rows)).to_pylist()
        for record, source in zip(records[rows].tolist(), sources, strict=True):
            names[number, record] = (source or "").strip()
    return names
