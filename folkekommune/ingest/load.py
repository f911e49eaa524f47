"""Load a delivery into the draft of a municipality: the whole way, all of it or nothing.

delivery → connector → cleaning → checks → pseudonyms → store. The vault is written before the store: a load
that is killed in between leaves at most the constants of persons who are not in the store yet, and the
next load uses them again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from folkekommune.catalogue.packages import Package
from folkekommune.errors import InputError, Place
from folkekommune.ingest.batch import Remark
from folkekommune.ingest.choice import choose_mapping
from folkekommune.ingest.cleaning import Cleaner
from folkekommune.ingest.computed import add_computed
from folkekommune.ingest.connectors import connectors
from folkekommune.ingest.delivery import Delivery, open_delivery
from folkekommune.ingest.inspection import check_series, inspect
from folkekommune.ingest.mapping import Mapping
from folkekommune.ingest.pseudonyms import UNKNOWN_DAY, People
from folkekommune.ingest.quality.declaration import Declaration, load_declaration
from folkekommune.ingest.quality.finding import Context
from folkekommune.ingest.quality.memory import Memory
from folkekommune.ingest.quarantine import Quarantine, quarantine_file, save_quarantine
from folkekommune.ingest.records import Records
from folkekommune.ingest.report import LoadReport, Tally, check_results
from folkekommune.ingest.tables import persons_table, visits_table
from folkekommune.ingest.vault import open_linkage, save_linkage
from folkekommune.ingest.words import EPOCH
from folkekommune.keys import Keys
from folkekommune.settings import Installation
from folkekommune.store.draft import DeliveryWriter, Draft
from folkekommune.store.durable import tell_disk_full
from folkekommune.store.locks import exclusive

DraftFor = Callable[[str, str], Draft]
Progress = Callable[[int, int], None]
"""Rows done, and rows the manifest promises."""

_OSLO = ZoneInfo("Europe/Oslo")
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
    mapping: str | None = None,
    municipality: str | None = None,
    databank: str | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Load one delivery.

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
    vault = installation.home.vault
    with tell_disk_full(vault), exclusive(vault, "ingest.load-busy"):
        if draft.holds(identity):
            return job.report
        with draft.add(identity) as writer:
            return _Load(job, installation, keys, writer=writer, progress=progress).run()


class _Load:
    """One load under way."""

    def __init__(
        self,
        job: _Job,
        installation: Installation,
        keys: Keys,
        *,
        writer: DeliveryWriter,
        progress: Progress | None,
    ) -> None:
        self._job = job
        self._installation = installation
        self._keys = keys
        self._writer = writer
        self._progress = progress
        self._linkage = open_linkage(installation.home.vault, keys)
        self._people = People(keys, self._linkage)
        self._tally = Tally()
        self._quarantine = Quarantine()
        extracted = _extracted(job.delivery)
        self._cleaner = Cleaner(
            job.mapping,
            job.package.databank,
            keys,
            default_version=extracted[1],
            # From 2032 on numbers have a looser first control digit (identity.control_digits).
            numbers_from_2032=job.mapping.numbers_from_2032 or extracted[0] >= _YEAR_2032,
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
        for batch in connector.read(job.delivery, job.mapping, job.package.databank):
            records = self._cleaner.clean(batch)
            check_series(records, self._installation.mode)
            records = inspect(records, self._context, tally=self._tally, quarantine=self._quarantine)
            self._write(add_computed(records, job.declaration, job.package.databank))
            if self._progress:
                self._progress(self._tally.rows, promised)
        persons = self._people.persons()
        self._writer.persons(persons_table(persons, job.package.databank, job.mapping.person))
        report = self._report(len(persons))
        vault = self._installation.home.vault
        save_linkage(vault, self._keys, self._linkage)
        file = quarantine_file(vault, report.databank, report.municipality, identity=job.identity)
        save_quarantine(file, self._keys, self._quarantine)
        self._writer.finish(report.as_dict())
        return report

    def _write(self, records: Records) -> None:
        fit = records.fit
        rows = np.flatnonzero(fit | records.batch.withdrawn)
        if not len(rows):
            return
        chosen = np.flatnonzero(fit)
        birth = np.where(records.birth.present, records.birth.values, UNKNOWN_DAY)
        unit = np.zeros(records.count, dtype=np.int64)
        unit[chosen] = self._people.units(
            records.identity.numbers[chosen],
            birth[chosen].astype(np.int64),
            sex=records.known_sex[chosen],
        )
        table = visits_table(records, self._job.package.databank, rows, unit=unit[rows])
        self._writer.visits(records.batch.occasion, table)

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
