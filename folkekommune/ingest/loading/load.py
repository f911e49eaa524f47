"""Load a delivery into the draft of a municipality: the whole way, all of it or nothing.

delivery → connector → reservations → cleaning → checks → handles → store. The vault is written before the
store: a load that is killed in between leaves at most persons who are not in the store yet, and the next
load uses them again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from folkekommune.catalogue.packages import Package
from folkekommune.errors import InputError, Place
from folkekommune.ingest.cells.batch import Remark
from folkekommune.ingest.cells.records import FIT, Records
from folkekommune.ingest.cells.words import EPOCH
from folkekommune.ingest.choice import choose_mapping
from folkekommune.ingest.connectors import connectors
from folkekommune.ingest.delivery import FULL, Delivery, open_delivery
from folkekommune.ingest.loading.cleaning import Cleaner
from folkekommune.ingest.loading.computed import add_computed
from folkekommune.ingest.loading.inspection import check_series, inspect
from folkekommune.ingest.loading.progress import LoadBoard, Progress
from folkekommune.ingest.loading.quarantine import Quarantine, quarantine_file, save_quarantine
from folkekommune.ingest.loading.report import LoadReport, Tally, check_results
from folkekommune.ingest.loading.tables import persons_table, spells_table, visits_table
from folkekommune.ingest.mappings.mapping import Mapping, file_pattern
from folkekommune.ingest.persons.linked import with_handles
from folkekommune.ingest.persons.persons import Persons
from folkekommune.ingest.persons.pseudonyms import record_keys
from folkekommune.ingest.persons.reservations import RESERVED, without_reserved
from folkekommune.ingest.persons.vault import Note, Vault
from folkekommune.ingest.quality.declaration import Declaration, load_declaration
from folkekommune.ingest.quality.finding import Context
from folkekommune.ingest.quality.memory import Memory
from folkekommune.ingest.quality.reasons import number_of
from folkekommune.keys import Keys
from folkekommune.settings import Installation
from folkekommune.store.deliveries import Source
from folkekommune.store.draft import Draft
from folkekommune.store.durable import tell_disk_full
from folkekommune.store.writing import DeliveryWriter

DraftFor = Callable[[str, str], Draft]
_OSLO = ZoneInfo("Europe/Oslo")
SHARED = "identity-shared"
_DOUBTFUL = [number_of(reason) for reason in ("identity-contradicted", SHARED)]
_YEAR_2032 = (date(2032, 1, 1) - EPOCH).days


@dataclass(frozen=True)
class _Job:
    """What one load works on."""

    delivery: Delivery
    package: Package
    mapping: Mapping
    declaration: Declaration
    identity: str

    @property
    def report(self) -> LoadReport:
        """Give the report of a load that has done nothing."""
        return LoadReport(
            databank=self.package.databank.name,
            municipality=self.delivery.municipality,
            mapping=self.mapping.name,
            identity=self.identity,
            unchanged=True,
            files=len(self.delivery.files),
        )


def load_delivery(
    path: Path,
    *,
    installation: Installation,
    keys: Keys,
    packages: dict[str, Package],
    draft_for: DraftFor,
    audit: Note,
    mapping: str | None = None,
    municipality: str | None = None,
    databank: str | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Load one delivery.

    :param audit: told when the vault is opened.
    :param mapping: the mapping to use; else the one that fits the delivery.
    :param municipality: who is thought to deliver; a delivery from another is refused.
    :param progress: called with rows done and rows promised.
    :raises UserError: with what is wrong, where, and what to do; then nothing was loaded.
    """
    delivery = open_delivery(path)
    _check_municipality(delivery, installation, municipality)
    package, chosen = choose_mapping(delivery, packages, mapping=mapping, databank=databank)
    declaration = load_declaration(package.folder / "quality.toml", package.databank)
    identity = delivery.identity(chosen.fingerprint + declaration.fingerprint)
    chosen = replace(chosen, computed=declaration.computed_items)
    job = _Job(delivery, package, chosen, declaration, identity)
    draft = draft_for(package.databank.name, delivery.municipality)
    vault = Vault(installation.home.vault, keys, audit)
    with tell_disk_full(vault.folder), vault.alone():
        if draft.holds(identity):
            return job.report
        board = LoadBoard.of(installation.home, delivery.municipality)
        with (
            board.telling(delivery.folder.name, package.databank.name) as told,
            tell_disk_full(vault.folder),
            draft.add(identity, _source(delivery, chosen)) as writer,
        ):
            heard = (told, progress) if progress else (told,)
            return _Load(job, installation, vault, writer=writer, progress=heard).run()


@dataclass(frozen=True)
class _Met:
    """Rows that were written, and whom they are about."""

    file: str
    rows: NDArray[np.int64]
    record: NDArray[np.int64]
    handle: NDArray[np.int64]


