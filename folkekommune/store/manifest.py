"""The manifest of a release: what it was made of, what it holds, and the digest of every file.

It counts rows and persons of each municipality, so it is for that municipality's stewards; analysis
and pages never show it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from folkekommune.catalogue.model import Databank
from folkekommune.errors import InputError, Place
from folkekommune.store.contents import PartContent
from folkekommune.store.definition import definition_digest, meaning_digest, words_digest
from folkekommune.store.durable import digest
from folkekommune.store.part import Part
from folkekommune.store.people import People
from folkekommune.store.versions import Change, Version

MANIFEST = "manifest.json"

_FORMAT = 1
_KEYS = {"databank", "version", "parts", "variables", "files", "signature", "definition"}


def signature_of(databank: Databank, parts: Sequence[Part], people: People | None) -> str:
    """Digest everything a release is made from."""
    made_from = [
        _FORMAT,
        definition_digest(databank),
        people.digest if people else "",
        [
            [
                part.municipality,
                [[d.identity, d.digest, asdict(d.source)] for d in part.deliveries],
                digest(part.exclusions) if part.exclusions else "",
            ]
            for part in parts
        ],
    ]
    return hashlib.sha256(json.dumps(made_from).encode()).hexdigest()


def describe_contents(databank: Databank, contents: Sequence[PartContent]) -> dict[str, Any]:
    """Write what a release holds, apart from its version and its files."""
    return {
        "format": _FORMAT,
        "databank": databank.name,
        "definition": definition_digest(databank),
        "parts": [_part(content) for content in contents],
        "variables": {
            variable.name: {
                "type": variable.value_type.value,
                "temporality": variable.temporality.value,
                "meaning": meaning_digest(variable),
                "words": words_digest(variable),
            }
            for variable in databank.variables.values()
        },
    }


def _part(content: PartContent) -> dict[str, Any]:
    deliveries = content.part.deliveries
    return {
        "municipality": content.part.municipality,
        "deliveries": [{"identity": d.identity, "digest": d.digest} for d in deliveries],
        "persons": asdict(content.persons),
        "variables": {name: asdict(found) for name, found in content.variables.items()},
    }


def list_files(folder: Path) -> dict[str, dict[str, Any]]:
    """Give size and digest of every file in a release but the manifest."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {
        path.relative_to(folder).as_posix(): {"bytes": path.stat().st_size, "sha256": digest(path)}
        for path in files
    }


def write_manifest(folder: Path, content: dict[str, Any]) -> None:
    """Write the manifest, and make every file of the release read-only."""
    written = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(written, encoding="utf-8")
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o440)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a release.

    :raises InputError: ``store.damaged``.
    """
    file = folder / MANIFEST
    try:
        content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        whole = content.keys() >= _KEYS
    except (OSError, ValueError, AttributeError):
        whole = False
    if not whole:
        raise InputError("store.damaged", place=Place(file=str(file)))
    return content


def check_files(folder: Path, manifest: dict[str, Any]) -> None:
    """Refuse a release with a file that is missing, altered or one too many.

    A file is read once in the life of a process, and again if it was touched.

    :raises InputError: ``store.damaged``, with the file.
    """
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for name in sorted((present | manifest["files"].keys()) - {MANIFEST}):
        expected = manifest["files"].get(name)
        if expected is None or name not in present or not _holds(folder / name, expected):
            raise InputError("store.damaged", place=Place(file=str(folder / name)))


def compare(previous: dict[str, Any] | None, current: dict[str, Any]) -> Change:
    """Tell how one manifest differs from the one before it."""
    if previous is None:
        return Change(added=tuple(sorted(current["variables"])), persons=True, definition=True)
    before, after = previous["variables"], current["variables"]
    common = before.keys() & after.keys()
    changed = {
        name
        for name in common
        if before[name]["meaning"] != after[name]["meaning"]
        or _contents(previous, name) != _contents(current, name)
    }
    texts = {name for name in common - changed if before[name]["words"] != after[name]["words"]}
    return Change(
        added=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(sorted(changed)),
        removed=tuple(sorted(before.keys() - after.keys())),
        texts=tuple(sorted(texts)),
        persons=_persons(previous) != _persons(current),
        definition=previous["definition"] != current["definition"],
    )


def version_of(manifest: dict[str, Any]) -> Version:
    """Give the version a manifest states."""
    return Version.parse(manifest["version"])


def _contents(manifest: dict[str, Any], variable: str) -> dict[str, str]:
    return {part["municipality"]: part["variables"][variable]["digest"] for part in manifest["parts"]}


def _persons(manifest: dict[str, Any]) -> dict[str, str]:
    return {part["municipality"]: part["persons"]["digest"] for part in manifest["parts"]}


def _holds(file: Path, expected: dict[str, Any]) -> bool:
    state = file.stat()
    if state.st_size != expected["bytes"]:
        return False
    return _digest_of(file, state.st_mtime_ns, state.st_ino) == str(expected["sha256"])


@lru_cache(maxsize=65_536)
def _digest_of(file: Path, _changed_at: int, _inode: int) -> str:
    return digest(file)
