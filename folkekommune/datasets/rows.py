"""Stream the rows of a data file as five columns of texts, with the reader microdata.no's tool uses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from pyarrow import csv

from folkekommune.datasets.lines import LONGEST

COLUMNS = ("identifier", "value", "start", "stop", "attribute")

_READ = csv.ReadOptions(column_names=list(COLUMNS), block_size=LONGEST)
_PARSE = csv.ParseOptions(delimiter=";")
_CONVERT = csv.ConvertOptions(column_types=dict.fromkeys(COLUMNS, pa.string()))


class UnreadableError(Exception):
    """The file is not five columns of UTF-8 text; ``lines.why_unreadable`` says where. Holds no text."""


def stream_rows(file: Path) -> Iterator[pa.RecordBatch]:
    """Give the rows in batches.

    :raises UnreadableError: when the file cannot be read to its end.
    """
    try:
        with csv.open_csv(file, read_options=_READ, parse_options=_PARSE, convert_options=_CONVERT) as reader:
            yield from reader
    except pa.ArrowInvalid:
        raise UnreadableError from None
