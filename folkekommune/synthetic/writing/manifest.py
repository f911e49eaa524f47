"""The manifest of a delivery: files, sizes, sums, and where it comes from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from folkekommune.synthetic.systems import Delivery, RecordSystem
from folkekommune.synthetic.writing.norwegian_time import with_offset

_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class WrittenFile:
    """A file of a delivery; ``rows`` is None for files without rows."""

    path: Path
    rows: int | None


def write_manifest(
    folder: Path,
    *,
    system: RecordSystem,
    delivery: Delivery,
    names: dict[str, str],
    databank: str,
    files: list[WrittenFile],
) -> None:
    """Write ``manifest.json``.

    :param names: name and version of the record system.
    """
    content: dict[str, Any] = {
        "system": {"name": names["system"], "version": names["version"]},
        "shape": system.shape,
        "databank": databank,
        "municipality": system.municipality,
        "extracted": with_offset(delivery.extracted).isoformat(),
        "scope": delivery.scope,
        "since": delivery.since.isoformat() if delivery.since else None,
        "synthetic": True,
        "files": [_entry(file) for file in sorted(files, key=lambda file: file.path.name)],
    }
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")


def _entry(file: WrittenFile) -> dict[str, Any]:
    digest = hashlib.sha256()
    with file.path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return {
        "file": file.path.name,
        "bytes": file.path.stat().st_size,
        "sha256": digest.hexdigest(),
        "rows": file.rows,
    }
