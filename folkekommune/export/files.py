"""Write a dataset's two files: ``NAME/NAME.json`` and ``NAME/NAME.csv``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import csv

from folkekommune.errors import InputError
from folkekommune.export.plan import Plan
from folkekommune.export.rows import Rows

_OPTIONS = csv.WriteOptions(include_header=False, delimiter=";", quoting_style="none")


def write_dataset(folder: Path, plan: Plan, *, metadata: dict[str, Any], rows: Rows) -> Path:
    """Write a dataset into a folder of its own name, and give that folder.

    :raises InputError: ``export.unwritable-text`` for a text with a separator, quote or line break.
    """
    target = folder / plan.name
    target.mkdir()
    content = json.dumps(metadata, ensure_ascii=False, indent=2)
    (target / f"{plan.name}.json").write_text(content + "\n", encoding="utf-8")
    nothing = pa.nulls(len(rows.values), pa.string())
    days = nothing if rows.days is None else pa.array(rows.days.astype("int32"), pa.int32()).cast(pa.date32())
    columns = {
        "identifier": rows.identifiers,
        "value": rows.values,
        "start": days,
        "stop": days,
        "attribute": nothing,
    }
    try:
        csv.write_csv(pa.table(columns), target / f"{plan.name}.csv", _OPTIONS)
    except pa.ArrowInvalid:
        raise InputError("export.unwritable-text", variable=plan.name) from None
    return target
