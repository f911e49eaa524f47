"""Make an installation of a backup, on a machine that has none.

Every file is checked against what was noted when the backup was written. The configuration is put in place
last: a restore that was cut short has none, and is no installation.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from folkekommune.access.copying import copy_control_data
from folkekommune.access.database import open_control_database
from folkekommune.errors import InputError, Place, UsageError
from folkekommune.keys import MASTER, ROOT, Keys, open_root, write_secret
from folkekommune.operations.archive import Head, read_archive, read_head
from folkekommune.operations.backup import open_backup
from folkekommune.operations.control_setting import with_control
from folkekommune.operations.inventory import FileNote
from folkekommune.operations.protection import HOME
from folkekommune.operations.snapshot import told_when_full
from folkekommune.settings import CONFIGURATION, Home, load_installation

_BUFFER = 1024 * 1024
_WORLD = 0o777


@dataclass(frozen=True)
class Restored:
    """What was restored: so many files, from a backup of that time, whose audit trail stood there."""

    files: int
    created: str
    audit: str


def restore(
    files: Sequence[Path],
    home: Home,
    *,
    master: bytes | None = None,
    passphrase: str | None = None,
    control: str | None = None,
) -> Restored:
    """Restore a backup: one file, or the file and that of its file keys.

    :param master: the master key of the installation that was backed up.
    :param control: the address of a PostgreSQL database for the control data, empty for a file of the home;
        else they go where the restored configuration says.
    :raises UsageError: ``operations.not-empty``, ``operations.disk-full``, or when what is given is not what
        opens the backup.
    :raises InputError: ``operations.no-backup``, ``operations.backup-damaged`` or ``-partial``.
    """
    if home.root.exists() and any(home.root.iterdir()):
        raise UsageError("operations.not-empty", home=str(home.root))
    with told_when_full(home.root):
        home.root.mkdir(parents=True, exist_ok=True)
        target = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=home.root))
    noted: dict[str, FileNote] = {}
    try:
        with told_when_full(home.root):
            for file in files:
                noted |= _unpack(file, target, master=master, passphrase=passphrase)
            head = _head(files[0])
            if head.protection["kind"] == HOME and master is not None:
                _put_keys(target / "keys", master, head.protection.get("root"))
            if CONFIGURATION not in noted:
                raise InputError("operations.backup-partial", place=Place(file=str(files[0])))
            _put_control(Home(target), control)
            _reveal(target, home.root)
    finally:
        shutil.rmtree(target, ignore_errors=True)
    for folder in (home.vault, home.ledger, home.keys):
        folder.mkdir(mode=0o700, exist_ok=True)
    for folder in (home.store, home.published, home.databanks):
        folder.mkdir(exist_ok=True)
    return Restored(len(noted), head.created, head.audit)


def _head(file: Path) -> Head:
    with file.open("rb") as stream:
        return read_head(stream, file)[0]


def _unpack(file: Path, target: Path, *, master: bytes | None, passphrase: str | None) -> dict[str, FileNote]:
    try:
        with file.open("rb") as stream:
            head, _ = read_head(stream, file)
            keys = None
            if master is not None and head.protection.get("kind") == HOME:
                root = head.protection.get("root")
                keys = Keys(open_root(b64decode(root), master, file) if root else master)
            stream.seek(0)
            key, bound_to = open_backup(stream, file, keys=keys, passphrase=passphrase)

            def take(name: str, mode: int, content: io.RawIOBase) -> None:
                _write(target / name, mode, content)

            return read_archive(stream, key, bound_to, file=file, take=take)
    except FileNotFoundError:
        raise InputError("operations.no-backup", place=Place(file=str(file))) from None


def _write(file: Path, mode: int, content: io.RawIOBase) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        shutil.copyfileobj(content, stream, _BUFFER)
        stream.flush()
        os.fsync(stream.fileno())
    file.chmod(mode & _WORLD)


def _put_control(home: Home, address: str | None) -> None:
    """Put control data on the server that the configuration names; it must have none."""
    if address is not None:
        written = with_control(home.configuration.read_text(encoding="utf-8"), address)
        home.configuration.write_text(written, encoding="utf-8")
    place = load_installation(home).control
    if isinstance(place, str):
        file, server = open_control_database(home.control), open_control_database(place)
        try:
            copy_control_data(file, server)
        finally:
            file.dispose()
            server.dispose()
        home.control.unlink()


def _put_keys(folder: Path, master: bytes, root: str | None) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    write_secret(folder / MASTER, master)
    if root:
        write_secret(folder / ROOT, b64decode(root))


def _reveal(target: Path, root: Path) -> None:
    for name in ("keys", "keys/files", "vault", "ledger"):
        if (target / name).exists():
            (target / name).chmod(0o700)
    entries = sorted(target.iterdir(), key=lambda entry: entry.name == CONFIGURATION)
    for entry in entries:
        entry.rename(root / entry.name)
    descriptor = os.open(root, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
