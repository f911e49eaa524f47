"""Rows that wait for a correction, and repairs that changed a value: sealed, one file a delivery.

Here, and nowhere else, stand file and row of what a check stopped. No value and no identity number does;
an old value stands only beside the rule that repaired it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkekommune.errors import UsageError
from folkekommune.ingest.vault import write_sealed
from folkekommune.keys import Keys, SealBrokenError

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


@dataclass
class Quarantine:
    """What one load stopped and repaired."""

    stopped: list[pa.RecordBatch] = field(default_factory=list)
    repaired: list[pa.RecordBatch] = field(default_factory=list)

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
        old: NDArray[np.float64],
    ) -> None:
        """Add values that a rule changed."""
        count = len(rows)
        columns = [record, [file] * count, rows, [item] * count, [rule] * count, old]
        self.repaired.append(pa.record_batch(columns, schema=REPAIRED))


def quarantine_file(vault: Path, databank: str, municipality: str, *, identity: str) -> Path:
    """Give the place of a delivery's quarantine."""
    return vault / "quarantine" / databank / municipality / f"{identity}.sealed"


def save_quarantine(file: Path, keys: Keys, quarantine: Quarantine) -> None:
    """Seal and write what a load stopped and repaired."""
    parts = []
    for schema, batches in ((STOPPED, quarantine.stopped), (REPAIRED, quarantine.repaired)):
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, schema) as writer:
            for batch in batches:
                writer.write_batch(batch)
        content = sink.getvalue().to_pybytes()
        parts += [len(content).to_bytes(8), content]
    write_sealed(file, keys.seal(b"".join(parts), _purpose(file)))


def open_quarantine(file: Path, keys: Keys) -> tuple[pa.Table, pa.Table]:
    """Read what a load stopped, and what it repaired.

    :raises UsageError: when the file was altered or sealed with another key.
    """
    try:
        content = keys.unseal(file.read_bytes(), _purpose(file))
    except SealBrokenError:
        raise UsageError("ingest.vault-damaged", file=str(file)) from None
    tables = []
    while content:
        size, content = int.from_bytes(content[:8]), content[8:]
        tables.append(pa.ipc.open_stream(content[:size]).read_all())
        content = content[size:]
    return tables[0], tables[1]


def _purpose(file: Path) -> str:
    return f"vault/quarantine/{file.parent.parent.name}/{file.parent.name}/{file.stem}"
