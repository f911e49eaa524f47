"""Run the checks over a batch, and sort its rows into those that are fit and those that are not."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from folkekommune.errors import InputError, Place
from folkekommune.ingest.cells.records import FIT, Records
from folkekommune.ingest.loading.quarantine import Quarantine
from folkekommune.ingest.loading.report import Tally
from folkekommune.ingest.persons.linked import of_other_series
from folkekommune.ingest.quality import CHECKS, Finding
from folkekommune.ingest.quality.finding import Context
from folkekommune.ingest.quality.reasons import MERGED, REASONS, number_of
from folkekommune.settings import Mode


def inspect(records: Records, context: Context, *, tally: Tally, quarantine: Quarantine) -> Records:
    """Check a batch; the records that come back know which rows are not fit, and why."""
    for check in CHECKS:
        finding = check(records, context)
        _log(records, finding, quarantine)
        records, stopped = _apply(records, finding)
        tally.add_finding(finding, stopped)
    _count(records, tally, context.visit_items.names)
    _stop(records, quarantine)
    quarantine.remember(records.record, records.batch.record)
    return records


def check_series(records: Records, mode: Mode) -> None:
    """Refuse real persons in test and synthetic ones in production; the whole load stops.

    :raises InputError: with file and row.
    """
    identity = records.identity
    refused = mode is Mode.PRODUCTION
    wrong = identity.valid & (identity.synthetic == refused)
    wrong |= of_other_series(records, synthetic=refused)
    if wrong.any():
        row = int(records.batch.rows[np.flatnonzero(wrong)[0]])
        code = "ingest.synthetic-in-production" if mode is Mode.PRODUCTION else "ingest.real-in-test"
        raise InputError(code, place=Place(file=records.batch.file, row=row), n=int(wrong.sum()))


def _log(records: Records, finding: Finding, quarantine: Quarantine) -> None:
    """Write what a check changed in the steward's log."""
    for repair in finding.repairs:
        quarantine.repair(
            records.batch.file,
            records.batch.rows[repair.rows],
            record=records.record[repair.rows],
            item=repair.item,
            rule=repair.rule,
            old=repair.old,
        )
    for exclusion in finding.exclusions:
        quarantine.exclude(records.record[exclusion.rows], item=exclusion.item, rule=exclusion.rule)
    for cells in finding.unfit:
        rows = np.flatnonzero(cells.rows & records.fit)
        quarantine.blame(records.record[rows], item=cells.item, reason=cells.reason)


def _apply(records: Records, finding: Finding) -> tuple[Records, Counter[str]]:
    reasons = records.reasons.copy()
    stopped: Counter[str] = Counter()
    for reason, rows in finding.quarantine.items():
        fresh = rows & (reasons == FIT) & ~records.batch.withdrawn
        if fresh.any():
            reasons[fresh] = number_of(reason)
            stopped[reason] += int(fresh.sum())
    if finding.merged is not None:
        reasons[finding.merged & (reasons == FIT)] = MERGED
    return records.with_items(finding.items).with_reasons(reasons), stopped


def _count(records: Records, tally: Tally, not_answers: frozenset[str | None]) -> None:
    fit = records.fit
    broken = len(records.batch.broken)
    tally.rows += records.count + broken
    tally.loaded += int(fit.sum())
    tally.withdrawn += int(records.batch.withdrawn.sum())
    tally.merged += int((records.reasons == MERGED).sum())
    tally.answers += sum(
        int((column.present & fit).sum()) for item, column in records.items.items() if item not in not_answers
    )
    if broken:
        tally.quarantined["row-broken"] += broken
    tally.add_remarks(records.batch.remarks)


def _stop(records: Records, quarantine: Quarantine) -> None:
    stopped: NDArray[np.int64] = np.flatnonzero(records.reasons > FIT)
    quarantine.stop(
        records.batch.file,
        records.batch.rows[stopped],
        record=records.record[stopped],
        reasons=[REASONS[reason] for reason in records.reasons[stopped]],
    )
    broken = np.array(records.batch.broken, dtype=np.int64)
    quarantine.stop(
        records.batch.file, broken, record=np.zeros_like(broken), reasons=["row-broken"] * len(broken)
    )
