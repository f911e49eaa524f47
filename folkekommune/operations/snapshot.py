"""Hold still what an installation is, while it goes on working.

Nobody waits for a snapshot and a snapshot waits for nobody: files that are never changed get a second name,
files that are replaced whole likewise, databases are copied by SQLite itself, and folders are taken in the
order that leaves the state a sudden stop would have left, which every part is built to survive. Control data
on PostgreSQL are taken, as they are at one instant, into the file that an installation on SQLite has.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Engine

from folkekommune.access.copying import write_control_file
from folkekommune.errors import UsageError
from folkekommune.keys.file_keys import HEADER_BYTES, header_of
from folkekommune.operations.inventory import DATABASE, files_in, folders, top_files
from folkekommune.settings import Home

FULL = (errno.ENOSPC, errno.EDQUOT)
_TRIES = 20
_BUSY_SECONDS = 30


class _Moved(Exception):
    """Something was replaced or deleted while it was taken."""


@contextmanager
def snapshot(home: Home, server: Engine | None = None) -> Iterator[Path]:
    """Give a folder that holds the installation as it is now; it is removed at the end.

    :param server: the control database, when it is no file of the home.
    :raises UsageError: ``operations.disk-full``; ``operations.never-still`` when files change faster than
        they can be taken.
    """
    with told_when_full(home.operations):
        home.operations.mkdir(mode=0o700, exist_ok=True)
        _forget_leftovers(home)
        target = Path(tempfile.mkdtemp(prefix="snapshot-", dir=home.operations))
    try:
        with told_when_full(target):
            _take(home, target, server)
        yield target
    finally:
        shutil.rmtree(target, ignore_errors=True)


@contextmanager
def told_when_full(folder: Path) -> Iterator[None]:
    """Turn a full disk into a sentence.

    :raises UsageError: ``operations.disk-full``.
    """
    try:
        yield
    except (OSError, sqlite3.Error) as fault:
        number = getattr(fault, "errno", None)
        if number in FULL or getattr(fault, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL:
            raise UsageError("operations.disk-full", folder=str(folder)) from None
        raise


def _take(home: Home, target: Path, server: Engine | None) -> None:
    everything = folders(home)
    first = everything.index(home.published) + 1
    for folder in everything[:first]:
        _take_folder(home, folder, target)
    # The control database: after what is published, before the ledger, which knows every answer a run holds.
    for file in top_files(home):
        _take_file(file, target / file.name)
    if server is not None:
        write_control_file(server, target / home.control.name)
    for folder in everything[first:]:
        _take_folder(home, folder, target)
    for _ in range(_TRIES):
        if not (orphans := _without_key(target)):
            return
        # Sealed anew since: the file of now goes with a key of now.
        for orphan in orphans:
            orphan.unlink()
        for folder in (home.store, home.vault, home.keys):
            _take_folder(home, folder, target)
    raise UsageError("operations.never-still")


def _take_folder(home: Home, folder: Path, target: Path) -> None:
    for _ in range(_TRIES):
        try:
            for file in files_in(folder):
                _take_file(file, target / file.relative_to(home.root), anew=folder == home.keys)
        except (_Moved, FileNotFoundError):
            shutil.rmtree(target / folder.relative_to(home.root), ignore_errors=True)
        else:
            return
    raise UsageError("operations.never-still")


def _take_file(file: Path, target: Path, *, anew: bool = False) -> None:
    """Take a file.

    :param anew: copy it, for it may be written over (a key that is destroyed is).
    """
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if target.exists():
        return
    if file.suffix == DATABASE:
        copy_database(file, target)
    elif anew:
        shutil.copy2(file, target)
    else:
        try:
            os.link(file, target)
        except FileNotFoundError:
            raise _Moved from None
        except OSError as fault:
            if fault.errno in FULL:
                raise
            shutil.copy2(file, target)


def copy_database(file: Path, target: Path) -> None:
    """Copy a SQLite database in use, as it is at one instant."""
    with (
        closing(sqlite3.connect(file, timeout=_BUSY_SECONDS)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
        # One file, without a log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
    os.chmod(target, file.stat().st_mode & 0o777)  # noqa: PTH101 - a mode that was read, not chosen


def _without_key(target: Path) -> list[Path]:
    """Find sealed files whose key is not among those taken."""
    keys = {file.stem for file in (target / "keys" / "files").glob("*.key")}
    return [
        file
        for folder in ("store", "vault")
        for file in (target / folder).rglob("*.sealed")
        if (header := header_of(file)).startswith(b"FKF1")
        and len(header) == HEADER_BYTES
        and header[4:].hex() not in keys
    ]


def _forget_leftovers(home: Home) -> None:
    """Remove what a backup that was killed left: snapshots no process holds any more."""
    for folder in home.operations.glob("snapshot-*"):
        shutil.rmtree(folder, ignore_errors=True)
