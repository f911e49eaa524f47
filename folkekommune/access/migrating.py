"""Bring a control database up to date: every change since the version it was made by, in one transaction."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

_MIGRATIONS = Path(__file__).parent / "migrations"


def is_up_to_date(connection: Connection) -> bool:
    """Say whether nothing is to be changed. It asks for no lock, so that opening waits for nobody."""
    newest = ScriptDirectory.from_config(_configuration()).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == newest


def bring_up_to_date(connection: Connection, revision: str = "head") -> None:
    """Make every change that is missing. Who holds the write lock is alone in it, and finds what others did.

    :raises CommandError: when the database was changed by a newer version than this one.
    """
    configuration = _configuration()
    configuration.attributes["connection"] = connection
    command.upgrade(configuration, revision)


def _configuration() -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(_MIGRATIONS))
    configuration.set_main_option("path_separator", "os")
    return configuration
