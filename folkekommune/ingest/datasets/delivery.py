"""Bring one dataset into a draft: persons by way of the vault, values as facts or spells.

A dataset holds everything there is of its variable. Importing it again, changed, therefore takes the place
of what was imported before; the same again changes nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import time

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkekommune.catalogue.model import Temporality
from folkekommune.datasets.description import Description
from folkekommune.datasets.reading import PersonRows, read_person_rows
from folkekommune.ingest.persons.linkage import HANDLES, NO_SYSTEM, Linkage
from folkekommune.ingest.persons.pseudonyms import record_keys
from folkekommune.ingest.persons.vault import Vault
from folkekommune.store.deliveries import DeliveryRecord, Source
from folkekommune.store.draft import Draft
from folkekommune.store.durable import digest
from folkekommune.store.writing import DeliveryWriter


@dataclass(frozen=True)
class ImportedDataset:
    """What the import of one dataset came to.

    :param unchanged: whether the draft held it already; then nothing was counted.
    :param reserved: rows left out because the person objects.
    :param filled_in: languages in which texts were missing and stand in Norwegian.
    """

    name: str
    temporality: str
    unchanged: bool
    rows: int = 0
    persons: int = 0
    reserved: int = 0
    filled_in: tuple[str, ...] = ()


def deliver_dataset(folder: Path, description: Description, *, draft: Draft, vault: Vault) -> ImportedDataset:
    """Write a dataset that was checked into a draft, all of it or nothing.

    :raises UsageError: while another load runs, or when the disk is full.
    """
    name = description.variable.name
    system = f"microdata.no/{name}"
    content = _content(folder)
    before = [record for record in draft.deliveries() if record.source.system == system]
    report = ImportedDataset(
        name=name,
        temporality=description.variable.temporality.value,
        unchanged=True,
        filled_in=tuple(sorted(description.filled_in)),
    )
    if before and before[-1].source.content == content:
        return report
    source = Source(system=system, extracted=_moment(before), full=True, content=content)
    # What went before is part of the identity, so that an older dataset can come back.
    chain = f"{content}/{before[-1].identity if before else ''}"
    with (
        vault.changing("import-dataset") as linkage,
        draft.add(hashlib.sha256(chain.encode()).hexdigest(), source) as writer,
    ):
        delivery = _Delivery(folder, description, linkage=linkage, vault=vault, since=source.extracted)
        rows, reserved = delivery.write(writer)
        found = replace(report, unchanged=False, rows=rows, persons=delivery.persons, reserved=reserved)
        vault.save_linkage(linkage)
        writer.finish(asdict(found))
    return found


class _Delivery:
    """One dataset under way."""

    def __init__(
        self, folder: Path, description: Description, *, linkage: Linkage, vault: Vault, since: int
    ) -> None:
        self._file = folder / f"{folder.name}.csv"
        self._description = description
        self._name = description.variable.name
        self._linkage = linkage
        self._since = since
        objecting = linkage.numbers_of(linkage.reserved.tolist()) if len(linkage.reserved) else set()
        self._reserved = np.array(sorted(objecting), dtype=np.int64)
        self._numbers = self._distinct()
        self._handles = np.array(
            [linkage.handle_of_number(number) for number in self._numbers.tolist()], dtype=np.int64
        )
        self._note()
        keys = record_keys(vault.keys, linkage.persons(self._numbers)) if len(self._numbers) else []
        self._keys = np.array(keys, dtype=np.int64)

    @property
    def persons(self) -> int:
        """How many persons the dataset tells of."""
        return len(self._numbers)

    def write(self, writer: DeliveryWriter) -> tuple[int, int]:
        """Write persons and values; count the rows written and those left out."""
        fixed = self._description.variable.temporality is Temporality.FIXED
        if not fixed:
            writer.persons(self._people(np.arange(self.persons)))
        written = read = 0
        for batch in read_person_rows(self._file, self._description):
            kept = np.flatnonzero(~np.isin(batch.numbers, self._reserved))
            places = np.searchsorted(self._numbers, batch.numbers[kept])
            if fixed:
                writer.persons(self._people(places).append_column(self._name, batch.values.take(kept)))
            else:
                writer.spells(self._name, self._spells(batch, kept, places, first=read))
            written += len(kept)
            read += len(batch.numbers)
        return written, read - written

    def _distinct(self) -> NDArray[np.int64]:
        """Give every number in the dataset of someone who does not object, once, in order."""
        met = [batch.numbers for batch in read_person_rows(self._file, self._description)]
        numbers = np.unique(np.concatenate(met)) if met else np.zeros(0, dtype=np.int64)
        return np.setdiff1d(numbers, self._reserved, assume_unique=True)

    def _note(self) -> None:
        """Let the vault know whom the handles stand for."""
        entries = np.zeros(len(self._numbers), dtype=HANDLES)
        entries["handle"], entries["system"], entries["number"] = self._handles, NO_SYSTEM, self._numbers
        entries["since"] = self._since
        known, _ = self._linkage.find(self._handles)
        self._linkage.put(entries[~known])

    def _people(self, places: NDArray[np.int64]) -> pa.Table:
        return pa.table({"unit_id": pa.array(self._handles[places]), "key": pa.array(self._keys[places])})

    def _spells(
        self, batch: PersonRows, kept: NDArray[np.int64], places: NDArray[np.int64], *, first: int
    ) -> pa.Table:
        return pa.table(
            {
                "unit_id": pa.array(self._handles[places]),
                "record": pa.array(_record_base(self._name) + first + kept),
                "version": pa.array(np.full(len(kept), self._since, dtype=np.int64)),
                "withdrawn": pa.array(np.zeros(len(kept), dtype=bool)),
                "start": batch.start.take(kept),
                "stop": batch.stop.take(kept),
                self._name: batch.values.take(kept),
            }
        )


def _record_base(name: str) -> int:
    """Give where a variable's records are counted from: rows have no ids of their own."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) << 31


def _content(folder: Path) -> str:
    """Digest both files of a dataset."""
    name = folder.name
    both = [digest(folder / f"{name}.{ending}") for ending in ("json", "csv")]
    return hashlib.sha256("/".join([name, *both]).encode()).hexdigest()


def _moment(before: list[DeliveryRecord]) -> int:
    """Give a moment later than that of what is replaced."""
    return max([int(time()), *(record.source.extracted + 1 for record in before)])
