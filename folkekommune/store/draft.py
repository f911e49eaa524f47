"""The draft of one municipality: every delivery it has loaded, whole, in the order they came.

A delivery becomes visible in one step when all of it is on the disk. Until then it lies in a hidden
folder, which the next one to open the draft removes if its writer has died.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from folkekommune.errors import FolkeKommuneError, InputError, Place, UsageError
from folkekommune.store.durable import (
    digest,
    leftovers,
    remove_unfinished,
    reveal,
    tell_disk_full,
    unfinished,
)
from folkekommune.store.locks import exclusive
from folkekommune.store.tables import check_name, check_persons, check_visits

_RECORD = "delivery.json"
_PERSONS = "persons.parquet"
_BUSY = "store.draft-busy"


class DeliveryUnfinishedError(FolkeKommuneError):
    """A writer was left without :meth:`DeliveryWriter.finish`: our own fault, nothing was kept."""


@dataclass(frozen=True)
class DeliveryRecord:
    """A delivery in the draft.

    :param identity: what tells it from every other delivery, such as a digest of its content.
    :param loaded_at: when it was loaded, UTC.
    :param summary: what its loader counted; for the municipality's own stewards only.
    :param digest: the SHA-256 over its files.
    """

    identity: str
    loaded_at: str
    summary: dict[str, Any] = field(hash=False)
    sequence: int
    folder: Path
    digest: str
    files: dict[str, str] = field(hash=False)

    def visits(self) -> dict[str, Path]:
        """Give the file of visits at each occasion."""
        found = sorted(self.folder.glob("visits-*.parquet"))
        return {file.stem.removeprefix("visits-"): file for file in found}

    def persons(self) -> Path | None:
        """Give the file of persons, if the delivery has one."""
        file = self.folder / _PERSONS
        return file if file.exists() else None

    def check_digests(self) -> None:
        """Refuse a delivery whose files are not what was written.

        :raises InputError: ``store.damaged``, with the file.
        """
        for name, expected in self.files.items():
            file = self.folder / name
            if not file.exists() or digest(file) != expected:
                raise InputError("store.damaged", place=Place(file=str(file)))


class Draft:
    """One municipality's deliveries to one databank."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._deliveries = folder / "deliveries"
        if leftovers(self._deliveries):
            with suppress(UsageError), exclusive(self.folder, _BUSY):
                remove_unfinished(self._deliveries)

    def deliveries(self) -> tuple[DeliveryRecord, ...]:
        """List the deliveries in the order they were loaded."""
        return tuple(_read(folder) for folder in sorted(self._deliveries.glob("[0-9]*")))

    def holds(self, identity: str) -> bool:
        """Tell whether this delivery was loaded before."""
        return any(delivery.identity == identity for delivery in self.deliveries())

    @contextmanager
    def add(self, identity: str) -> Iterator[DeliveryWriter]:
        """Write a delivery; it is kept when the block ends well, else nothing of it.

        :raises UsageError: ``store.draft-busy`` while another load runs, ``store.delivery-held`` when
            it was loaded before, ``store.disk-full``.
        :raises DeliveryUnfinishedError: when the block ended without :meth:`DeliveryWriter.finish`.
        """
        with exclusive(self.folder, _BUSY):
            remove_unfinished(self._deliveries)
            known = self.deliveries()
            if any(delivery.identity == identity for delivery in known):
                raise UsageError("store.delivery-held", folder=str(self.folder))
            sequence = known[-1].sequence + 1 if known else 1
            with unfinished(self._deliveries) as folder:
                with DeliveryWriter(folder, identity, sequence=sequence) as writer:
                    yield writer
                if not writer.finished:
                    raise DeliveryUnfinishedError(identity)
                short = hashlib.sha256(identity.encode()).hexdigest()[:16]
                reveal(folder, self._deliveries / f"{sequence:06d}-{short}")


class DeliveryWriter:
    """Write the tables of one delivery, in as many pieces as the reader likes."""

    def __init__(self, folder: Path, identity: str, *, sequence: int) -> None:
        self._folder = folder
        self._identity = identity
        self._sequence = sequence
        self._writers: dict[str, pq.ParquetWriter] = {}
        self.finished = False

    def visits(self, occasion: str, table: pa.Table) -> None:
        """Add visits of one occasion; all pieces of an occasion have the same columns.

        :raises TableShapeError: when the columns are not as ``store.tables`` says.
        """
        check_name(occasion)
        check_visits(table)
        self._write(f"visits-{occasion}.parquet", table)

    def persons(self, table: pa.Table) -> None:
        """Add persons with their record keys and lasting facts.

        :raises TableShapeError: when the columns are not as ``store.tables`` says.
        """
        check_persons(table)
        self._write(_PERSONS, table)

    def finish(self, summary: dict[str, Any]) -> None:
        """Close the files and write what the loader counted."""
        with tell_disk_full(self._folder.parent):
            self.close()
            files = {file.name: digest(file) for file in sorted(self._folder.iterdir())}
            record = {
                "identity": self._identity,
                "loaded_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "sequence": self._sequence,
                "summary": summary,
                "files": files,
            }
            content = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
            (self._folder / _RECORD).write_text(content, encoding="utf-8")
        self.finished = True

    def close(self) -> None:
        """Close the files that are open."""
        writers, self._writers = self._writers, {}
        for writer in writers.values():
            writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
            return
        with suppress(OSError):  # the first fault is the one to tell
            self.close()

    def _write(self, name: str, table: pa.Table) -> None:
        if self.finished:
            raise DeliveryUnfinishedError(self._identity)
        with tell_disk_full(self._folder.parent):
            if name not in self._writers:
                self._writers[name] = pq.ParquetWriter(self._folder / name, table.schema, compression="zstd")
            self._writers[name].write_table(table)


def _read(folder: Path) -> DeliveryRecord:
    file = folder / _RECORD
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        files = dict(content["files"])
        return DeliveryRecord(
            identity=content["identity"],
            loaded_at=content["loaded_at"],
            summary=content["summary"],
            sequence=content["sequence"],
            folder=folder,
            digest=hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest(),
            files=files,
        )
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError("store.damaged", place=Place(file=str(file))) from None
