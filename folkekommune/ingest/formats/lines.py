"""Read a text file line by line, compressed or not, never more than one bounded line at a time."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

from folkekommune.errors import InputError, Place
from folkekommune.ingest.formats.compressed import open_plain

LONGEST_LINE = 16 * 1024 * 1024
_BOM = b"\xef\xbb\xbf"


def read_lines(path: Path) -> Iterator[tuple[int, bytes, bool]]:
    """Give number, content and whether it was ended, for each line that is not blank.

    :raises InputError: for a line without end, or a compressed file that is damaged.
    """
    place = Place(file=str(path))
    try:
        with open_plain(path) as stream:
            number = 0
            while line := stream.readline(LONGEST_LINE):
                number += 1
                if len(line) == LONGEST_LINE:
                    raise InputError("ingest.line-too-long", place=Place(file=str(path), line=number))
                content = line.removeprefix(_BOM) if number == 1 else line
                if content.strip():
                    yield number, content, line.endswith(b"\n")
    except (gzip.BadGzipFile, zlib.error, EOFError):
        raise InputError("ingest.compression-broken", place=place) from None


def starts_with_mark(path: Path) -> bool:
    """Tell whether an uncompressed file starts with a byte-order mark."""
    with path.open("rb") as stream:
        return stream.read(len(_BOM)) == _BOM
