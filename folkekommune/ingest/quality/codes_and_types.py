"""C1: required fields are there, and every value has its type and a code of its code list."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from folkekommune.catalogue.model import CodeList
from folkekommune.identity import Fault
from folkekommune.ingest.cells.columns import Column
from folkekommune.ingest.cells.records import Records
from folkekommune.ingest.cells.words import EPOCH
from folkekommune.ingest.mappings.mapping import IDENTITY, SEX, STOP, VISIT_DATE
from folkekommune.ingest.quality.finding import Context, Finding, Repair, Unfit

SEX_FROM_NUMBER = "sex-from-number"
_IDENTITY = {
    Fault.FORM: "identity-form",
    Fault.CONTROL_DIGITS: "identity-control-digits",
    Fault.DATE: "identity-date",
}


def check(records: Records, context: Context) -> Finding:
    """Find rows without what they must have, and cells that cannot be understood."""
    fit = records.fit
    quarantine = _required(records)
    answered = sum(read.answered for read in records.understood.values())
    repairs = [Repair(IDENTITY, rule, rows) for rule, rows in records.repaired_identity.items()]
    repairs += _sex_from_number(records)
    for name, read in records.understood.items():
        repairs += [Repair(name, rule, rows) for rule, rows in read.repaired.items()]
    unfit = tuple(_unfit(records, context))
    for cell in unfit:
        _join(quarantine, cell.reason, cell.rows)
    quarantine = {reason: rows & fit for reason, rows in quarantine.items()}
    return Finding(
        check="C1",
        applicable=answered + 3 * int(fit.sum()),
        violating=sum(int(rows.sum()) for rows in quarantine.values()),
        repaired=_counts(repairs),
        quarantine=quarantine,
        repairs=tuple(repairs),
        unfit=unfit,
    )


def _unfit(records: Records, context: Context) -> Iterator[Unfit]:
    """Find cells that cannot be understood, and codes used on a day they were not valid."""
    for name, read in records.understood.items():
        if name in {VISIT_DATE, STOP} or name in records.items:
            yield from (Unfit(name, fault, rows & records.fit) for fault, rows in read.faults.items())
    for item, variable in context.variables(records.batch.occasion).items():
        if variable.code_list and item in records.items:
            rows = _not_valid_then(records.items[item], variable.code_list, records.visit)
            yield Unfit(item, "code-not-valid-then", rows & records.fit)


def _sex_from_number(records: Records) -> list[Repair]:
    """Find rows whose sex is not the one the identity number tells; the number is believed."""
    told = records.identity.sex
    rows = np.flatnonzero(records.fit & records.sex.present & (told > 0) & (records.sex.values != told))
    return [Repair(SEX, SEX_FROM_NUMBER, rows)] if len(rows) else []


def _counts(repairs: list[Repair]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for repair in repairs:
        counts[repair.rule] = counts.get(repair.rule, 0) + len(repair.rows)
    return counts


def _required(records: Records) -> dict[str, NDArray[np.bool_]]:
    record = records.batch.record
    identity = records.batch.identity
    blank = np.array([not (text or "").strip() for text in identity.to_pylist()], dtype=np.bool_)
    reasons = {
        "record-missing": np.array([not (text or "").strip() for text in record.to_pylist()], dtype=np.bool_),
        "identity-missing": blank,
    }
    for fault, reason in _IDENTITY.items():
        reasons[reason] = (records.identity.fault == fault) & ~blank
    unreadable = records.understood[VISIT_DATE].faults if VISIT_DATE in records.understood else {}
    missing = ~records.visit.present
    for rows in unreadable.values():
        missing &= ~rows
    reasons["date-missing"] = missing
    return reasons


def _not_valid_then(column: Column, code_list: CodeList, visit: Column) -> NDArray[np.bool_]:
    """Find codes used on a day they were not valid."""
    wrong = np.zeros(len(visit.present), dtype=np.bool_)
    spans: dict[int | str, list[tuple[int, int]]] = {}
    for code in code_list.codes:
        last = (code.valid_until - EPOCH).days if code.valid_until else np.iinfo(np.int64).max
        spans.setdefault(code.value, []).append(((code.valid_from - EPOCH).days, last))
    asked = column.present & visit.present
    for value, valid in spans.items():
        if column.words is None:
            used = asked & (column.values == value)
        elif value in column.words:
            used = asked & (column.values == column.words.index(str(value)))
        else:
            continue
        if not used.any():
            continue
        fits = np.zeros_like(used)
        for first, last in valid:
            fits |= (visit.values >= first) & (visit.values <= last)
        wrong |= used & ~fits
    return wrong


def _join(found: dict[str, NDArray[np.bool_]], reason: str, rows: NDArray[np.bool_]) -> None:
    found[reason] = found[reason] | rows if reason in found else rows
