"""The installation's keys: one master key, from which every other key is derived by purpose.

The master key is a file ``keys/master.key`` that only its owner may read, or a credential of that name that
the system hands the process (systemd's ``LoadCredential``). Once it was changed, what is derived from is the
first one, sealed with the master key of today (:mod:`folkekommune.keys.rotation`). Derived keys are never
stored. Small secret files (vault, ledger, correction lists, backups) are sealed with AES-256-GCM;
a sealed file that was altered or cut does not open. What must be deletable from backups too has a key
of its own (:mod:`folkekommune.keys.file_keys`).

Where the vault is a process of its own (``folkekommune vault serve``), that process alone reads the master
key; web and runs ask it for the keys they may have (:mod:`folkekommune.keys.vault_client`).
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from folkekommune.errors import FolkeKommuneError, UsageError

KEY_BYTES = 32
MASTER = "master.key"
ROOT = "root.sealed"
ROOT_PURPOSE = "keys/root"
CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""Where systemd puts the credentials of a service."""

_NONCE_BYTES = 12


class SealBrokenError(FolkeKommuneError):
    """A sealed file was altered, cut, or sealed with another key."""


class KeyDestroyedError(SealBrokenError):
    """The key of a sealed file is gone, and with it what the file held."""


@dataclass(frozen=True)
class Keys:
    """Derive keys by purpose from the master key.

    :param folder: where the keys of single files lie (``keys.file_keys``).
    """

    master: bytes
    folder: Path | None = None

    @property
    def fingerprint(self) -> str:
        """Tell one installation's keys from another's, without telling anything of them."""
        return self.derive("fingerprint").hex()[:16]

    def derive(self, purpose: str) -> bytes:
        """Give the 32-byte key for a purpose, such as ``noise/no.example/1.0.0/4601``."""
        return _derived(self.master, purpose)

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

    def open_file(self, sealed: bytes, purpose: str) -> bytes:  # noqa: ARG002 - for keys that lie elsewhere
        """Open a file whose own key does not lie in a folder of ours: these keys know of none.

        :raises KeyDestroyedError: always.
        """
        raise KeyDestroyedError(purpose)


@lru_cache(maxsize=256)
def _derived(master: bytes, purpose: str) -> bytes:
    # Kept in memory, where the master key is too: a hundred thousand records are sealed with one of them.
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(master)


def create_keys(folder: Path) -> Keys:
    """Make a master key.

    :raises UsageError: when there is one already; losing it would change every protected figure.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    master = secrets.token_bytes(KEY_BYTES)
    write_secret(folder / MASTER, master)
    return Keys(master, folder)


def write_secret(file: Path, content: bytes) -> None:
    """Write a file that only its owner may read, through to the disk.

    :raises UsageError: ``keys.exists`` when there is one already.
    """
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UsageError("keys.exists", file=str(file)) from None
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def load_keys(folder: Path) -> Keys:
    """Read the keys: a credential that the system hands over, else the file.

    :raises UsageError: when the master key is missing, has the wrong length, or others may read it; when
        what is derived from is sealed with another one.
    """
    return Keys(root_of(folder, read_master(folder)), folder)


def read_master(folder: Path) -> bytes:
    """Read the master key.

    :raises UsageError: when it is missing, has the wrong length, is another user's, or others may read it.
    """
    handed = os.environ.get(CREDENTIALS)
    if handed and (file := Path(handed) / MASTER).exists():
        return checked_master(file.read_bytes(), file)
    file = folder / MASTER
    try:
        others_may_read = file.stat().st_mode & 0o077
        master = file.read_bytes()
    except FileNotFoundError:
        raise UsageError("keys.missing", file=str(file)) from None
    except PermissionError:
        raise UsageError("vault.not-yours", file=str(file)) from None
    if others_may_read:
        raise UsageError("keys.readable", file=str(file))
    return checked_master(master, file)


def checked_master(master: bytes, file: Path) -> bytes:
    """Refuse a key of the wrong length.

    :raises UsageError: ``keys.damaged``, with the file.
    """
    if len(master) != KEY_BYTES:
        raise UsageError("keys.damaged", file=str(file))
    return master


def root_of(folder: Path, master: bytes) -> bytes:
    """Give what every key is derived from: the master key, or the first one once it was changed.

    :raises UsageError: ``keys.not-this-one`` when it does not open with this master key.
    """
    file = folder / ROOT
    try:
        sealed = file.read_bytes()
    except FileNotFoundError:
        return master
    return open_root(sealed, master, file)


def open_root(sealed: bytes, master: bytes, file: Path) -> bytes:
    """Open a sealed root with a master key.

    :raises UsageError: ``keys.not-this-one``.
    """
    try:
        return Keys(master).unseal(sealed, ROOT_PURPOSE)
    except SealBrokenError:
        raise UsageError("keys.not-this-one", file=str(file)) from None
