"""Write a dataset's two files: ``NAME/NAME.json`` and ``NAME/NAME.csv``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import csv

from folkekommune.errors import InputError
from folkekommune.export.plan import Plan

_OPTIONS = csv.WriteOptions(include_header=False, delimiter=";", quoting_style="none")


def write_dataset(folder: Path, plan: Plan, *, metadata: dict[str, Any], rows: pa.RecordBatchReader) -> Path:
    """Write a dataset into a folder of its own name, a batch at a time, and give that folder.

    :raises InputError: ``export.unwritable-text`` for a text with a separator, quote or line break.
    """
    target = folder / plan.name
    target.mkdir()
    content = json.dumps(metadata, ensure_ascii=False, indent=2)
    (target / f"{plan.name}.json").write_text(content + "\n", encoding="utf-8")
    schema = rows.schema.append(pa.field("attribute", pa.string()))
    try:
        with csv.CSVWriter(target / f"{plan.name}.csv", schema, write_options=_OPTIONS) as writer:
            for batch in rows:
                nothing = pa.nulls(len(batch), pa.string())
                writer.write_batch(pa.record_batch([*batch.columns, nothing], schema=schema))
    except pa.ArrowInvalid:
        raise InputError("export.unwritable-text", variable=plan.name) from None
    return target
