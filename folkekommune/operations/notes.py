"""What operating an installation leaves in its ``operations`` folder: small files, each replaced whole."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from folkekommune.settings import Home, share


@dataclass(frozen=True)
class BackupNote:
    """The last backup: when, how large, its digest, and what opens it."""

    at: str
    bytes: int
    files: int
    sha256: str
    kind: str


def note_backup(home: Home, note: BackupNote) -> None:
    """Remember the last backup."""
    write_note(_backups(home), asdict(note))


def last_backup(home: Home) -> BackupNote | None:
    """Give the last backup; None when there was none, or its note cannot be read."""
    content = read_note(_backups(home))
    try:
        return BackupNote(**content) if content else None
    except TypeError:
        return None


def write_note(file: Path, content: dict[str, Any]) -> None:
    """Write a note, whole or not at all."""
    file.parent.mkdir(mode=0o700, exist_ok=True)
    share(file.parent)
    unfinished = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with unfinished.open("x", encoding="utf-8") as stream:
            json.dump(content, stream, sort_keys=True)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.chmod(0o600)
        share(unfinished)
        for path in (file.parent, unfinished):
            _give_to_owner(path, file.parent.parent)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def read_note(file: Path) -> dict[str, Any]:
    """Read a note; nothing when there is none, or none that can be understood."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _give_to_owner(path: Path, of: Path) -> None:
    """Give a path to whom the installation is: what root writes, the service must be able to read."""
    if os.geteuid() == 0:
        owner = of.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def _backups(home: Home) -> Path:
    return home.operations / "last_backup.json"
