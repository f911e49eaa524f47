"""What can be wrong with a file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class Kind(Enum):
    """What is wrong; the values name the texts ``operations.file-…``."""

    DAMAGED = "damaged"
    MISSING = "missing"
    CHANGED = "changed"
    """Other than when it was noted, in a file that people may change."""
    UNKNOWN_FILE = "unknown"
    """A file too many, where only what a manifest lists may lie."""


@dataclass(frozen=True)
class Finding:
    """A file, by its name inside the installation, and what is wrong with it."""

    file: str
    kind: Kind


def damaged(root: Path, file: Path) -> Finding:
    """Make the finding of a damaged file."""
    return Finding(file.relative_to(root).as_posix(), Kind.DAMAGED)
