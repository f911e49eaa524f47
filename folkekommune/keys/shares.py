"""The two-person rule: a master key in two files, each of which alone tells nothing of it.

One share is chance, the other is the key XOR that chance. This is two of two, not Shamir's k of n: it needs
no arithmetic that could be wrong, it is secure whatever the attacker can compute, and a third and fourth
holder are simply given copies of a share. Who loses both copies of one share has lost the key, so a backup
under a passphrase, or a copy of each share in two places, belongs to it (docs/drift).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from folkekommune.errors import InputError, Place, UsageError
from folkekommune.keys import KEY_BYTES, write_secret

_FIRST_LINE = "FolkeKommune key share"
_CHECK_LETTERS = 12


@dataclass(frozen=True)
class Share:
    """Half of a key.

    :param number: 1 or 2, :param pair: names the splitting that both halves are of.
    """

    number: int
    pair: str
    content: bytes

    def encode(self) -> bytes:
        """Write the share as a short text, which can also be printed on paper."""
        lines = (_FIRST_LINE, f"share: {self.number} of 2", f"pair: {self.pair}", self.content.hex())
        return "\n".join((*lines, _check(lines), "")).encode()


def split(master: bytes) -> tuple[Share, Share]:
    """Split a key in two."""
    chance, pair = secrets.token_bytes(len(master)), secrets.token_hex(4)
    return Share(1, pair, chance), Share(2, pair, _xor(master, chance))


def join(first: Share, second: Share) -> bytes:
    """Give the key of two shares.

    :raises UsageError: ``keys.same-share``, ``keys.not-a-pair``.
    """
    if first.pair != second.pair:
        raise UsageError("keys.not-a-pair")
    if first.number == second.number:
        raise UsageError("keys.same-share")
    return _xor(first.content, second.content)


def write_share(share: Share, file: Path) -> None:
    """Write a share for its holder alone.

    :raises UsageError: ``keys.exists``.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    write_secret(file, share.encode())


def read_share(file: Path) -> Share:
    """Read a share; a letter that was typed wrongly is found.

    :raises InputError: ``keys.share-damaged``.
    """
    try:
        *lines, check = file.read_text(encoding="ascii").split("\n")[:5]
        first, number, pair, content = lines
        numbered = {"share: 1 of 2": 1, "share: 2 of 2": 2}[number]
        if first == _FIRST_LINE and check == _check(lines) and len(bytes.fromhex(content)) == KEY_BYTES:
            return Share(numbered, pair.removeprefix("pair: "), bytes.fromhex(content))
    except (OSError, ValueError, KeyError):
        pass
    raise InputError("keys.share-damaged", place=Place(file=str(file)))


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _check(lines: tuple[str, ...] | list[str]) -> str:
    return sha256("\n".join(lines).encode()).hexdigest()[:_CHECK_LETTERS]