class _Load:
    """One load under way."""

    def __init__(
        self,
        job: _Job,
        installation: Installation,
        vault: Vault,
        *,
        writer: DeliveryWriter,
        progress: tuple[Progress, ...],
    ) -> None:
        self._job = job
        self._installation = installation
        self._vault = vault
        self._writer = writer
        self._progress = progress
        self._tally = Tally()
        self._quarantine = Quarantine()
        self._met: list[_Met] = []
        extracted = _extracted(job.delivery)
        # From 2032 on numbers have a looser first control digit (identity.control_digits).
        from_2032 = job.mapping.numbers_from_2032 or extracted[0] >= _YEAR_2032
        self._linkage = vault.open_linkage("load")
        self._reserved = frozenset(self._linkage.numbers_of(self._linkage.reserved.tolist()))
        self._persons = Persons(
            self._linkage, job.delivery.record_system, since=extracted[1], from_2032=from_2032
        )
        self._cleaner = Cleaner(
            job.mapping,
            job.package.databank,
            vault.keys,
            default_version=extracted[1],
            numbers_from_2032=from_2032,
        )
        self._context = Context(
            databank=job.package.databank,
            municipality=job.delivery.municipality,
            today=extracted[0],
            visit_items=job.mapping.visit,
            declaration=job.declaration,
            memory=Memory(),
        )

    def run(self) -> LoadReport:
        """Read, check and write everything."""
        job = self._job
        connector = connectors()[job.mapping.shape]
        promised = sum(file.rows or 0 for file in connector.visit_files(job.delivery, job.mapping))
        for delivered in connector.read(job.delivery, job.mapping, job.package.databank):
            batch, reserved = without_reserved(delivered, self._reserved)
            self._tally.rows += reserved
            self._tally.excluded[RESERVED] += reserved
            records = self._cleaner.clean(batch)
            check_series(records, self._installation.mode)
            records = inspect(records, self._context, tally=self._tally, quarantine=self._quarantine)
            self._write(add_computed(records, job.declaration, job.package.databank))
            for told in self._progress:
                told(self._tally.rows, promised)
        self._hold_shared()
        persons = self._persons.persons()
        keys = record_keys(self._vault.keys, self._persons.constants(persons))
        self._writer.persons(
            persons_table(persons, keys, databank=job.package.databank, sources=job.mapping.person)
        )
        self._tally.noted.update(self._persons.noted)
        report = self._report(len(persons))
        self._vault.save_linkage(self._linkage)
        file = quarantine_file(
            self._vault.folder, report.databank, report.municipality, identity=job.identity
        )
        save_quarantine(file, self._vault.keys, self._quarantine)
        self._writer.finish(report.as_dict())
        return report

    def _write(self, records: Records) -> None:
        if self._job.delivery.scope == FULL:
            self._writer.held(records.record[records.reasons > FIT])
        fit = records.fit
        rows = np.flatnonzero(fit | records.batch.withdrawn)
        # A row that waits for another reason tells all the same which number a patient has.
        told = np.flatnonzero(
            records.identity.valid & ~records.batch.withdrawn & ~np.isin(records.reasons, _DOUBTFUL)
        )
        chosen = np.flatnonzero(fit)
        unit = np.zeros(records.count, dtype=np.int64)
        unit[told] = self._persons.handles(records, told)
        self._persons.remember(records, chosen, unit[chosen])
        unit[~fit] = 0
        if not len(rows):
            return
        batch = records.batch
        self._met.append(_Met(batch.file, batch.rows[chosen], records.record[chosen], unit[chosen]))
        records = with_handles(records, fit, self._persons, reserved=self._reserved)
        databank = self._job.package.databank
        if databank.occasion(batch.occasion) is None:
            self._writer.spells(batch.occasion, spells_table(records, databank, rows, unit=unit[rows]))
        else:
            self._writer.visits(batch.occasion, visits_table(records, databank, rows, unit=unit[rows]))

    def _hold_shared(self) -> None:
        """Tell the steward which rows are about patients who share a number; no release takes them."""
        sharing = self._persons.sharing()
        for met in self._met if len(sharing) else ():
            held = np.isin(met.handle, sharing)
            count = int(held.sum())
            self._tally.loaded -= count
            self._tally.quarantined[SHARED] += count
            self._quarantine.stop(met.file, met.rows[held], record=met.record[held], reasons=[SHARED] * count)

    def _report(self, persons: int) -> LoadReport:
        tally = self._tally
        return replace(
            self._job.report,
            unchanged=False,
            rows=tally.rows,
            loaded=tally.loaded,
            withdrawn=tally.withdrawn,
            merged=tally.merged,
            answers=tally.answers,
            persons=persons,
            repaired=_filled(tally.repaired),
            quarantined=_filled(tally.quarantined),
            excluded=_filled(tally.excluded),
            noted=_filled(tally.noted),
            checks=check_results(tally, self._job.declaration.thresholds),
            remarks=tuple(Remark(*remark) for remark in sorted(tally.remarks)),
        )


def _source(delivery: Delivery, mapping: Mapping) -> Source:
    """Tell the store where a delivery comes from, and what it says by what it leaves out.

    Where each occasion has files of its own, a full delivery tells of the occasions whose files it has.
    """
    names: set[str] | None = None
    for option, text in mapping.options.items():
        if "{occasion}" in text:
            pattern = file_pattern(mapping, option)
            matches = (pattern.fullmatch(file.name) for file in delivery.files)
            names = (names or set()) | {match["occasion"] for match in matches if match}
    return Source(
        system=delivery.record_system,
        extracted=_extracted(delivery)[1],
        full=delivery.scope == FULL,
        occasions=None if names is None else tuple(sorted(names)),
        content=delivery.content,
    )


def _check_municipality(delivery: Delivery, installation: Installation, expected: str | None) -> None:
    place = Place(file=str(delivery.folder))
    if expected is not None and expected != delivery.municipality:
        raise InputError("ingest.other-municipality", place=place, municipality=expected)
    if installation.municipality(delivery.municipality) is None:
        raise InputError("ingest.municipality-not-here", place=place, municipality=delivery.municipality)


def _extracted(delivery: Delivery) -> tuple[int, int]:
    """Give day and second of extraction, in Norwegian time where the manifest has no zone."""
    moment = delivery.extracted
    local = moment if moment.tzinfo else moment.replace(tzinfo=_OSLO)
    return (local.astimezone(_OSLO).date() - EPOCH).days, int(local.timestamp())


def _filled(counts: dict[str, int]) -> dict[str, int]:
    return {name: int(count) for name, count in sorted(counts.items()) if count}
