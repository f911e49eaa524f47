"""Open an SQLite file that someone else made: for reading only, and only the tables that are listed.

The file may be hostile. It is opened as it is (``immutable``: no journal is played back), nothing in its
schema is trusted, no extension can be loaded, a value larger than any honest one stops the load, and an
authorizer refuses everything but reading the listed tables. What is listed must be an ordinary table: a view
or a computed column would run what the sender wrote.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa

from folkekommune.errors import InputError, Place

LARGEST_VALUE = 4 * 1024 * 1024
_MAGIC = b"SQLite format 3\0"
_PAGE_SIZE, _PAGES = slice(16, 18), slice(28, 32)
_CHANGES, _VALID_FOR = slice(24, 28), slice(92, 96)
_HEADER = 100
_LARGEST_PAGE = 65536
_FUNCTIONS = frozenset({"substr", "nullif", "coalesce", "lower", "count"})
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_TRANSACTION}
_ASKED_BY_SQLALCHEMY = "read_uncommitted"


@contextmanager
def open_file(path: Path, tables: frozenset[str]) -> Iterator[sa.Connection]:
    """Open the file for reading the tables.

    :raises InputError: with what is wrong with the file.
    """
    place = Place(file=str(path))
    _check_header(path)
    engine = sa.create_engine("sqlite://", creator=lambda: _connect(path, tables), poolclass=sa.pool.NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    except (sa.exc.DBAPIError, sqlite3.Error) as fault:
        raise InputError(_code_of(fault), place=place) from None
    finally:
        engine.dispose()


def list_tables(path: Path) -> dict[str, tuple[str, ...]]:
    """Give the ordinary tables of a file and their columns.

    :raises InputError: with what is wrong with the file.
    """
    _check_header(path)
    try:
        with closing(_open(path)) as database:
            named = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            found = {}
            for (table,) in named:
                with suppress(InputError):
                    _check_tables(database, path, frozenset({table}))
                    columns = database.execute("SELECT name FROM pragma_table_xinfo(?)", (table,))
                    found[str(table)] = tuple(str(name) for (name,) in columns)
            return found
    except sqlite3.Error:
        raise InputError("relational.database-damaged", place=Place(file=str(path))) from None


def _connect(path: Path, tables: frozenset[str]) -> sqlite3.Connection:
    database = _open(path)
    try:
        _check_tables(database, path, tables)
    except BaseException:
        database.close()
        raise
    database.set_authorizer(lambda *asked: _authorize(asked, tables))
    return database


def _open(path: Path) -> sqlite3.Connection:
    address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    database = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
    database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    # Bytes that are no UTF-8 become marks that no code list holds; the row then waits in quarantine.
    database.text_factory = partial(str, encoding="utf-8", errors="replace")
    for setting in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON"):
        database.execute(f"PRAGMA {setting}")
    return database


def _check_header(path: Path) -> None:
    """Tell a file that is no database, is encrypted, or was cut, before anything else reads it."""
    place = Place(file=str(path))
    with path.open("rb") as stream:
        header = stream.read(_HEADER)
    if not header.startswith(_MAGIC) or len(header) < _HEADER:
        raise InputError("relational.not-sqlite", place=place)
    size = int.from_bytes(header[_PAGE_SIZE], "big")
    size = _LARGEST_PAGE if size == 1 else size
    pages = int.from_bytes(header[_PAGES], "big")
    # The number of pages in the header only counts when it was written with the last change.
    counted = header[_CHANGES] == header[_VALID_FOR] and pages > 0
    if counted and path.stat().st_size < size * pages:
        raise InputError("relational.database-cut", place=place)
    if any(path.with_name(path.name + end).exists() for end in ("-wal", "-journal")):
        raise InputError("relational.database-in-use", place=place)


def _check_tables(database: sqlite3.Connection, path: Path, tables: frozenset[str]) -> None:
    known = {
        name.lower(): (kind, sql or "")
        for name, kind, sql in database.execute(
            "SELECT name, type, substr(sql, 1, 30) FROM sqlite_master WHERE type IN ('table', 'view')"
        )
    }
    for table in sorted(tables):
        kind, sql = known.get(table.lower(), ("", ""))
        if not kind:
            raise InputError("relational.table-missing", place=Place(file=str(path)), table=table)
        computed = database.execute("SELECT 1 FROM pragma_table_xinfo(?) WHERE hidden = 2", (table,))
        if kind != "table" or sql.upper().startswith("CREATE VIRTUAL") or computed.fetchone():
            raise InputError("relational.not-a-table", place=Place(file=str(path)), table=table)


def _authorize(asked: tuple[object, ...], tables: frozenset[str]) -> int:
    action, first, second = asked[:3]
    if action in _ALLOWED or (action == sqlite3.SQLITE_PRAGMA and first == _ASKED_BY_SQLALCHEMY):
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_READ and str(first).lower() in {table.lower() for table in tables}:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION and str(second).lower() in _FUNCTIONS:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _code_of(fault: Exception) -> str:
    """Choose the sentence for what the library says, which may hold content of the file."""
    said = str(getattr(fault, "orig", fault))
    if "too big" in said:
        return "relational.value-too-large"
    if "no such column" in said:
        return "relational.column-missing"
    if "prohibited" in said or "not authorized" in said or "unsafe use" in said:
        return "relational.not-allowed"
    return "relational.database-damaged"
