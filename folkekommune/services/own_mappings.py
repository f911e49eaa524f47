"""Mappings that an installation keeps for the record systems of its own municipalities."""

from __future__ import annotations

import re
from pathlib import Path

from folkekommune.catalogue.packages import Package
from folkekommune.errors import UsageError
from folkekommune.settings import Home

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def own_mapping_file(home: Home, package: Package, name: str) -> Path:
    """Give where an installation's own mapping goes.

    :raises UsageError: when the name cannot be used, or is taken.
    """
    if not _NAME.fullmatch(name):
        raise UsageError("suggesting.name-unusable")
    file = home.databanks / package.folder.name / "mappings" / f"{name}.toml"
    if file.exists() or (package.folder / "mappings" / file.name).exists():
        raise UsageError("suggesting.saved-before", name=name)
    return file


def save_own_mapping(file: Path, content: str) -> None:
    """Write a mapping where loads find it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
