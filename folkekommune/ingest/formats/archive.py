"""Open a zip file that may have been made to do harm, and read its members one at a time.

Nothing is ever unpacked to disk. What no export has is refused before anything is read: names that lead
elsewhere, links, archives inside, members that are there twice, and a content far larger than the file.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from folkekommune.errors import InputError, Place

_MIB = 1024 * 1024
_PACKED = {".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar", ".xlsx", ".xlsm", ".docx", ".jar"}
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError)
_NOT_OPENED = (*_DAMAGED, NotImplementedError, RuntimeError, OSError, ValueError)


@dataclass(frozen=True)
class Limits:
    """How large an archive may be.

    :param directory: bytes of its list of members, which is held in memory.
    :param content: bytes of all members together; :param ratio: how many times larger than packed, which
        only counts from ``small`` bytes on.
    """

    directory: int = 16 * _MIB
    content: int = 8 * 1024 * _MIB
    ratio: int = 200
    small: int = _MIB


LIMITS = Limits()


class Archive:
    """An open zip file whose members have been looked at."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._place = Place(file=str(path))
        self._archive = archive
        self._members = {member.filename: member for member in archive.infolist()}

    @property
    def names(self) -> tuple[str, ...]:
        """Give the names of the members that are files."""
        return tuple(name for name, member in self._members.items() if not member.is_dir())

    def size(self, name: str) -> int:
        """Give the size of a member; 0 when it is not there."""
        return self._members[name].file_size if name in self._members else 0

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """Open a member.

        :raises InputError: ``archives.damaged``, also from within, when its bytes cannot be unpacked.
        """
        try:
            stream = self._archive.open(self._members[name])
        except _NOT_OPENED:
            raise InputError("archives.damaged", place=self._place) from None
        with stream:
            try:
                yield cast("BinaryIO", stream)
            except _DAMAGED:
                raise InputError("archives.damaged", place=self._place) from None

    def read(self, name: str, largest: int) -> bytes:
        """Read a member that may not be larger than so many bytes."""
        if self.size(name) > largest:
            raise InputError("archives.member-large", place=self._place, n=largest // _MIB)
        with self.open(name) as stream:
            return stream.read()


@contextmanager
def open_archive(path: Path, *, limits: Limits = LIMITS) -> Iterator[Archive]:
    """Open a zip file and look at its list of members.

    :raises InputError: with what is wrong with it.
    """
    place = Place(file=str(path))
    with path.open("rb") as raw:
        try:
            archive = zipfile.ZipFile(_Bounded(raw, limits.directory, place))
        except _NOT_OPENED:
            raise InputError("archives.damaged", place=place) from None
        with archive:
            _check_names(archive, place)
            _check_sizes(archive, path.stat().st_size, limits, place=place)
            yield Archive(path, archive)


class _Bounded(io.RawIOBase):
    """A file from which no more can be read at once than an archive's list of members may take."""

    def __init__(self, raw: BinaryIO, largest: int, place: Place) -> None:
        super().__init__()
        self._raw = raw
        self._largest = largest
        self._place = place

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        return self._raw.tell()

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > self._largest:
            raise InputError("archives.members-many", place=self._place)
        return self._raw.read(self._largest if size is None or size < 0 else size)


def _check_names(archive: zipfile.ZipFile, place: Place) -> None:
    seen = set()
    for member in archive.infolist():
        name = member.orig_filename
        kind = stat.S_IFMT(member.external_attr >> 16)
        if _leads_elsewhere(name) or kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
            raise InputError("archives.path", place=place)
        if member.flag_bits & _ENCRYPTED:
            raise InputError("archives.encrypted", place=place)
        if PurePosixPath(name).suffix.lower() in _PACKED:
            raise InputError("archives.nested", place=place)
        if member.filename in seen or member.compress_type not in _METHODS:
            raise InputError("archives.damaged", place=place)
        seen.add(member.filename)


def _leads_elsewhere(name: str) -> bool:
    """Tell whether a name is more than folders and a file below the archive."""
    strange = "\\" in name or ":" in name or not name.isprintable()
    return strange or name.startswith("/") or ".." in PurePosixPath(name).parts or not name


def _check_sizes(archive: zipfile.ZipFile, packed: int, limits: Limits, *, place: Place) -> None:
    sizes = [(member.file_size, member.compress_size) for member in archive.infolist()]
    content = sum(size for size, _ in sizes)
    # The packed sizes are what the archive says; the file's own size is what counts for all together.
    if content > limits.content or any(
        size > limits.small and size > limits.ratio * small for size, small in [*sizes, (content, packed)]
    ):
        raise InputError("archives.bomb", place=place)
