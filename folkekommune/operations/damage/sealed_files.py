"""Sealed files, opened with the installation's keys: one altered byte, and the seal does not hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from folkekommune.keys import Keys, SealBrokenError
from folkekommune.keys.file_keys import FileKeys
from folkekommune.operations.damage.finding import Finding, damaged
from folkekommune.operations.inventory import files_in
from folkekommune.settings import Home

_PREPARED = re.compile(r"cubes-(?P<version>\d+\.\d+\.\d+)-(?P<municipality>\d{4})\.sealed", re.ASCII)


_COUNTIES = re.compile(r"counties-(?P<version>\d+\.\d+\.\d+)\.sealed", re.ASCII)


def find(home: Home, keys: Keys) -> Iterator[Finding]:
    """Find sealed files that do not open."""
    for folder in (home.ledger, home.store, home.vault):
        for file in files_in(folder):
            if file.suffix == ".sealed" and not _opens(home, file, keys):
                yield damaged(home.root, file)
    for file in files_in(home.keys / "files"):
        try:
            keys.unseal(file.read_bytes(), f"file key {file.stem}")
        except SealBrokenError:
            yield damaged(home.root, file)


def _opens(home: Home, file: Path, keys: Keys) -> bool:
    try:
        purpose = _purpose(home, file)
        if purpose is not None:
            FileKeys(keys).unseal(file.read_bytes(), purpose)
    except (SealBrokenError, OSError, ValueError, KeyError):
        return False
    return True


def _purpose(home: Home, file: Path) -> str | None:
    """Give what a file was sealed for, which is told by where it lies; None for a kind not known here."""
    if file.is_relative_to(home.vault):
        return f"vault/{file.relative_to(home.vault).with_suffix('').as_posix()}"
    if file.is_relative_to(home.store):
        record = json.loads((file.parent / "delivery.json").read_bytes())
        return f"store/summary/{record['identity']}"
    if file.parent == home.ledger:
        return "cube registry" if file.name.startswith("cubes-") else None
    if prepared := _PREPARED.fullmatch(file.name):
        return f"prepared cubes {file.parent.name} {prepared['version']} {prepared['municipality']}"
    if sums := _COUNTIES.fullmatch(file.name):
        return f"county sums {file.parent.name} {sums['version']}"
    return None
