"""The file of a backup: a head in the clear, then one encrypted tar stream, the last member lists the others.

The head says when and by which version it was made, what opens it, and where the audit trail stood. Anything
else, the names of the files too, is encrypted.
"""

from __future__ import annotations

import io
import json
import secrets
import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any

from folkekommune.errors import InputError, Place
from folkekommune.keys import KEY_BYTES, SealBrokenError
from folkekommune.operations.encrypted_stream import DecryptingReader, EncryptingWriter
from folkekommune.operations.inventory import FileNote
from folkekommune.operations.protection import Protection

MAGIC = b"FKBACKUP1\n"
LIST = "FILES.json"
_LENGTH = 4
_LONGEST_HEAD = 100_000
_BUFFER = 1024 * 1024

Take = Callable[[str, int, io.RawIOBase], None]
"""Takes a file of an archive: its name, its rights, and its content."""


@dataclass(frozen=True)
class Head:
    """What stands in the clear."""

    created: str
    software: str
    audit: str
    protection: dict[str, Any]
    format: int = 1

    def encode(self) -> bytes:
        """Write the head with its length before it."""
        content = json.dumps(self.__dict__, sort_keys=True).encode()
        return MAGIC + len(content).to_bytes(_LENGTH) + content


def write_archive(
    file: IO[bytes],
    folder: Path,
    names: Iterable[str],
    *,
    head: Callable[[dict[str, Any]], Head],
    protection: Protection,
) -> dict[str, FileNote]:
    """Write files of a folder into an archive; give what was noted of each."""
    key = secrets.token_bytes(KEY_BYTES)
    encoded = head(protection.wrap(key)).encode()
    file.write(encoded)
    stream = EncryptingWriter(file, key, sha256(encoded).digest())
    noted: dict[str, FileNote] = {}
    with tarfile.open(fileobj=stream, mode="w|", bufsize=_BUFFER, format=tarfile.PAX_FORMAT) as tar:
        for name in names:
            note = FileNote.of(folder / name)
            member = tarfile.TarInfo(name)
            member.size, member.mode = note.bytes, note.mode
            with (folder / name).open("rb") as content:
                tar.addfile(member, content)
            noted[name] = note
        listed = json.dumps({name: note.as_data() for name, note in noted.items()}).encode()
        member = tarfile.TarInfo(LIST)
        member.size = len(listed)
        tar.addfile(member, io.BytesIO(listed))
    stream.close()
    return noted


def read_head(stream: IO[bytes], file: Path) -> tuple[Head, bytes]:
    """Read what stands in the clear, and what the rest is bound to.

    :raises InputError: ``operations.no-backup`` when the file is no backup.
    """
    start = stream.read(len(MAGIC) + _LENGTH)
    length = int.from_bytes(start[len(MAGIC) :])
    content = stream.read(length) if start.startswith(MAGIC) and length <= _LONGEST_HEAD else b""
    try:
        head = Head(**json.loads(content))
    except (ValueError, TypeError):
        raise InputError("operations.no-backup", place=Place(file=str(file))) from None
    return head, sha256(start + content).digest()


def read_archive(
    stream: IO[bytes], key: bytes, bound_to: bytes, *, file: Path, take: Take
) -> dict[str, FileNote]:
    """Give every file of an archive to who takes them, and see that each is what was written.

    :raises InputError: ``operations.backup-damaged``.
    """
    seen: dict[str, tuple[int, str]] = {}
    listed: dict[str, FileNote] | None = None
    try:
        reader = io.BufferedReader(DecryptingReader(stream, key, bound_to), _BUFFER)
        with tarfile.open(fileobj=reader, mode="r|", bufsize=_BUFFER) as tar:
            for member, content in _files(tar):
                if member.name == LIST:
                    entries = json.loads(content.read())
                    listed = {name: FileNote(**entry) for name, entry in entries.items()}
                else:
                    digesting = _Digesting(content)
                    take(member.name, member.mode, digesting)
                    whole = digesting.digest()  # reads what was not taken, so the size comes after it
                    seen[member.name] = digesting.size, whole
        while reader.read(_BUFFER):
            pass  # what follows the list is tar's padding; it must open, too
    except (SealBrokenError, tarfile.TarError, ValueError, TypeError, EOFError):
        raise InputError("operations.backup-damaged", place=Place(file=str(file))) from None
    expected = {name: (note.bytes, note.sha256) for name, note in (listed or {}).items()}
    if listed is None or seen != expected:
        raise InputError("operations.backup-damaged", place=Place(file=str(file)))
    return listed


def _files(tar: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    for member in tar:
        path = PurePosixPath(member.name)
        content = tar.extractfile(member) if member.isreg() else None
        if content is None or path.is_absolute() or ".." in path.parts:
            raise ValueError
        yield member, content


class _Digesting(io.RawIOBase):
    """Pass a file's bytes on and digest them."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content = content
        self._total = sha256()
        self.size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        room = memoryview(buffer)  # type: ignore[arg-type]  # whatever holds bytes, as io says
        given = self._content.read(len(room))
        room[: len(given)] = given
        self._total.update(given)
        self.size += len(given)
        return len(given)

    def digest(self) -> str:
        """Read what no one took, and give the digest of all."""
        while self.read(_BUFFER):
            pass
        return self._total.hexdigest()
