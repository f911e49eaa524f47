"""The vault: a folder apart from the store that its owner alone may open, and every opening leaves a trace.

What lies in it is sealed, each file with a key of its own, and written whole or not at all.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from folkekommune.access.audit import AuditEvent
from folkekommune.errors import UsageError
from folkekommune.ingest.persons.linkage import Linkage, new_linkage, read_linkage, write_linkage
from folkekommune.keys import KeyDestroyedError, Keys, SealBrokenError
from folkekommune.keys.file_keys import HEADER_BYTES, FileKeys, header_of
from folkekommune.store.durable import sync
from folkekommune.store.locks import exclusive

Note = Callable[[AuditEvent], None]
"""Writes an event in the audit trail."""

_PURPOSE = "vault/linkage"
_FILE = "linkage.sealed"
_FOR_OTHERS = 0o077


@dataclass(frozen=True)
class Vault:
    """The vault of an installation.

    :param note: told of every opening, :param actor: who opens it.
    """

    folder: Path
    keys: Keys
    note: Note
    actor: str = "system"

    def open_linkage(self, purpose: str) -> Linkage:
        """Read who is who; a new linkage when there is none yet.

        :param purpose: what it is opened for, a code for the audit trail.
        :raises PermissionRefused: as :func:`check_may_open`.
        :raises UsageError: ``persons.vault-readable`` when others may read it; ``ingest.vault-damaged``
            when it was altered or sealed with another key.
        """
        check_may_open(self.keys)
        check_private(self.folder)
        file = self.folder / _FILE
        self.note(AuditEvent("vault-open", actor=self.actor, subject=purpose))
        if not file.exists():
            return new_linkage()
        check_private(file)
        try:
            return read_linkage(open_sealed(file, self.keys, _PURPOSE))
        except ValueError:
            raise UsageError("ingest.vault-damaged", file=str(file)) from None

    def save_linkage(self, linkage: Linkage) -> None:
        """Write who is who, if anything was learnt."""
        if linkage.changed:
            write_sealed(self.folder / _FILE, write_linkage(linkage), self.keys, purpose=_PURPOSE)
            linkage.changed = False

    @contextmanager
    def changing(self, purpose: str) -> Iterator[Linkage]:
        """Open the linkage, alone, and save it when the block ends well.

        :raises UsageError: ``ingest.load-busy`` while a load or another change runs.
        """
        with self.alone():
            linkage = self.open_linkage(purpose)
            yield linkage
            self.save_linkage(linkage)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep others from changing the vault.

        :raises PermissionRefused: as :func:`check_may_open`. :raises UsageError: ``ingest.load-busy``.
        """
        check_may_open(self.keys)
        make_private(self.folder)
        with exclusive(self.folder, "ingest.load-busy"):
            yield


def make_private(folder: Path) -> None:
    """Make a folder that its owner alone may open; one that is there already is left as it is."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def check_private(path: Path) -> None:
    """Refuse a file or folder that others than its owner may read or change.

    :raises UsageError: ``persons.vault-readable``, with the path.
    """
    if path.exists() and path.stat().st_mode & _FOR_OTHERS:
        raise UsageError("persons.vault-readable", path=str(path))


def open_sealed(file: Path, keys: Keys, purpose: str) -> bytes:
    """Read a sealed file.

    :raises UsageError: ``ingest.vault-damaged`` when it was altered, sealed with another key, or deleted.
    """
    while True:
        sealed = file.read_bytes()
        try:
            return FileKeys(keys).unseal(sealed, purpose)
        except KeyDestroyedError:
            # Someone may have written it anew since it was read; then there is something else to open.
            if header_of(file) != sealed[:HEADER_BYTES]:
                continue
            raise UsageError("ingest.vault-damaged", file=str(file)) from None
        except SealBrokenError:
            raise UsageError("ingest.vault-damaged", file=str(file)) from None


def check_may_open(keys: Keys) -> None:
    """Refuse a process that holds no keys of identities, before any file or database is touched.

    :raises PermissionRefused: ``vault.refused``, where the vault is a process of its own.
    """
    keys.derive(_PURPOSE)


def write_sealed(file: Path, content: bytes, keys: Keys, *, purpose: str) -> None:
    """Seal and write a file that only its owner may read, whole or not at all.

    What was there before cannot be read any more, in no copy of it either.
    """
    make_private(file.parent)
    before = header_of(file)
    files = FileKeys(keys)
    sealed = files.seal(content, purpose)
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(sealed)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.rename(file)
    except BaseException:
        if header_of(file) != sealed[:HEADER_BYTES]:
            files.destroy(sealed)
        raise
    finally:
        temporary.unlink(missing_ok=True)
    sync(file.parent)
    files.destroy(before)


def delete_sealed(file: Path, keys: Keys) -> None:
    """Delete a sealed file for good: its key first, so that no copy of it can be read."""
    FileKeys(keys).destroy(header_of(file))
    file.unlink(missing_ok=True)
    sync(file.parent)
