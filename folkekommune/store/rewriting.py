"""Write a delivery anew without some of the persons it tells of."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from folkekommune.keys import Keys
from folkekommune.store.deliveries import DeliveryRecord, write_record


def rewrite_without(
    record: DeliveryRecord, folder: Path, units: frozenset[int], *, keys: Keys | None
) -> bool:
    """Fill a folder with the delivery without these units; tell whether it held any of them.

    What a record of theirs withdraws stays, since it tells of no one.
    """
    unwanted = pa.array(sorted(units), pa.int64())
    telling = {name for name in record.files if _tells_of_units(record.folder / name)}
    if not any(_holds(record.folder / name, unwanted) for name in sorted(telling)):
        return False
    for name in record.files:
        if name in telling:
            _copy_others(record.folder / name, folder / name, unwanted)
        else:
            shutil.copyfile(record.folder / name, folder / name)
    kept = {"identity": record.identity, "loaded_at": record.loaded_at, "sequence": record.sequence}
    write_record(folder, kept, record.source, summary=record.summary, keys=keys)
    return True


def _tells_of_units(file: Path) -> bool:
    return "unit_id" in pq.read_schema(file).names


def _holds(file: Path, unwanted: pa.Array) -> bool:
    units = pq.read_table(file, columns=["unit_id"])["unit_id"]
    return bool(pc.any(pc.is_in(units, value_set=unwanted)).as_py())


def _copy_others(source: Path, target: Path, unwanted: pa.Array) -> None:
    """Copy a table, a group of rows at a time, without the rows of these units."""
    with (
        pq.ParquetFile(source) as reader,
        pq.ParquetWriter(target, reader.schema_arrow, compression="zstd") as writer,
    ):
        for batch in reader.iter_batches():
            others = pc.invert(pc.is_in(batch["unit_id"], value_set=unwanted))
            writer.write_batch(batch.filter(others))
