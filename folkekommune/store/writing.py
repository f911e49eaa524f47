"""Write the tables of one delivery."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from folkekommune.errors import FolkeKommuneError
from folkekommune.keys import Keys
from folkekommune.store.deliveries import HELD, PERSONS, SPELLS, UNKNOWN, VISITS, Source, write_record
from folkekommune.store.durable import tell_disk_full
from folkekommune.store.tables import check_name, check_persons, check_spells, check_visits


class DeliveryUnfinishedError(FolkeKommuneError):
    """A delivery was left without :meth:`DeliveryWriter.finish`, or written to after it: our own fault."""


class DeliveryWriter:
    """Write the tables of one delivery, in as many pieces as the reader likes."""

    def __init__(
        self,
        folder: Path,
        identity: str,
        *,
        sequence: int,
        source: Source = UNKNOWN,
        keys: Keys | None = None,
    ) -> None:
        self._folder = folder
        self._identity = identity
        self._sequence = sequence
        self._source = source
        self._keys = keys
        self._writers: dict[str, pq.ParquetWriter] = {}
        self.finished = False

    def visits(self, occasion: str, table: pa.Table) -> None:
        """Add visits of one occasion; all pieces of an occasion have the same columns.

        :raises TableShapeError: when the columns are not as ``store.tables`` says.
        """
        check_name(occasion)
        check_visits(table)
        self._write(f"{VISITS}{occasion}.parquet", table)

    def spells(self, kind: str, table: pa.Table) -> None:
        """Add spells of one kind: what holds for a person from a day, and until one if it has ended.

        :raises TableShapeError: when the columns are not as ``store.tables`` says.
        """
        check_name(kind)
        check_spells(table)
        self._write(f"{SPELLS}{kind}.parquet", table)

    def persons(self, table: pa.Table) -> None:
        """Add persons with their record keys and lasting facts.

        :raises TableShapeError: when the columns are not as ``store.tables`` says.
        """
        check_persons(table)
        self._write(PERSONS, table)

    def held(self, records: NDArray[np.int64]) -> None:
        """Add records that were delivered but wait for a correction: a full delivery did not omit them."""
        if len(records):
            self._write(HELD, pa.table({"record": pa.array(records, pa.int64())}))

    def finish(self, summary: dict[str, Any]) -> None:
        """Close the files and write what the loader counted."""
        with tell_disk_full(self._folder.parent):
            self.close()
            record = {
                "identity": self._identity,
                "loaded_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "sequence": self._sequence,
            }
            write_record(self._folder, record, self._source, summary=summary, keys=self._keys)
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
