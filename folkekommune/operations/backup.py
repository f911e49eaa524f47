"""Back an installation up while it is in use: one encrypted file, read again before it counts.

The keys of single files (``keys/files``) can go into a file of their own. Who deletes a person's data ends
the keys of what held them; a backup that holds those keys keeps the data readable as long as it is kept.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Engine

from folkekommune import __version__
from folkekommune.access.audit import AuditEvent, AuditTrail
from folkekommune.errors import InputError, Place, UsageError
from folkekommune.keys import MASTER, ROOT, Keys
from folkekommune.operations.archive import Head, read_archive, read_head, write_archive
from folkekommune.operations.inventory import FileNote, digest, files_in
from folkekommune.operations.notes import BackupNote, note_backup
from folkekommune.operations.protection import (
    Protection,
    WithHomeKey,
    WithPassphrase,
    unwrap_with_keys,
    unwrap_with_passphrase,
)
from folkekommune.operations.seals import remember
from folkekommune.operations.snapshot import snapshot, told_when_full
from folkekommune.settings import Home

SUFFIX = ".fkbackup"
KEYS_SUFFIX = ".fkkeys"
_FILE_KEYS = "keys/files/"


@dataclass(frozen=True)
class Made:
    """A backup that was made and read again.

    :param file: the archive, :param keys_file: that of the file keys, when it is apart.
    """

    file: Path
    keys_file: Path | None
    files: int
    bytes: int
    sha256: str


def back_up(
    home: Home,
    keys: Keys,
    audit: AuditTrail,
    *,
    to: Path,
    passphrase: str | None = None,
    keys_apart: bool = False,
    keep_days: int | None = None,
    server: Engine | None = None,
) -> Made:
    """Back up an installation.

    :param to: a folder, where the file is named by the time, or a file that is not there yet.
    :param passphrase: what opens the backup; without one, the installation's key does.
    :param keep_days: delete earlier backups in the folder that are older.
    :param server: the control database, when it is no file of the home.
    :raises UsageError: ``operations.backup-exists``, ``operations.inside-home``, ``operations.disk-full``.
    """
    now = datetime.now(UTC)
    file = _target(to, now)
    if file.resolve().is_relative_to(home.root):
        raise UsageError("operations.inside-home", file=str(file))
    protection = WithPassphrase(passphrase) if passphrase is not None else _with_home_key(home, keys)
    where = audit.head()
    keys_file = file.with_suffix(KEYS_SUFFIX) if keys_apart else None

    def head(wrapped: dict[str, Any]) -> Head:
        return Head(now.isoformat(timespec="seconds"), __version__, where, wrapped)

    def write(target: Path, folder: Path, names: Sequence[str]) -> dict[str, FileNote]:
        with told_when_full(target.parent), _new_file(target) as stream:
            noted = write_archive(stream, folder, names, head=head, protection=protection)
        _read_again(target, keys, passphrase)
        return noted

    with snapshot(home, server) as taken:
        names = sorted(each.relative_to(taken).as_posix() for each in files_in(taken))
        names = [name for name in names if _may_hold(name, protection)]
        apart = [name for name in names if keys_apart and name.startswith(_FILE_KEYS)]
        noted = write(file, taken, [name for name in names if name not in set(apart)])
        if keys_file is not None:
            noted |= write(keys_file, taken, apart)
    made = Made(file, keys_file, len(noted), file.stat().st_size, digest(file))
    if server is not None:
        del noted[home.control.name]  # a file of the backup alone
    remember(home, keys, noted)
    kind = "passphrase" if passphrase is not None else "home"
    note_backup(
        home, BackupNote(now.isoformat(timespec="seconds"), made.bytes, made.files, made.sha256, kind)
    )
    audit.record(AuditEvent("backup", subject=f"archive:{made.sha256}"))
    if keep_days is not None and to.is_dir():
        _forget_old(to, keep_days, now)
    return made


def open_backup(
    stream: IO[bytes], file: Path, *, keys: Keys | None, passphrase: str | None
) -> tuple[bytes, bytes]:
    """Give the key of a backup and what its content is bound to; the stream stands at the content.

    :raises UsageError: ``operations.key-needed``, ``operations.passphrase-needed``, or when what is given is
        not what opens it.
    :raises InputError: ``operations.no-backup``.
    """
    head, bound_to = read_head(stream, file)
    try:
        if head.protection["kind"] == "passphrase":
            if passphrase is None:
                raise UsageError("operations.passphrase-needed", file=str(file))
            return unwrap_with_passphrase(head.protection, passphrase), bound_to
        if keys is None:
            raise UsageError("operations.key-needed", file=str(file))
        return unwrap_with_keys(head.protection, keys), bound_to
    except (KeyError, TypeError, ValueError):
        raise InputError("operations.no-backup", place=Place(file=str(file))) from None


def _target(to: Path, now: datetime) -> Path:
    folder = to.is_dir() or not (to.exists() or to.suffix)
    file = to / f"folkekommune-{now:%Y%m%dT%H%M%SZ}{SUFFIX}" if folder else to
    for taken in (file, file.with_suffix(KEYS_SUFFIX)):
        if taken.exists():
            raise UsageError("operations.backup-exists", file=str(taken))
    return file


def _with_home_key(home: Home, keys: Keys) -> WithHomeKey:
    root = home.keys / ROOT
    return WithHomeKey(keys, root.read_bytes() if root.exists() else None)


def _may_hold(name: str, protection: Protection) -> bool:
    return protection.holds_master_key or name not in {f"keys/{MASTER}", f"keys/{ROOT}"}


@contextmanager
def _new_file(target: Path) -> Iterator[IO[bytes]]:
    """Give a file to fill, which gets its name when it is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".unfinished-{target.name}")
    unfinished.unlink(missing_ok=True)
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.rename(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _read_again(file: Path, keys: Keys, passphrase: str | None) -> None:
    """See that what was written can be read, and is what was meant."""
    with file.open("rb") as stream:
        key, bound_to = open_backup(stream, file, keys=keys, passphrase=passphrase)
        read_archive(stream, key, bound_to, file=file, take=lambda _name, _mode, _content: None)


def _forget_old(folder: Path, days: int, now: datetime) -> None:
    for suffix in (SUFFIX, KEYS_SUFFIX):
        for file in folder.glob(f"folkekommune-*{suffix}"):
            if (now.timestamp() - file.stat().st_mtime) / 86_400 > days:
                file.unlink()
