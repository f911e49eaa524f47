"""Read a record system's PostgreSQL database where it stands.

A manifest names the connection by an alias; the address belongs to the installation. It stands in the
environment variable ``FOLKEKOMMUNE_SOURCE_<ALIAS>``, or in the file that
``FOLKEKOMMUNE_SOURCE_<ALIAS>_FILE`` names. No message holds it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from folkekommune.errors import InputError, Place, UsageError

_DIALECT = "postgresql"
_DRIVER = "psycopg"
_SECONDS = 15
# Moments and dates come in one form whatever the server is set to, and nothing can be written.
_SESSION = "-c timezone=UTC -c datestyle=ISO,YMD -c default_transaction_read_only=on"


@contextmanager
def open_source(alias: str, tables: frozenset[str], *, place: Place) -> Iterator[sa.Connection]:
    """Connect, and see the database as it is at one moment, for reading only.

    :raises UsageError: when the installation does not say where the database is, or lacks the driver.
    :raises InputError: when it cannot be reached or is not as the mapping says.
    """
    engine = _engine(alias)
    try:
        with _connected(engine, alias, place) as connection:
            _check_tables(connection, tables, place)
            try:
                yield connection
            except sa.exc.DBAPIError as fault:
                raise InputError(_code_of(fault), place=place) from None
    finally:
        engine.dispose()


def variable_of(alias: str) -> str:
    """Give the environment variable that holds the address of a connection."""
    return f"FOLKEKOMMUNE_SOURCE_{alias.upper().replace('-', '_')}"


def _engine(alias: str) -> sa.Engine:
    variable = variable_of(alias)
    try:
        url = sa.make_url(_address(variable))
    except (sa.exc.ArgumentError, ValueError):
        raise UsageError("relational.address-unreadable", variable=variable) from None
    if url.get_backend_name() != _DIALECT:
        raise UsageError("relational.address-unreadable", variable=variable)
    try:
        return sa.create_engine(
            url.set(drivername=f"{_DIALECT}+{_DRIVER}"),
            connect_args={"connect_timeout": _SECONDS, "options": _SESSION},
            isolation_level="REPEATABLE READ",
            poolclass=sa.pool.NullPool,
            hide_parameters=True,
        )
    except ModuleNotFoundError:
        raise UsageError("relational.driver-missing") from None


def _address(variable: str) -> str:
    address = os.environ.get(variable, "")
    file = os.environ.get(f"{variable}_FILE", "")
    if not address and file:
        try:
            address = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise UsageError("relational.address-file", variable=f"{variable}_FILE") from None
    if not address:
        raise UsageError("relational.address-missing", variable=variable)
    return address


@contextmanager
def _connected(engine: sa.Engine, alias: str, place: Place) -> Iterator[sa.Connection]:
    try:
        connection = engine.connect()
    except sa.exc.DBAPIError:
        raise InputError("relational.connection-failed", place=place, variable=variable_of(alias)) from None
    with connection:
        yield connection


def _check_tables(connection: sa.Connection, tables: frozenset[str], place: Place) -> None:
    inspector = sa.inspect(connection)
    for name in sorted(tables):
        schema, _, table = name.rpartition(".")
        known = {*inspector.get_table_names(schema or None), *inspector.get_view_names(schema or None)}
        if table not in known:
            raise InputError("relational.table-missing", place=place, table=name)


def _code_of(fault: sa.exc.DBAPIError) -> str:
    state = getattr(fault.orig, "sqlstate", None)
    return {
        "42703": "relational.column-missing",
        "42501": "relational.not-allowed",
        "42883": "relational.types-differ",
    }.get(state or "", "relational.reading-failed")
