"""Look for what is left of some people in an installation: the proof that they are gone.

Looked for are their identity numbers as text and as whole numbers, and every handle, pseudonym and record
key of theirs as whole numbers, in every file and every column of whole numbers. The sealed vault, which must
know who objects, is no trace.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from folkekommune.ingest.persons.linkage import Linkage
from folkekommune.ingest.persons.pseudonyms import pseudonym_key, pseudonym_of, record_keys
from folkekommune.ingest.persons.reservations import handles_of
from folkekommune.keys import Keys

_CHUNK = 8 * 1024 * 1024
_SERVING = ".duckdb"


@dataclass(frozen=True)
class Traces:
    """Where something was found, among how many files."""

    files: int
    found: tuple[Path, ...]


def find_traces(root: Path, keys: Keys, linkage: Linkage, numbers: Iterable[int]) -> Traces:
    """Look through every file below a folder."""
    asked = linkage.numbers_of(numbers)
    words = re.compile(b"|".join(f"{number:011d}".encode() for number in sorted(asked)))
    wanted = pa.array(sorted(_whole_numbers(keys, linkage, asked)), pa.int64())
    files = sorted(path for path in root.rglob("*") if path.is_file())
    found = [file for file in files if _holds_text(file, words) or _holds_number(file, wanted)]
    return Traces(len(files), tuple(found))


def _whole_numbers(keys: Keys, linkage: Linkage, numbers: set[int]) -> set[int]:
    """Give every whole number that stands for these people anywhere."""
    found = set(numbers) | handles_of(linkage, numbers)
    found |= {linkage.handle_of_number(number) for number in numbers}
    known = np.isin(linkage.numbers["number"], list(numbers))
    persons = linkage.numbers["person"][known]
    found |= set(record_keys(keys, persons))
    for generation in range(1, linkage.generation + 1):
        key = pseudonym_key(keys, generation)
        found |= {pseudonym_of(key, person.tobytes()) for person in persons}
    return found


def _holds_text(file: Path, words: re.Pattern[bytes]) -> bool:
    before = b""
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            if words.search(before + chunk):
                return True
            before = chunk[-16:]
    return False


def _holds_number(file: Path, wanted: pa.Array) -> bool:
    if file.suffix == ".parquet":
        return any(_any(column, wanted) for column in _columns(file))
    if file.suffix == _SERVING:
        return _serving_holds(file, wanted)
    return False


def _columns(file: Path) -> Iterator[pa.ChunkedArray]:
    schema = pq.read_schema(file)
    for name in schema.names:
        if pa.types.is_int64(schema.field(name).type):
            yield pq.read_table(file, columns=[name])[name]


def _any(column: pa.ChunkedArray, wanted: pa.Array) -> bool:
    return bool(pc.any(pc.is_in(column, value_set=wanted)).as_py())


def _serving_holds(file: Path, wanted: pa.Array) -> bool:
    with duckdb.connect(str(file), read_only=True) as connection:
        rows = connection.sql("SELECT key FROM persons").to_arrow_table()
    return _any(rows["key"], wanted)
