"""The installation's keys: one master key, from which every other key is derived by purpose.

The master key is a file ``keys/master.key`` that only its owner may read. Derived keys are never
stored. Small secret files (vault, ledger, correction lists, backups) are sealed with AES-256-GCM;
a sealed file that was altered or cut does not open. What must be deletable from backups too has a key
of its own (:mod:`folkekommune.keys.file_keys`).
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from folkekommune.errors import FolkeKommuneError, UsageError

KEY_BYTES = 32
_NONCE_BYTES = 12


class SealBrokenError(FolkeKommuneError):
    """A sealed file was altered, cut, or sealed with another key."""


@dataclass(frozen=True)
class Keys:
    """Derive keys by purpose from the master key.

    :param folder: where the keys of single files lie (``keys.file_keys``).
    """

    master: bytes
    folder: Path | None = None

    def derive(self, purpose: str) -> bytes:
        """Give the 32-byte key for a purpose, such as ``noise/no.example/1.0.0/4601``."""
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(
            self.master
        )

    def seal(self, content: bytes, purpose: str) -> bytes:
        """Encrypt and authenticate; the purpose is bound to the result."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + AESGCM(self.derive(purpose)).encrypt(nonce, content, purpose.encode())

    def unseal(self, sealed: bytes, purpose: str) -> bytes:
        """Undo :meth:`seal`.

        :raises SealBrokenError: when the content is not what was sealed for this purpose.
        """
        nonce, content = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return AESGCM(self.derive(purpose)).decrypt(nonce, content, purpose.encode())
        except (InvalidTag, ValueError):
            raise SealBrokenError(purpose) from None


def create_keys(folder: Path) -> Keys:
    """Make a master key.

    :raises UsageError: when there is one already; losing it would change every protected figure.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / "master.key"
    master = secrets.token_bytes(KEY_BYTES)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UsageError("keys.exists", file=str(file)) from None
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(master)
        stream.flush()
        os.fsync(stream.fileno())
    return Keys(master, folder)


def load_keys(folder: Path) -> Keys:
    """Read the master key.

    :raises UsageError: when it is missing, has the wrong length, or others may read it.
    """
    file = folder / "master.key"
    try:
        others_may_read = file.stat().st_mode & 0o077
        master = file.read_bytes()
    except FileNotFoundError:
        raise UsageError("keys.missing", file=str(file)) from None
    if others_may_read:
        raise UsageError("keys.readable", file=str(file))
    if len(master) != KEY_BYTES:
        raise UsageError("keys.damaged", file=str(file))
    return Keys(master, folder)
