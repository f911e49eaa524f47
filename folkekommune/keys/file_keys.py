"""A key for each sealed file: whoever destroys the key has deleted the file, and every copy of it.

The keys lie in ``keys/files``, each sealed with the master key, and not in the files. What was deleted is
therefore unreadable in every backup of the rest, as long as the keys have a backup of their own that is kept
no longer than a deletion may take. What a disk keeps of a file that was written over is for the encrypted
volume to hide.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from folkekommune.keys import KEY_BYTES, KeyDestroyedError, Keys, SealBrokenError

_MARK = b"FKF1"
_NAME_BYTES = 16
_NONCE_BYTES = 12
HEADER_BYTES = len(_MARK) + _NAME_BYTES
"""So much of a sealed file tells which key it has."""


@dataclass(frozen=True)
class FileKeys:
    """The keys of an installation's sealed files.

    Keys without a folder (made in memory, for tests of other things) seal files with the key of the purpose.
    The vault opens some files for who holds no keys of files, and seals and destroys none for them.
    """

    keys: Keys

    def seal(self, content: bytes, purpose: str) -> bytes:
        """Encrypt and authenticate a file's content with a key of its own; the purpose is bound to it."""
        if self.keys.folder is None:
            return self.keys.seal(content, purpose)
        name, key = secrets.token_bytes(_NAME_BYTES), secrets.token_bytes(KEY_BYTES)
        self._keep(name, key)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _MARK + name + nonce + AESGCM(key).encrypt(nonce, content, purpose.encode())

    def unseal(self, sealed: bytes, purpose: str) -> bytes:
        """Undo :meth:`seal`.

        :raises SealBrokenError: when the content is not what was sealed for this purpose.
        :raises KeyDestroyedError: when it was deleted.
        """
        name = _name_of(sealed)
        if name is None:
            return self.keys.unseal(sealed, purpose)
        if self.keys.folder is None:
            return self.keys.open_file(sealed, purpose)
        key = self._key(name)
        nonce, content = sealed[HEADER_BYTES:][:_NONCE_BYTES], sealed[HEADER_BYTES:][_NONCE_BYTES:]
        try:
            return AESGCM(key).decrypt(nonce, content, purpose.encode())
        except (InvalidTag, ValueError):
            raise SealBrokenError(purpose) from None

    def destroy(self, sealed: bytes) -> None:
        """Make a sealed file unreadable for ever, wherever copies of it lie; its header is enough."""
        if name := _name_of(sealed):
            self._destroy(self._file(name))

    def destroy_all(self, folder: Path) -> None:
        """Make every sealed file in a folder unreadable."""
        for file in _sealed_below(folder):
            self.destroy(header_of(file))

    def keep_only(self, folders: Iterable[Path]) -> int:
        """Destroy the keys that no file below some folders has; tell how many there were.

        A process that dies while it replaces a file may leave the key of what was there before. Nothing may
        be written below the folders meanwhile.
        """
        if self.keys.folder is None:
            return 0
        used = {_name_of(header_of(file)) for folder in folders for file in _sealed_below(folder)}
        left = [file for file in self._folder.glob("*.key") if bytes.fromhex(file.stem) not in used]
        for file in left:
            self._destroy(file)
        return len(left)

    @property
    def _folder(self) -> Path:
        assert self.keys.folder is not None  # noqa: S101 - asked for by those who have seen that there is one
        return self.keys.folder / "files"

    def _file(self, name: bytes) -> Path:
        return self._folder / f"{name.hex()}.key"

    def _keep(self, name: bytes, key: bytes) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(self._file(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(self.keys.seal(key, _purpose(name)))
            stream.flush()
            os.fsync(stream.fileno())
        _sync(self._folder)

    def _key(self, name: bytes) -> bytes:
        try:
            sealed = self._file(name).read_bytes()
        except FileNotFoundError:
            raise KeyDestroyedError(_purpose(name)) from None
        return self.keys.unseal(sealed, _purpose(name))

    def _destroy(self, file: Path) -> None:
        with suppress(FileNotFoundError):
            with file.open("r+b") as stream:
                stream.write(bytes(file.stat().st_size))
                stream.flush()
                os.fsync(stream.fileno())
            file.unlink()
            _sync(file.parent)


def header_of(file: Path) -> bytes:
    """Read the header of a sealed file, empty where there is none."""
    with suppress(OSError), file.open("rb") as stream:
        return stream.read(HEADER_BYTES)
    return b""


def _sealed_below(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.sealed"))


def _name_of(sealed: bytes) -> bytes | None:
    """Give the name of the key of a file; None for one without a key of its own."""
    header = sealed[:HEADER_BYTES]
    return header[len(_MARK) :] if header.startswith(_MARK) and len(header) == HEADER_BYTES else None


def _purpose(name: bytes) -> str:
    return f"file key {name.hex()}"


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
