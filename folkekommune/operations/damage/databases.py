"""Databases: their structure, and every sealed record in them.

SQLite keeps no checksum of its pages. A changed letter in an open text field of the control database is
therefore seen only where something binds it: the audit trail's chain, an index, a reference, or the note of a
file that nothing has written to since.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from folkekommune.access.sealed_texts import SEALED
from folkekommune.keys import Keys, SealBrokenError
from folkekommune.operations.damage import sealed_texts
from folkekommune.operations.damage.finding import Finding, damaged
from folkekommune.operations.inventory import DATABASE, files_in, folders
from folkekommune.settings import Home

_PURPOSES = ("ledger", "ledger groups", "watch", "exposure")
"""What the records of the ledger's databases are sealed for."""


def find(home: Home, keys: Keys) -> Iterator[Finding]:
    """Find databases that do not hold together, or hold a record that does not open."""
    found = [file for folder in folders(home) for file in files_in(folder) if file.suffix == DATABASE]
    for file in (home.control, *found):
        if file.exists() and not _holds(file, keys):
            yield damaged(home.root, file)


def _holds(file: Path, keys: Keys) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                return False
            if connection.execute("PRAGMA foreign_key_check").fetchall():
                return False
            names = [
                name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
            ]
            if not names:
                return False  # cut to nothing: every database of ours has tables
            return all(_table_holds(connection, name, keys) for name in names)
    except (sqlite3.Error, UnicodeDecodeError):
        return False


def _table_holds(connection: sqlite3.Connection, table: str, keys: Keys) -> bool:
    columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
    if "sealed" in columns and table not in SEALED:
        records = connection.execute(f'SELECT sealed FROM "{table}"')
        return all(_opens(bytes(sealed), keys) for (sealed,) in records)
    for _ in connection.execute(f'SELECT * FROM "{table}"'):
        pass  # every row and every text can be read
    if table not in SEALED:
        return True
    texts = connection.execute(f'SELECT sealed, municipality FROM "{table}"')
    return all(sealed_texts.opens(table, sealed, municipality, keys) for sealed, municipality in texts)


def _opens(sealed: bytes, keys: Keys) -> bool:
    for purpose in _PURPOSES:
        try:
            keys.unseal(sealed, purpose)
        except SealBrokenError:
            continue
        return True
    return False
