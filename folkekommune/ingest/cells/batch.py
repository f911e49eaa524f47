"""What a connector gives: rows of one occasion as they came, a bounded number at a time."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkekommune.ingest.cells.columns import TextColumn

ROWS_AT_A_TIME = 50_000


@dataclass(frozen=True)
class Remark:
    """Something about a file that did not stop the load. ``field`` names a column, never a value."""

    kind: str
    file: str
    field: str = ""


@dataclass(frozen=True)
class Batch:
    """Rows of one file and occasion.

    :param rows: the number of each row in its file, from 1.
    :param record: the record system's own id of each row.
    :param identity: the identity number as it was written; null where it cannot be found.
    :param version: the version of each row, or None when the export has none.
    :param cells: by role or item; a field the file does not have is not there.
    :param broken: numbers of rows that could not be told apart into fields.
    """

    file: str
    occasion: str
    rows: NDArray[np.int64]
    record: pa.Array
    identity: pa.Array
    version: NDArray[np.int64] | None
    withdrawn: NDArray[np.bool_]
    cells: dict[str, TextColumn] = field(hash=False)
    broken: tuple[int, ...] = ()
    remarks: tuple[Remark, ...] = ()
