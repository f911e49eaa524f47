"""The vault: which person a number belongs to. Sealed, apart from the store, written whole or not at all.

It holds one random constant for each identity number ever loaded. Pseudonyms and record keys are made
from the constant, never from the number, so that neither can be found by trying all numbers, and so
that pseudonyms can be changed without changing record keys.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folkekommune.errors import UsageError
from folkekommune.keys import Keys, SealBrokenError

CONSTANT_BYTES = 16
_PURPOSE = "vault/linkage"
_FILE = "linkage.sealed"
_ENTRY = np.dtype([("number", "<i8"), ("constant", f"V{CONSTANT_BYTES}")])


@dataclass
class Linkage:
    """Identity numbers and person constants, sorted by number."""

    entries: NDArray[np.void]
    added: dict[int, bytes]

    def constants(self, numbers: list[int]) -> list[bytes]:
        """Give the constant of each number, making one for each that has not been met before."""
        known = self.entries["number"]
        places = np.searchsorted(known, np.array(numbers, dtype=np.int64))
        found = []
        for number, place in zip(numbers, places, strict=True):
            if place < len(known) and known[place] == number:
                found.append(self.entries["constant"][place].tobytes())
                continue
            constant = self.added.get(number)
            if constant is None:
                constant = self.added[number] = secrets.token_bytes(CONSTANT_BYTES)
            found.append(constant)
        return found


def open_linkage(folder: Path, keys: Keys) -> Linkage:
    """Read the linkage; empty when there is none yet.

    :raises UsageError: when the file was altered or sealed with another key.
    """
    file = folder / _FILE
    try:
        sealed = file.read_bytes()
    except FileNotFoundError:
        return Linkage(np.zeros(0, dtype=_ENTRY), {})
    try:
        content = keys.unseal(sealed, _PURPOSE)
    except SealBrokenError:
        raise UsageError("ingest.vault-damaged", file=str(file)) from None
    return Linkage(np.frombuffer(content, dtype=_ENTRY), {})


def save_linkage(folder: Path, keys: Keys, linkage: Linkage) -> None:
    """Write the linkage with what was added to it."""
    if not linkage.added:
        return
    fresh = np.zeros(len(linkage.added), dtype=_ENTRY)
    fresh["number"] = list(linkage.added)
    fresh["constant"] = np.frombuffer(b"".join(linkage.added.values()), dtype=f"V{CONSTANT_BYTES}")
    entries = np.concatenate([linkage.entries, fresh])
    entries = entries[np.argsort(entries["number"], kind="stable")]
    write_sealed(folder / _FILE, keys.seal(entries.tobytes(), _PURPOSE))
    linkage.entries, linkage.added = entries, {}


def write_sealed(file: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.rename(file)
    finally:
        temporary.unlink(missing_ok=True)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
