"""Open the control database: SQLite in write-ahead mode, brought up to date by migrations."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

from folkekommune.errors import InputError, Place

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_MILLISECONDS = 10_000


def open_control_database(path: Path) -> Engine:
    """Open, and make or migrate, the control database. The file is readable by its owner alone.

    :raises InputError: when the file is there but is no control database.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    try:
        _migrate(engine)
    except DatabaseError:
        engine.dispose()
        raise InputError("access.database-unreadable", place=Place(file=str(path))) from None
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that takes the write lock at once, so that it never fails half-way."""
    with engine.connect().execution_options(immediate=True) as connection, connection.begin():
        yield connection


def _migrate(engine: Engine) -> None:
    configuration = Config()
    configuration.set_main_option("script_location", str(_MIGRATIONS))
    configuration.set_main_option("path_separator", "os")
    with writing(engine) as connection:
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, "head")


def _configure(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy's begin event decides about transactions
    cursor = connection.cursor()
    for setting in ("journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={_BUSY_MILLISECONDS}"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
