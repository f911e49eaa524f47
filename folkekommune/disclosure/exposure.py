"""How often each person has been in a small cell that a project was answered (disclosure-rules.md section 7).

A hundred to two hundred and forty small cells that hold one person were what it took to learn about her (A5,
A7), whatever days they were asked on. Whoever is in too many is not told of: the project is stopped until a
steward has looked.
"""

from __future__ import annotations

import hmac
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folkekommune.keys import Keys

_PURPOSE = "exposure"
_SCHEMA = "CREATE TABLE IF NOT EXISTS exposure (digest BLOB PRIMARY KEY, sealed BLOB NOT NULL)"

COUNTER = np.dtype([("person", "<u8"), ("times", "<u2")])
"""A person's key, and in how many small cells she has been."""

Counters = NDArray[np.void]


class Exposure:
    """The counters of an installation's projects, a file of sealed records."""

    def __init__(self, file: Path, keys: Keys) -> None:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = file
        self._keys = keys
        self._digest_key = keys.derive("exposure digest")
        with self._open() as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(_SCHEMA)

    def add(self, project: str, persons: NDArray[np.uint64]) -> None:
        """Count small cells: a person's key stands once for each that she is in."""
        if not len(persons):
            return
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            counters = _added(self._read(connection, project), persons)
            sealed = self._keys.seal(counters.tobytes(), _PURPOSE)
            connection.execute(
                "INSERT OR REPLACE INTO exposure VALUES (?, ?)",
                (self._digest(project), sealed),
            )

    def most(self, project: str) -> int:
        """Give in how many small cells somebody has been, at the most."""
        with self._open() as connection:
            counters = self._read(connection, project)
        return int(counters["times"].max(initial=0))

    def clear(self, project: str) -> None:
        """Begin again, when a steward has looked."""
        with self._open() as connection:
            connection.execute("DELETE FROM exposure WHERE digest = ?", (self._digest(project),))

    def _read(self, connection: sqlite3.Connection, project: str) -> Counters:
        row = connection.execute(
            "SELECT sealed FROM exposure WHERE digest = ?", (self._digest(project),)
        ).fetchone()
        if row is None:
            return np.zeros(0, dtype=COUNTER)
        return np.frombuffer(self._keys.unseal(row[0], _PURPOSE), dtype=COUNTER)

    def _digest(self, project: str) -> bytes:
        return hmac.digest(self._digest_key, project.encode(), "sha256")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._file, timeout=30)
        try:
            with connection:
                yield connection
        finally:
            connection.close()


def _added(counters: Counters, persons: NDArray[np.uint64]) -> Counters:
    """Count persons once more for each time they stand in a list."""
    everybody = np.concatenate([counters["person"], persons])
    times = np.concatenate([counters["times"].astype(np.int64), np.ones(len(persons), dtype=np.int64)])
    found, places = np.unique(everybody, return_inverse=True)
    added = np.zeros(len(found), dtype=COUNTER)
    added["person"] = found
    added["times"] = np.minimum(np.bincount(places, weights=times), np.iinfo(np.uint16).max)
    return added
