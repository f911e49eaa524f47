"""Where control data lie: each test that asks for ``place`` is run on a SQLite file and on PostgreSQL.

A folder's ``conftest.py`` imports the fixtures it uses. The server is started once; each test has a database
of its own, copied from one that is migrated already.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from fixtures.postgres_server import PASSWORD, Server, running_server
from sqlalchemy import Pool, event

from folkekommune.access.database import open_control_database

ON_SERVER = pytest.mark.xdist_group("postgres")
KINDS = ("sqlite", pytest.param("postgresql", marks=ON_SERVER))
_MIGRATED = "migrated"

Databases = Callable[..., str]
"""Makes a database and gives its address: migrated, or with ``empty=True`` with nothing in it."""


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start a server, whose password PostgreSQL's own library finds in a file."""
    with pytest.MonkeyPatch.context() as patch, running_server() as running, closed_at_the_end():
        patch.setenv("PGPASSFILE", str(password_file(tmp_path_factory.mktemp("pgpass"))))
        run_on(running, f"CREATE DATABASE {_MIGRATED}")
        open_control_database(running.address(_MIGRATED)).dispose()
        yield running


@pytest.fixture
def databases(server: Server) -> Iterator[Databases]:
    """Make databases that go when the test has ended, with all connections to them."""
    made = []

    def make(*, empty: bool = False) -> str:
        name = f"t{secrets.token_hex(6)}"
        run_on(server, f"CREATE DATABASE {name} TEMPLATE {'template0' if empty else _MIGRATED}")
        made.append(name)
        return server.address(name)

    with closed_at_the_end():
        yield make
    for name in made:
        run_on(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Give a place for a control database, once of each kind."""
    if request.param == "sqlite":
        return tmp_path / "control.sqlite"
    return str(request.getfixturevalue("databases")())


@pytest.fixture(params=KINDS)
def empty_place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Give a place where there is nothing yet, once of each kind."""
    if request.param == "sqlite":
        return tmp_path / "control.sqlite"
    return str(request.getfixturevalue("databases")(empty=True))


def password_file(folder: Path) -> Path:
    """Write the server's password where PostgreSQL's own library reads it."""
    file = folder / "pgpass"
    file.write_text(f"*:*:*:kilde:{PASSWORD}\n", encoding="utf-8")
    file.chmod(0o600)
    return file


def run_on(server: Server, statement: str, database: str = "postgres") -> None:
    """Run a statement on its own."""
    with psycopg.connect(server.address(database), autocommit=True) as connection:
        connection.execute(statement.encode())


@contextmanager
def closed_at_the_end() -> Iterator[None]:
    """Close what a block has connected to a server, which a process of ours keeps to its end."""
    opened: list[Any] = []

    def note(connection: Any, _record: Any) -> None:
        if isinstance(connection, psycopg.Connection):
            opened.append(connection)

    event.listen(Pool, "connect", note)
    try:
        yield
    finally:
        event.remove(Pool, "connect", note)
        for connection in opened:
            connection.close()
