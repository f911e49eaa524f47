"""The ledger: what has been answered, and the history of published cells. As secret as the data.

Each record is sealed with AES-256-GCM; what is looked up by is a keyed digest. The first answer to a
canonical query is stored and repeated for ever, whoever asks, so that what is learnt later cannot
change it. Records are only added; two who ask the same at once get the answer that was stored first.
"""

from __future__ import annotations

import hmac
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from folkekommune.disclosure.audit import Audit
from folkekommune.disclosure.memory import Memory
from folkekommune.disclosure.nearness import GROUP, Group, records_of
from folkekommune.disclosure.restoring import restore
from folkekommune.disclosure.results import SafeResult, to_plain
from folkekommune.keys import Keys

_PURPOSE = "ledger"
_GROUPS = "ledger groups"
_AT_ONCE = 500
"""How many cells are looked up by one question to the database."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (number INTEGER PRIMARY KEY, digest BLOB UNIQUE, sealed BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS published (number INTEGER PRIMARY KEY, digest BLOB NOT NULL, sealed BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS groups (number INTEGER PRIMARY KEY, digest BLOB NOT NULL, sealed BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS groups_digest ON groups (digest, number);
CREATE INDEX IF NOT EXISTS published_digest ON published (digest);
"""


@dataclass(frozen=True)
class AnsweredCell:
    """One cell of an answer: its people, their true number, the conditions, and what was said."""

    fingerprint: int
    people: int
    conditions: tuple[int, ...]
    said: int


@dataclass(frozen=True)
class Entry:
    """One answer: who asked what, when, of whom."""

    user: str
    project: str
    time: str
    release: str
    policy: str
    canonical: str
    population: AnsweredCell
    cells: tuple[AnsweredCell, ...]

    @property
    def databank(self) -> str:
        """The databank that was asked about, in any release."""
        return self.release.partition(":")[0]


@dataclass(frozen=True)
class PublishedCell:
    """A published cell of a cube: its people and what was published of them."""

    publication: str
    fingerprint: int
    people: int
    said: int
    sketch: int = 0


class Ledger:
    """The ledger of an installation, a file of sealed records."""

    def __init__(self, file: Path, keys: Keys) -> None:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = file
        self._keys = keys
        self._digest_key = keys.derive("ledger digest")
        self._memories: dict[str, Memory] = {}
        self._lock = Lock()
        with self._open() as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(_SCHEMA)

    def first_answer(self, question: str) -> SafeResult | None:
        """Give the stored first answer to a canonical question, if there is one."""
        with self._open() as connection:
            row = connection.execute(
                "SELECT sealed FROM answers WHERE digest = ?", (self._digest(question),)
            ).fetchone()
        return restore(self._unseal(row[0])["result"]) if row else None

    def remember(self, question: str, entry: Entry, result: SafeResult, audit: Audit) -> SafeResult | None:
        """Store an answer and give the one that counts: the first.

        :returns: nothing when something was said meanwhile that this answer would have had to repeat.
        """
        record = {"entry": _plain(entry), "result": to_plain(result)}
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            since = Memory(audit.memory.number)
            self._refresh(connection, entry.databank, since)
            if not audit.agrees_with(since):
                return None
            stored = connection.execute(
                "INSERT OR IGNORE INTO answers (digest, sealed) VALUES (?, ?)",
                (self._digest(question), self._seal(record)),
            )
            if stored.rowcount:
                self._note(connection, entry.databank, audit.groups)
        return result if stored.rowcount else self.first_answer(question)

    def memory(self, databank: str) -> Memory:
        """Give the groups of which something was said in any release of a databank, up to now."""
        memory = self._memories.setdefault(databank, Memory())
        with self._lock, self._open() as connection:
            self._refresh(connection, databank, memory)
        return memory

    def note(self, databank: str, groups: Sequence[Group]) -> None:
        """Add groups of which something is published, so that answers are held against it."""
        with self._open() as connection:
            self._note(connection, databank, groups)

    def _note(self, connection: sqlite3.Connection, databank: str, groups: Sequence[Group]) -> None:
        if groups:
            sealed = self._keys.seal(records_of(groups).tobytes(), _GROUPS)
            row = (self._digest(databank), sealed)
            connection.execute("INSERT INTO groups (digest, sealed) VALUES (?, ?)", row)

    def _refresh(self, connection: sqlite3.Connection, databank: str, memory: Memory) -> None:
        rows = connection.execute(
            "SELECT number, sealed FROM groups WHERE digest = ? AND number > ? ORDER BY number",
            (self._digest(databank), memory.number),
        )
        found = []
        for number, sealed in rows:
            found.append(np.frombuffer(self._keys.unseal(sealed, _GROUPS), dtype=GROUP))
            memory.number = number
        if found:
            memory.extend(np.concatenate(found))

    def entries(self) -> Iterator[Entry]:
        """Give all entries, oldest first, for the difference audit."""
        with self._open() as connection:
            rows = connection.execute("SELECT sealed FROM answers ORDER BY number").fetchall()
        for (sealed,) in rows:
            yield _entry(self._unseal(sealed)["entry"])

    def published(self, cells: Iterable[str]) -> dict[str, PublishedCell]:
        """Give the latest published values of cube cells, by the cells' names; others are left out."""
        with self._open() as connection:
            if connection.execute("SELECT 1 FROM published LIMIT 1").fetchone() is None:
                return {}
            named = {self._digest(cell): cell for cell in cells}
            asked = iter(named)
            found: dict[str, PublishedCell] = {}
            while some := list(islice(asked, _AT_ONCE)):
                # Of what max() is taken of, SQLite gives the other columns from the same row.
                rows = connection.execute(
                    "SELECT digest, sealed, max(number) FROM published "
                    f"WHERE digest IN ({','.join('?' * len(some))}) GROUP BY digest",
                    some,
                )
                found |= {named[digest]: PublishedCell(**self._unseal(sealed)) for digest, sealed, _ in rows}
        return found

    def publish(self, cells: dict[str, PublishedCell]) -> None:
        """Add the cells of a publication to the history."""
        with self._open() as connection:
            connection.executemany(
                "INSERT INTO published (digest, sealed) VALUES (?, ?)",
                [(self._digest(name), self._seal(vars(cell))) for name, cell in cells.items()],
            )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._file, timeout=30)
        try:
            with connection:
                yield connection
        finally:
            connection.close()

    def _digest(self, text: str) -> bytes:
        return hmac.digest(self._digest_key, text.encode(), "sha256")

    def _seal(self, record: dict[str, Any]) -> bytes:
        return self._keys.seal(json.dumps(record, separators=(",", ":")).encode(), _PURPOSE)

    def _unseal(self, sealed: bytes) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self._keys.unseal(sealed, _PURPOSE))
        return content


def _plain(entry: Entry) -> dict[str, Any]:
    # Not asdict, which copies every number of every cell one at a time.
    cells = [vars(cell) for cell in entry.cells]
    return {**vars(entry), "population": vars(entry.population), "cells": cells}


def _entry(plain: dict[str, Any]) -> Entry:
    cells = tuple(_cell(cell) for cell in plain.pop("cells"))
    return Entry(population=_cell(plain.pop("population")), cells=cells, **plain)


def _cell(plain: dict[str, Any]) -> AnsweredCell:
    return AnsweredCell(plain["fingerprint"], plain["people"], tuple(plain["conditions"]), plain["said"])
