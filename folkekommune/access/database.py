"""Open the control database, a SQLite file or a PostgreSQL database, and bring it up to date by migrations.

Both behave alike: whoever reads sees one instant, and whoever writes is the only one that writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from folkekommune.access.migrating import bring_up_to_date, is_up_to_date
from folkekommune.access.postgresql import postgresql_engine
from folkekommune.access.sqlite import refused_by_disk, sqlite_engine
from folkekommune.errors import InputError, Place, UsageError
from folkekommune.settings import Installation


def open_control_of(installation: Installation) -> Engine:
    """Open the control database of an installation.

    :raises UsageError: ``control.two`` when control data also lie where the configuration does not say:
        they are moved, never forgotten.
    """
    if installation.control != installation.home.control and installation.home.control.exists():
        raise UsageError("control.two", file=str(installation.home.control))
    return open_control_database(installation.control)


def open_control_database(place: Path | str) -> Engine:
    """Open, and make or migrate, a control database.

    :param place: a file, which its owner alone can read, or the address of a PostgreSQL database.
    :raises InputError: when the file is there but is no control database, or the disk does not let it be
        written.
    :raises UsageError: when the address or what lies there does not fit.
    :raises ControlUnreachable: when the server does not answer.
    """
    engine = postgresql_engine(place) if isinstance(place, str) else sqlite_engine(place)
    try:
        with engine.connect() as connection:
            current = is_up_to_date(connection)
        if not current:
            with writing(engine) as connection:
                bring_up_to_date(connection)
    except CommandError:
        engine.dispose()
        raise UsageError("control.newer") from None
    except DatabaseError as fault:
        engine.dispose()
        where = Place(file=str(place)) if isinstance(place, Path) else None
        if refused_by_disk(fault):
            raise InputError("access.database-unwritable", place=where) from None
        raise InputError("access.database-unreadable", place=where) from None
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that takes the write lock at once, so that it never fails half-way."""
    with engine.connect().execution_options(immediate=True) as connection, connection.begin():
        yield connection
