"""Open a file that may be compressed with gzip, and stop when it unpacks to far more than any export does."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from folkekommune.errors import InputError, Place

RATIO = 200
SMALL = 64 * 1024 * 1024
"""So many bytes may come of any file."""


@contextmanager
def open_plain(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading what it was before it was compressed.

    :raises InputError: ``archives.bomb``, while it is being read.
    """
    if path.suffix != ".gz":
        with path.open("rb") as plain:
            yield plain
        return
    with gzip.open(path, "rb") as stream:
        measured = _Measured(cast("BinaryIO", stream), path)
        with io.BufferedReader(measured, buffer_size=1024 * 1024) as buffered:
            yield cast("BinaryIO", buffered)


class _Measured(io.RawIOBase):
    """What comes out of a compressed file, counted."""

    def __init__(self, stream: BinaryIO, path: Path) -> None:
        super().__init__()
        self._stream = stream
        self._path = path
        self._most = max(SMALL, RATIO * path.stat().st_size)
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        content = self._stream.read(len(buffer))
        self._given += len(content)
        if self._given > self._most:
            raise InputError("archives.bomb", place=Place(file=str(self._path)))
        buffer[: len(content)] = content
        return len(content)
