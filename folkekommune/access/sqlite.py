"""The control database as a SQLite file, in write-ahead mode."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

_BUSY_MILLISECONDS = 10_000
_DISK = frozenset(
    {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN}
)
_KIND = 0xFF
"""The part of SQLite's error numbers that tells their kind."""


def sqlite_engine(file: Path) -> Engine:
    """Give the engine of a file; the file is made, readable by its owner alone, when it is not there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    engine = create_engine(f"sqlite:///{file}")
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def refused_by_disk(fault: DatabaseError) -> bool:
    """Tell whether it is the disk that does not let the file be opened or written, and not what is in it."""
    code = getattr(fault.orig, "sqlite_errorcode", None)
    return code is not None and code & _KIND in _DISK


def _configure(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy's begin event decides about transactions
    cursor = connection.cursor()
    for setting in ("journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={_BUSY_MILLISECONDS}"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
