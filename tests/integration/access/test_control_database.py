"""The control database is made, migrated and guarded."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from access_factories import PASSWORD, open_control_room
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from folkekommune.access.database import open_control_database
from folkekommune.access.tables import metadata
from folkekommune.errors import InputError


def test_the_migrations_make_the_tables_that_the_code_uses(tmp_path: Path) -> None:
    engine = open_control_database(tmp_path / "control.sqlite")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_opening_again_keeps_what_is_there(tmp_path: Path) -> None:
    room = open_control_room(tmp_path)
    room.accounts.create("kari", "Kari", password=PASSWORD)
    again = open_control_room(tmp_path)
    assert again.accounts.find("kari") is not None


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
