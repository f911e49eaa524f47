"""Read a file from a statistics bank, whatever its shape and encoding."""

from __future__ import annotations

import codecs
from pathlib import Path

from folkekommune.errors import InputError, Place
from folkekommune.official.cubes import MOST_BYTES, Cube, fault
from folkekommune.official.descriptions import Description
from folkekommune.official.json_stat import read_json_stat
from folkekommune.official.pxweb_csv import read_pxweb_csv

_ENCODINGS: tuple[str, ...] = ("utf-8-sig", "cp1252")
_MEGABYTE = 1_000_000


def read_file(path: Path) -> bytes:
    """Give the bytes of a file that is not too large.

    :raises InputError: ``official.no-file`` or ``official.too-large``.
    """
    try:
        with path.open("rb") as stream:
            written = stream.read(MOST_BYTES + 1)
    except OSError:
        raise InputError("official.no-file", place=Place(file=str(path))) from None
    check_size(len(written))
    return written


def check_size(size: int) -> None:
    """Refuse what is larger than any table should be.

    :raises InputError: ``official.too-large``.
    """
    if size > MOST_BYTES:
        raise fault("too-large", most=MOST_BYTES // _MEGABYTE)


def read_cube(written: bytes, description: Description) -> Cube:
    """Read a table from the bytes of a file: JSON-stat 2, or the CSV of PxWeb.

    :raises InputError: when it is neither, too large, or in no encoding that tables come in.
    """
    check_size(len(written))
    text = _decode(written)
    if text.lstrip()[:1] in {"{", "["}:
        return read_json_stat(text)
    return read_pxweb_csv(text, description)


def _decode(written: bytes) -> str:
    """Decode UTF-8, UTF-16 with its mark, or the Windows encoding of PxWeb's own files."""
    encodings = _ENCODINGS
    if written.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ("utf-16",)
    for encoding in encodings:
        try:
            text = written.decode(encoding)
        except UnicodeError:
            continue
        if "\0" not in text and text.strip():
            return text
    raise fault("encoding")
