"""Read a wide CSV report: one file per occasion, one row a visit or a spell, one column an item.

Title lines above the header and a trailer with the number of rows below are usual in such reports. The
trailer tells a whole file from a cut one. A file without it is refused, unless the manifest promises just the
rows that are there; so is every file of a report that has none.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
from numpy.typing import NDArray

from folkekommune.catalogue.model import Databank
from folkekommune.errors import InputError, Place
from folkekommune.ingest.cells.batch import Batch, Remark
from folkekommune.ingest.cells.columns import TextColumn
from folkekommune.ingest.cells.units import converted
from folkekommune.ingest.delivery import DeliveredFile, Delivery
from folkekommune.ingest.formats.compressed import open_plain
from folkekommune.ingest.formats.held_back import HeldBackStream
from folkekommune.ingest.mappings.fields import FieldNames
from folkekommune.ingest.mappings.mapping import IDENTITY, RECORD, Mapping, file_pattern
from folkekommune.ingest.reading.header_fields import NoHeaderError, check_roles, column_targets
from folkekommune.ingest.reading.report_header import ReportHeader, no_header, read_header, wrong_encoding

SHAPE = "wide_csv"
REQUIRED = ("files", "encoding", "separator", "header_row")
_BLOCK = 16 * 1024 * 1024


def check(mapping: Mapping) -> None:
    """Refuse a mapping without the options and roles that a wide CSV needs."""
    place = Place(file=str(mapping.file))
    for key in REQUIRED:
        if key not in mapping.options:
            raise InputError("ingest.key-missing", place=place, key=f"options.{key}")
    if not mapping.options["header_row"].isdigit() or int(mapping.options["header_row"]) < 1:
        raise InputError("ingest.key-not-number", place=place, key="options.header_row")
    try:
        "x".encode(mapping.options["encoding"])
    except LookupError:
        raise InputError("ingest.encoding-unknown", place=place, key="options.encoding") from None
    check_roles(mapping)
    if "occasion" not in file_pattern(mapping, "files").groupindex and "occasion" not in mapping.options:
        raise InputError("ingest.key-missing", place=place, key="options.occasion")


def visit_files(delivery: Delivery, mapping: Mapping) -> list[DeliveredFile]:
    """Give the files that have the name of such a report."""
    pattern = file_pattern(mapping, "files")
    return [file for file in delivery.files if pattern.fullmatch(file.name)]


def read(delivery: Delivery, mapping: Mapping, databank: Databank) -> Iterator[Batch]:
    """Read every report of a delivery, in the order of the manifest."""
    pattern = file_pattern(mapping, "files")
    for file in delivery.files:
        path = delivery.path(file)
        named = pattern.fullmatch(file.name)
        if named is None:
            raise InputError("ingest.file-unexpected", place=Place(file=str(path)), mapping=mapping.file.name)
        parts = named.groupdict()
        if parts.get("municipality", delivery.municipality) != delivery.municipality:
            raise InputError("ingest.file-municipality", place=Place(file=str(path)))
        occasion = parts.get("occasion") or mapping.options["occasion"]
        if databank.occasion(occasion) is None and occasion not in databank.spell_kinds:
            raise InputError("ingest.occasion-unknown", place=Place(file=str(path)), occasion=occasion)
        yield from _Report(path, file, mapping, FieldNames(mapping, databank, occasion), occasion).batches()


class _Report:
    """One file."""

    def __init__(
        self, path: Path, file: DeliveredFile, mapping: Mapping, names: FieldNames, occasion: str
    ) -> None:
        self._path = path
        self._file = file
        self._mapping = mapping
        self._names = names
        self._occasion = occasion
        self._broken: list[int] = []

    def batches(self) -> Iterator[Batch]:
        """Give the rows of the file in batches, then check that all of them were there."""
        with self._told(), open_plain(self._path) as stream:
            header = read_header(stream, self._path, self._mapping)
            targets = self._targets(header)
            label = self._mapping.options.get("trailer")
            rows = HeldBackStream(stream, label.encode(header.encoding) if label else None)
            number = 1
            remarks = tuple(header.remarks)
            for records in self._records(rows, header, targets):
                batch, number = self._batch(records, targets, first=number)
                yield Batch(**batch, remarks=remarks)
                remarks = ()
            left = tuple(row for row in self._broken if row >= number)
            if rows.trailer is None and label:
                remarks = (*remarks, Remark("trailer-missing", self._path.name))
            if left or remarks:
                yield Batch(**self._nothing(), broken=left, remarks=remarks)
            self._check_count(rows, number - 1 + len(left), header.encoding)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what a damaged file makes the libraries say into a sentence without its content."""
        place = Place(file=str(self._path))
        try:
            yield
        except UnicodeDecodeError:
            raise wrong_encoding(self._path, self._mapping) from None
        except (gzip.BadGzipFile, zlib.error, EOFError):
            raise InputError("ingest.compression-broken", place=place) from None
        except pa.ArrowInvalid as fault:
            if "UTF8" in str(fault):
                raise wrong_encoding(self._path, self._mapping) from None
            code = "ingest.line-too-long" if "straddl" in str(fault) else "ingest.csv-broken"
            raise InputError(code, place=place) from None

    def _targets(self, header: ReportHeader) -> dict[int, str]:
        """Tell which column holds what; dropped columns are not there, and so never read."""
        columns = list(enumerate(header.names))
        if columns and not columns[-1][1].strip():
            columns.pop()  # a separator at the end of the line
        try:
            targets, remarks = column_targets(
                columns, self._names, self._mapping, file=str(self._path), label=self._path.name
            )
        except NoHeaderError:
            raise no_header(self._path, self._mapping) from None
        header.remarks += remarks
        return targets

    def _records(
        self, rows: HeldBackStream, header: ReportHeader, targets: dict[int, str]
    ) -> Iterator[pa.RecordBatch]:
        whole = {RECORD, IDENTITY}
        types = {
            str(index): pa.string() if target in whole else pa.dictionary(pa.int32(), pa.string())
            for index, target in targets.items()
        }
        first = rows.read(1)
        if not first:
            return
        reader = pa_csv.open_csv(
            pa.PythonFile(_Prefixed(first, rows, self._path), mode="r"),
            read_options=pa_csv.ReadOptions(
                column_names=[str(index) for index in range(len(header.names))],
                encoding=header.encoding,
                block_size=_BLOCK,
                use_threads=False,
            ),
            parse_options=pa_csv.ParseOptions(
                delimiter=self._mapping.options["separator"],
                newlines_in_values=True,
                invalid_row_handler=self._skip,
            ),
            convert_options=pa_csv.ConvertOptions(column_types=types, include_columns=list(types)),
        )
        yield from reader

    def _skip(self, row: pa_csv.InvalidRow) -> str:
        self._broken.append(int(row.number or 0))
        return "skip"

    def _batch(
        self, records: pa.RecordBatch, targets: dict[int, str], *, first: int
    ) -> tuple[dict[str, Any], int]:
        count = records.num_rows
        ahead = np.arange(first, first + count + len(self._broken))
        numbers = ahead[~np.isin(ahead, self._broken)][:count]
        last = int(numbers[-1]) if count else first - 1
        columns = {target: records.column(str(index)) for index, target in targets.items()}
        batch = self._nothing(numbers) | {
            "record": columns.pop(RECORD),
            "identity": columns.pop(IDENTITY),
            "cells": converted(
                {target: _text_column(column) for target, column in columns.items()},
                self._mapping.units,
                self._mapping.writing,
            ),
            "broken": tuple(row for row in self._broken if first <= row <= last),
        }
        return batch, last + 1

    def _nothing(self, numbers: NDArray[np.int64] | None = None) -> dict[str, Any]:
        rows = np.zeros(0, dtype=np.int64) if numbers is None else numbers
        return {
            "file": self._path.name,
            "occasion": self._occasion,
            "rows": rows,
            "record": pa.array([], pa.string()),
            "identity": pa.array([], pa.string()),
            "version": None,
            "withdrawn": np.zeros(len(rows), dtype=np.bool_),
            "cells": {},
        }

    def _check_count(self, rows: HeldBackStream, read_: int, encoding: str) -> None:
        """Check that every row was there: by the trailer, by the manifest, and by at least one of them."""
        place = Place(file=str(self._path))
        label = self._mapping.options.get("trailer", "")
        trailer = rows.trailer
        if label and trailer is None and (rows.ends_in_line or self._file.rows != read_):
            raise InputError("ingest.file-cut", place=place, trailer=label, n=read_)
        said = _count_in(trailer, encoding, self._mapping.options["separator"]) if trailer else read_
        promised = {read_, None} if label else {read_}
        if said != read_ or self._file.rows not in promised:
            raise InputError("ingest.rows-differ", place=place, n=read_)


class _Prefixed:
    """A stream with the byte that was read to see whether there is anything."""

    closed = False

    def __init__(self, first: bytes, rest: HeldBackStream, path: Path) -> None:
        self._first = first
        self._rest = rest
        self._path = path

    def read(self, size: int = -1) -> bytes:
        """Give up to so many bytes.

        :raises InputError: when there is a NUL among them, which no text has.
        """
        given, self._first = self._first, b""
        given = given or self._rest.read(size) or b""
        if b"\0" in given:
            raise InputError("archives.nul", place=Place(file=str(self._path)))
        return given

    def readable(self) -> bool:
        """Tell that this can be read."""
        return True

    def close(self) -> None:
        """Leave the file open; whoever opened it closes it."""


def _text_column(column: pa.DictionaryArray) -> TextColumn:
    words = column.dictionary.to_pylist()
    indices = column.indices.to_numpy(zero_copy_only=False).astype(np.int32)
    return TextColumn(indices, words)


def _count_in(trailer: bytes, encoding: str, separator: str) -> int | None:
    parts = trailer.decode(encoding).replace('"', "").split(separator)
    promised = parts[1].strip() if len(parts) > 1 else ""
    return int(promised) if promised.isascii() and promised.isdigit() else None
