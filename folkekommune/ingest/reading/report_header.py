"""The lines above the rows of a text report: the encoding they betray, and the names of the columns."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from folkekommune.errors import InputError, Place
from folkekommune.ingest.cells.batch import Remark
from folkekommune.ingest.mappings.mapping import Mapping

_LONGEST = 1024 * 1024
_MARK = b"\xef\xbb\xbf"
_UTF8 = "utf-8"


@dataclass
class ReportHeader:
    """The names of the columns, the encoding of the file, and what there was to remark."""

    names: list[str]
    encoding: str
    remarks: list[Remark] = field(default_factory=list)


def read_header(stream: BinaryIO, path: Path, mapping: Mapping) -> ReportHeader:
    """Read up to and with the line of column names.

    :raises InputError: when the file ends before, or is not in the encoding that the mapping declares.
    """
    remarks: list[Remark] = []
    line = b""
    for row in range(int(mapping.options["header_row"])):
        line = stream.readline(_LONGEST)
        if b"\0" in line and line.strip(b"\0\r\n"):
            # No single-byte text nor UTF-8 holds it: this is UTF-16 or no text at all.
            raise wrong_encoding(path, mapping)
        if not line.endswith((b"\n", b"\r")):
            raise no_header(path, mapping)
        if row == 0 and line.startswith(_MARK):
            remarks.append(Remark("byte-order-mark", path.name))
            line = line.removeprefix(_MARK)
    encoding = _encoding(line, path, mapping, marked=bool(remarks))
    text = line.decode(encoding).strip("\r\n")
    try:
        names = next(csv.reader([text], delimiter=mapping.options["separator"]), [])
    except csv.Error:
        raise no_header(path, mapping) from None
    return ReportHeader(names, encoding, remarks)


def wrong_encoding(path: Path, mapping: Mapping, *, likely: str = "") -> InputError:
    """Give the error for a file in another encoding than declared."""
    return InputError(
        "ingest.encoding-wrong",
        place=Place(file=str(path)),
        suggestion=likely or None,
        encoding=mapping.options["encoding"],
        mapping=mapping.file.name,
    )


def no_header(path: Path, mapping: Mapping) -> InputError:
    """Give the error for a file whose column names are not where they should be."""
    row = int(mapping.options["header_row"])
    return InputError("ingest.header-missing", place=Place(file=str(path), line=row), line=row)


def _encoding(line: bytes, path: Path, mapping: Mapping, *, marked: bool) -> str:
    """Choose the encoding: the declared one, or UTF-8 where a byte-order mark and the names say so."""
    declared = mapping.options["encoding"]
    is_utf8 = _decodes(line, _UTF8)
    if marked and is_utf8:
        return _UTF8
    declares_utf8 = "æ".encode(declared, errors="replace") == "æ".encode()
    if is_utf8 and not line.isascii() and not declares_utf8:
        raise wrong_encoding(path, mapping, likely=_UTF8)
    line.decode(declared)
    return declared


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
