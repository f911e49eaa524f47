"""The control database is made, migrated and guarded, as a file and on a server."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from access_factories import PASSWORD, open_control_room
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from control_places import ON_SERVER, Databases
from sqlalchemy import Engine, func, inspect, select, text

from folkekommune.access.clock import utc_now
from folkekommune.access.database import open_control_database, writing
from folkekommune.access.migrating import bring_up_to_date
from folkekommune.access.postgresql import postgresql_engine
from folkekommune.access.run_records import RunRecords
from folkekommune.access.sqlite import sqlite_engine
from folkekommune.access.tables import metadata, users
from folkekommune.errors import InputError, UsageError

RELEASED = ("0001", "0002", "0003")
"""Every version of the tables that some installation may have."""


_ROWS = (
    """INSERT INTO users (id, name, display_name, disabled, created_at)
        VALUES (1, 'kari', 'Kari', FALSE, '2026-03-01 08:00:00.000000')""",
    """INSERT INTO projects (code, title, purpose, approval, processing_record, state, ends_on, created_at)
        VALUES ('p1', 'T', 'P', '', '', 'open', '2027-01-01', '2026-03-01 08:00:00.000000')""",
    """INSERT INTO runs (id, project, user_id, state, script, script_hash, created_at, cancel_requested)
        VALUES ('r1', 'p1', 1, 'kjører', 's', 'h', '2026-03-01 08:00:00.000000', FALSE)""",
    "INSERT INTO audit_trail VALUES (1, 'x', 'y', 'p', 'd')",
)
"""What an installation held, in words that both databases know."""


def engine_of(place: Path | str) -> Engine:
    return postgresql_engine(place) if isinstance(place, str) else sqlite_engine(place)


def test_the_migrations_make_the_tables_that_the_code_uses(empty_place: Path | str) -> None:
    engine = open_control_database(empty_place)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_opening_again_keeps_what_is_there(place: Path | str) -> None:
    room = open_control_room(place)
    room.accounts.create("kari", "Kari", password=PASSWORD)
    again = open_control_room(place)
    assert again.accounts.find("kari") is not None


@pytest.mark.parametrize("version", RELEASED)
def test_a_database_of_every_version_is_brought_up_to_date_with_all_it_holds(
    empty_place: Path | str, version: str
) -> None:
    older = engine_of(empty_place)
    with writing(older) as connection:
        bring_up_to_date(connection, version)
        for statement in _ROWS:
            connection.execute(text(statement))
    older.dispose()
    engine = open_control_database(empty_place)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert connection.execute(text("SELECT digest FROM audit_trail")).scalar_one() == "d"
    # A run that the earlier version had under way has no worker any more: it is taken anew.
    again = RunRecords(engine).claim()
    assert again is not None
    assert (again.identifier, again.created_at.isoformat()) == ("r1", "2026-03-01T08:00:00+00:00")


@pytest.mark.slow
def test_processes_that_start_at_once_migrate_once(empty_place: Path | str) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from folkekommune.access import database\n"
        "kind, place = sys.argv[1:]\n"
        "sys.stdin.readline()\n"
        "database.open_control_database(Path(place) if kind == 'file' else place).dispose()\n"
    )
    kind = "server" if isinstance(empty_place, str) else "file"
    command = (sys.executable, "-c", program, kind, str(empty_place))
    started = [subprocess.Popen(command, stdin=subprocess.PIPE) for _ in range(3)]
    for process in started:
        assert process.stdin
        process.stdin.write(b"go\n")
        process.stdin.close()
    assert [process.wait(60) for process in started] == [0, 0, 0]
    with open_control_database(empty_place).connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar_one() == 1


def test_a_database_of_a_newer_version_is_left_alone(place: Path | str) -> None:
    engine = open_control_database(place)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UsageError) as fault:
        open_control_database(place)
    assert fault.value.code == "control.newer"


def test_what_fails_half_way_leaves_nothing(place: Path | str) -> None:
    engine = open_control_database(place)
    new = users.insert().values(name="kari", display_name="K", disabled=False, created_at=utc_now())

    def change() -> None:
        with writing(engine) as connection:
            connection.execute(new)
            raise LookupError

    with pytest.raises(LookupError):
        change()
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(users)).scalar_one() == 0


def test_only_the_owner_can_read_the_file(tmp_path: Path) -> None:
    open_control_database(tmp_path / "home" / "control.sqlite")
    mode = (tmp_path / "home" / "control.sqlite").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_writes_are_ahead_and_references_are_kept(tmp_path: Path) -> None:
    engine = open_control_database(tmp_path / "control.sqlite")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 10_000


def test_a_file_that_is_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "control.sqlite"
    file.write_text("this is a letter and no database, " * 50)
    before = file.read_bytes()
    with pytest.raises(InputError) as fault:
        open_control_database(file)
    assert fault.value.code == "access.database-unreadable"
    assert file.read_bytes() == before


def test_a_disk_that_takes_nothing_is_not_called_a_damaged_file(tmp_path: Path) -> None:
    """No file may grow beyond a page in a process of its own: to SQLite it is a disk that fails."""
    script = """
import resource, sys
from pathlib import Path
from folkekommune.access.database import open_control_database
from folkekommune.errors import InputError
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    open_control_database(Path(sys.argv[1]))
except InputError as fault:
    print(fault.code)
"""
    said = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "control.sqlite")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stdout.strip() == "access.database-unwritable", said.stderr


@ON_SERVER
def test_the_server_keeps_times_without_a_zone_of_its_own(databases: Databases) -> None:
    """The server of the tests stands in Tokyo; what is read is what was written."""
    room = open_control_room(databases())
    room.accounts.create("kari", "Kari", password=PASSWORD)
    with room.engine.connect() as connection:
        assert connection.execute(select(users.c.created_at)).scalar_one() == room.clock.now
        kinds = {str(column["type"]) for column in inspect(connection).get_columns("users")}
    assert "TIMESTAMP" in kinds
