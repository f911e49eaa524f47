"""Write the manifest of an export that came without one: from then on no file can change unseen."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from folkekommune.errors import InputError, Place, UsageError
from folkekommune.ingest.delivery import FULL, MANIFEST

_CHANGES = "changes"


@dataclass(frozen=True)
class Origin:
    """Where an export comes from.

    :param since: the day from which it tells of changes; None when it holds everything.
    :param databank: the databank it is for; empty when its mapping tells.
    """

    system: str
    version: str
    municipality: str
    extracted: datetime
    since: date | None = None
    databank: str = ""


def seal_delivery(folder: Path, origin: Origin) -> Path:
    """Write ``manifest.json`` beside the files of an export; how many rows they have is left open.

    :raises UsageError: when there is a manifest already.
    :raises InputError: when there is no folder with files.
    """
    file = folder / MANIFEST
    place = Place(file=str(folder))
    if not folder.is_dir():
        raise InputError("ingest.delivery-missing", place=place)
    if file.exists():
        raise UsageError("manifest.exists", file=str(file))
    found = sorted(one for one in folder.rglob("*") if one.is_file())
    if not found:
        raise InputError("manifest.no-files", place=place)
    content = {
        "system": {"name": origin.system, "version": origin.version},
        "municipality": origin.municipality,
        "extracted": origin.extracted.isoformat(),
        "scope": FULL if origin.since is None else _CHANGES,
        "since": None if origin.since is None else origin.since.isoformat(),
        "files": [_entry(folder, one) for one in found],
    }
    if origin.databank:
        content["databank"] = origin.databank
    file.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def _entry(folder: Path, file: Path) -> dict[str, object]:
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {
        "file": file.relative_to(folder).as_posix(),
        "bytes": file.stat().st_size,
        "sha256": digest,
        "rows": None,
    }
