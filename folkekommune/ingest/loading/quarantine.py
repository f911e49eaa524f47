"""The steward's log of a load: rows that wait, values repaired and taken out. Sealed, one file a delivery.

Here, and nowhere else, stand file and row of what a check stopped, and the record system's own id of every
row, so that its staff can find what to correct. No identity number does; an old value stands only beside
the rule that repaired it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkekommune.ingest.persons.vault import delete_sealed, open_sealed, write_sealed
from folkekommune.keys import Keys

STOPPED = pa.schema(
    [("record", pa.int64()), ("file", pa.string()), ("row", pa.int64()), ("reason", pa.string())]
)
REPAIRED = pa.schema(
    [
        ("record", pa.int64()),
        ("file", pa.string()),
        ("row", pa.int64()),
        ("item", pa.string()),
        ("rule", pa.string()),
        ("old", pa.float64()),
    ]
)
EXCLUDED = pa.schema([("record", pa.int64()), ("item", pa.string()), ("rule", pa.string())])
UNFIT = pa.schema([("record", pa.int64()), ("item", pa.string()), ("reason", pa.string())])
SOURCES = pa.schema([("record", pa.int64()), ("source", pa.string())])

_COMPRESSED = pa.ipc.IpcWriteOptions(compression="zstd")


@dataclass
class Quarantine:
    """What one load stopped, repaired and took out, and the ids of the records it met.

    :param unfit: the items because of which rows were stopped, where it was not the row as a whole.
    """

    stopped: list[pa.RecordBatch] = field(default_factory=list)
    repaired: list[pa.RecordBatch] = field(default_factory=list)
    excluded: list[pa.RecordBatch] = field(default_factory=list)
    sources: list[pa.RecordBatch] = field(default_factory=list)
    unfit: list[pa.RecordBatch] = field(default_factory=list)

    def stop(
        self, file: str, rows: NDArray[np.int64], *, record: NDArray[np.int64], reasons: list[str]
    ) -> None:
        """Add rows that do not become answers."""
        if len(rows):
            self.stopped.append(pa.record_batch([record, [file] * len(rows), rows, reasons], schema=STOPPED))

    def repair(
        self,
        file: str,
        rows: NDArray[np.int64],
        *,
        record: NDArray[np.int64],
        item: str,
        rule: str,
        old: NDArray[np.float64] | None,
    ) -> None:
        """Add values that a rule changed; without old values, only their way of writing was changed."""
        count = len(rows)
        before = pa.nulls(count, pa.float64()) if old is None else old
        columns = [record, [file] * count, rows, [item] * count, [rule] * count, before]
        self.repaired.append(pa.record_batch(columns, schema=REPAIRED))

    def exclude(self, record: NDArray[np.int64], *, item: str, rule: str) -> None:
        """Add values that a rule took out."""
        count = len(record)
        self.excluded.append(pa.record_batch([record, [item] * count, [rule] * count], schema=EXCLUDED))

    def blame(self, record: NDArray[np.int64], *, item: str, reason: str) -> None:
        """Add which item it was that a row was stopped for."""
        count = len(record)
        if count:
            self.unfit.append(pa.record_batch([record, [item] * count, [reason] * count], schema=UNFIT))

    def remember(self, record: NDArray[np.int64], source: pa.Array) -> None:
        """Add the record system's own ids of rows."""
        self.sources.append(pa.record_batch([record, source], schema=SOURCES))


@dataclass(frozen=True)
class StewardLog:
    """What a load left in its sealed file."""

    stopped: pa.Table
    repaired: pa.Table
    excluded: pa.Table
    sources: pa.Table
    unfit: pa.Table = field(default_factory=UNFIT.empty_table)


def quarantine_file(vault: Path, databank: str, municipality: str, *, identity: str) -> Path:
    """Give the place of a delivery's quarantine."""
    return vault / "quarantine" / databank / municipality / f"{identity}.sealed"


def save_quarantine(file: Path, keys: Keys, quarantine: Quarantine) -> None:
    """Seal and write the log of a load."""
    parts = []
    for schema, batches in (
        (STOPPED, quarantine.stopped),
        (REPAIRED, quarantine.repaired),
        (EXCLUDED, quarantine.excluded),
        (SOURCES, quarantine.sources),
        (UNFIT, quarantine.unfit),
    ):
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, schema, options=_COMPRESSED) as writer:
            writer.write_table(pa.Table.from_batches(batches, schema=schema).combine_chunks())
        content = sink.getvalue().to_pybytes()
        parts += [len(content).to_bytes(8), content]
    write_sealed(file, b"".join(parts), keys, purpose=_purpose(file))


def open_quarantine(file: Path, keys: Keys) -> StewardLog:
    """Read the log of a load.

    :raises UsageError: when the file was altered or sealed with another key.
    """
    content = open_sealed(file, keys, _purpose(file))
    tables = []
    while content:
        size, content = int.from_bytes(content[:8]), content[8:]
        tables.append(pa.ipc.open_stream(content[:size]).read_all())
        content = content[size:]
    return StewardLog(*tables)


def forget_quarantines(vault: Path, keys: Keys, held: Callable[[str, str], Collection[str]]) -> int:
    """Delete the logs of deliveries that are in no draft any more; tell how many there were.

    :param held: gives the identities of a draft's deliveries, by databank and municipality.
    """
    gone = [
        file
        for file in sorted((vault / "quarantine").glob("*/*/*.sealed"))
        if file.stem not in held(file.parent.parent.name, file.parent.name)
    ]
    for file in gone:
        delete_sealed(file, keys)
    return len(gone)


def _purpose(file: Path) -> str:
    return f"vault/quarantine/{file.parent.parent.name}/{file.parent.name}/{file.stem}"
