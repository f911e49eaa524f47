"""Folders that list their files with digests: releases, publications, deliveries of a draft."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from folkekommune.errors import FolkeKommuneError
from folkekommune.operations.damage.finding import Finding, Kind, damaged
from folkekommune.operations.inventory import digest, files_in
from folkekommune.published.manifest import read_manifest
from folkekommune.settings import Home

_LISTS = ("manifest.json", "delivery.json")
_BESIDE = {"delivery.json": {"summary.sealed"}}
"""Files that a list leaves out, since they carry a seal of their own."""


def find(home: Home) -> Iterator[Finding]:
    """Find files that are not what the list of their folder says."""
    for folder in (home.store, home.published):
        for file in files_in(folder):
            if file.name in _LISTS:
                yield from _in_folder(home.root, file)


def _in_folder(root: Path, manifest: Path) -> Iterator[Finding]:
    try:
        listed = {
            name: _digest_in(entry) for name, entry in json.loads(manifest.read_bytes())["files"].items()
        }
        if "publications" in manifest.parts:
            read_manifest(manifest.parent)  # a publication is named by the digest of its manifest
    except (OSError, ValueError, KeyError, TypeError, AttributeError, FolkeKommuneError):
        yield damaged(root, manifest)
        return
    folder = manifest.parent
    present = {file.relative_to(folder).as_posix() for file in files_in(folder)}
    present -= {manifest.name} | _BESIDE.get(manifest.name, set())
    for name in sorted(present | listed.keys()):
        inside = (folder / name).relative_to(root).as_posix()
        if name not in present:
            yield Finding(inside, Kind.MISSING)
        elif name not in listed:
            yield Finding(inside, Kind.UNKNOWN_FILE)
        elif digest(folder / name) != listed[name]:
            yield Finding(inside, Kind.DAMAGED)


def _digest_in(entry: Any) -> str:
    return str(entry["sha256"]) if isinstance(entry, dict) else str(entry)
