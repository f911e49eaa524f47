"""What opens a backup: the installation's key, held by one or by two people, or a passphrase.

Each backup has a key of its own, and that key lies in the backup's head, wrapped. A backup under the
installation's key does not hold that key: whoever restores it brings the key, or both shares of it. One
under a passphrase holds everything.
"""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from folkekommune.errors import UsageError
from folkekommune.keys import KEY_BYTES, Keys, SealBrokenError

HOME, PASSPHRASE = "home", "passphrase"
SHORTEST_PASSPHRASE = 16
_PURPOSE = "backup"
_BOUND_TO = b"folkekommune backup key"
_NONCE_BYTES = 12
# OWASP's recommendation for scrypt (2^17 blocks of 8 x 128 bytes: 128 MiB for each guess).
_WORK = {"n": 2**17, "r": 8, "p": 1}


class Protection(Protocol):
    """Wraps the key of a new backup."""

    def wrap(self, key: bytes) -> dict[str, Any]:
        """Give what stands in the backup's head."""

    @property
    def holds_master_key(self) -> bool:
        """Say whether the backup may hold the master key itself."""


@dataclass(frozen=True)
class WithHomeKey:
    """Protect with the installation's key.

    :param root: the sealed root, for a master key that was changed.
    """

    keys: Keys
    root: bytes | None = None
    holds_master_key: bool = False

    def wrap(self, key: bytes) -> dict[str, Any]:
        """Give what stands in the backup's head."""
        return {
            "kind": HOME,
            "fingerprint": self.keys.fingerprint,
            "root": _text(self.root) if self.root else None,
            "wrapped": _text(self.keys.seal(key, _PURPOSE)),
        }


@dataclass(frozen=True)
class WithPassphrase:
    """Protect with a passphrase, which must be long, since it can be guessed at leisure.

    :raises UsageError: ``operations.passphrase-short``.
    """

    passphrase: str
    holds_master_key: bool = True

    def __post_init__(self) -> None:
        if len(self.passphrase) < SHORTEST_PASSPHRASE:
            raise UsageError("operations.passphrase-short", least=SHORTEST_PASSPHRASE)

    def wrap(self, key: bytes) -> dict[str, Any]:
        """Give what stands in the backup's head."""
        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(_NONCE_BYTES)
        sealed = nonce + AESGCM(_stretched(self.passphrase, salt, _WORK)).encrypt(nonce, key, _BOUND_TO)
        return {"kind": PASSPHRASE, "salt": _text(salt), **_WORK, "wrapped": _text(sealed)}


def unwrap_with_keys(head: dict[str, Any], keys: Keys) -> bytes:
    """Give the key of a backup that an installation's key opens.

    :raises UsageError: ``operations.other-key``.
    """
    try:
        return keys.unseal(b64decode(head["wrapped"]), _PURPOSE)
    except SealBrokenError:
        raise UsageError("operations.other-key") from None


def unwrap_with_passphrase(head: dict[str, Any], passphrase: str) -> bytes:
    """Give the key of a backup that a passphrase opens.

    :raises UsageError: ``operations.other-passphrase``.
    """
    work = {name: min(int(head[name]), limit) for name, limit in (("n", 2**20), ("r", 16), ("p", 4))}
    sealed = b64decode(head["wrapped"])
    try:
        cipher = AESGCM(_stretched(passphrase, b64decode(head["salt"]), work))
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _BOUND_TO)
    except (InvalidTag, ValueError):
        raise UsageError("operations.other-passphrase") from None


def _stretched(passphrase: str, salt: bytes, work: dict[str, int]) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, **work).derive(passphrase.encode())


def _text(content: bytes) -> str:
    return b64encode(content).decode("ascii")
