"""A delivery: a folder with a record system's files and a manifest that says what they are.

``manifest.json`` names the record system, the municipality, when the files were extracted, whether they
hold everything (``full``) or ``changes`` since a day, and for each file its size, SHA-256 and number of
rows. Nothing is read before every file is there, whole and unaltered. A record system that is read where it
stands has no files: ``source`` then names the connection, and the time of extraction tells deliveries apart.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from folkekommune.errors import InputError, Place

MANIFEST = "manifest.json"
_LARGEST_MANIFEST = 16 * 1024 * 1024
_CHUNK = 1024 * 1024
FULL = "full"
_SCOPES = (FULL, "changes")
_ALIAS = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


@dataclass(frozen=True)
class DeliveredFile:
    """One file as the manifest describes it; ``rows`` is None for files without rows."""

    name: str
    bytes: int
    sha256: str
    rows: int | None


@dataclass(frozen=True)
class Delivery:
    """What a municipality handed over once; ``databank`` is empty when the manifest does not say."""

    folder: Path
    databank: str
    system: str
    system_version: str
    municipality: str
    extracted: datetime
    scope: str
    since: date | None
    files: tuple[DeliveredFile, ...]
    source: DeliveredFile | None = None
    """The database that is read where it stands, by its alias."""

    def path(self, file: DeliveredFile) -> Path:
        """Give the place of a file."""
        return self.folder / file.name

    @property
    def record_system(self) -> str:
        """Give the name of the record system within its municipality, whatever its version."""
        return f"{self.municipality}/{self.system}"

    @property
    def content(self) -> str:
        """Give what the files hold, and who sends them, however they are read."""
        return self.identity("")

    def identity(self, mapping_fingerprint: str) -> str:
        """Give what makes two loads the same: the files and the mapping they are read with."""
        digest = hashlib.sha256(f"{self.record_system}\n{self.scope}\n".encode())
        for name, content in sorted((file.name, file.sha256) for file in self.files):
            digest.update(f"{name}\n{content}\n".encode())
        if self.source:
            digest.update(f"{self.source.name}\n{self.extracted.isoformat()}\n{self.since}\n".encode())
        digest.update(mapping_fingerprint.encode())
        return digest.hexdigest()


def open_delivery(path: Path) -> Delivery:
    """Read a delivery's manifest and check that every file is there, whole and unaltered.

    :raises InputError: with the file and what is wrong with it.
    """
    if not path.exists():
        raise InputError("ingest.delivery-missing", place=Place(file=str(path)))
    folder = path.parent if path.name == MANIFEST else path
    delivery = _read_manifest(folder)
    for file in delivery.files:
        _check_inside(delivery.path(file), folder)
        _check_file(delivery.path(file), file)
    return delivery


def _read_manifest(folder: Path) -> Delivery:
    file = folder / MANIFEST
    place = Place(file=str(file))
    if not file.is_file():
        raise InputError("ingest.manifest-missing", place=place)
    if file.stat().st_size > _LARGEST_MANIFEST:
        raise InputError("ingest.manifest-unreadable", place=place)
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        raise InputError("ingest.manifest-unreadable", place=place) from None
    try:
        return _delivery(folder, content)
    except KeyError as fault:
        raise InputError("ingest.manifest-incomplete", place=place, key=str(fault.args[0])) from None
    except (TypeError, ValueError, AttributeError):
        raise InputError("ingest.manifest-unreadable", place=place) from None


def _delivery(folder: Path, content: dict[str, Any]) -> Delivery:
    scope = content["scope"]
    if scope not in _SCOPES:
        raise KeyError("scope")
    since = content.get("since")
    files = tuple(_file(folder, entry) for entry in content["files"])
    if len({PurePosixPath(file.name) for file in files}) < len(files):
        raise InputError("ingest.file-twice", place=Place(file=str(folder / MANIFEST)))
    return Delivery(
        folder=folder,
        databank=str(content.get("databank") or ""),
        system=str(content["system"]["name"]),
        system_version=str(content["system"]["version"]),
        municipality=str(content["municipality"]),
        extracted=datetime.fromisoformat(content["extracted"]),
        scope=scope,
        since=date.fromisoformat(since) if since else None,
        files=files,
        source=_source(content["source"]) if content.get("source") else None,
    )


def _source(entry: dict[str, Any]) -> DeliveredFile:
    """Read which database it is: an alias, never an address."""
    name, rows = str(entry["connection"]), entry.get("rows")
    if not _ALIAS.fullmatch(name):
        raise KeyError("source.connection")
    return DeliveredFile(name=name, bytes=0, sha256="", rows=None if rows is None else int(rows))


def _file(folder: Path, entry: dict[str, Any]) -> DeliveredFile:
    name = str(entry["file"])
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or name.startswith("/") or "\\" in name:
        raise InputError("ingest.file-outside", place=Place(file=str(folder / MANIFEST)))
    rows = entry.get("rows")
    return DeliveredFile(
        name=name,
        bytes=int(entry["bytes"]),
        sha256=str(entry["sha256"]).lower(),
        rows=None if rows is None else int(rows),
    )


def _check_inside(path: Path, folder: Path) -> None:
    """Refuse a file that a link leads out of the delivery."""
    if not path.resolve().is_relative_to(folder.resolve()):
        raise InputError("ingest.file-outside", place=Place(file=str(folder / MANIFEST)))


def _check_file(path: Path, file: DeliveredFile) -> None:
    place = Place(file=str(path))
    if not path.is_file():
        raise InputError("ingest.file-missing", place=place)
    size = path.stat().st_size
    if size != file.bytes:
        raise InputError("ingest.file-size", place=place, expected=file.bytes, found=size)
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    if digest.hexdigest() != file.sha256:
        raise InputError("ingest.file-altered", place=place)
