"""What a release holds: the names of its files, and what was written of each part."""

from __future__ import annotations

from dataclasses import dataclass, field

from folkekommune.store.archive import Content
from folkekommune.store.columns import Columns
from folkekommune.store.part import Part

SERVING = "serving.duckdb"
"""The file that answers queries."""

DEFINITION = "databank.json"
"""The databank as its package described it when the release was made."""


@dataclass(frozen=True)
class PartContent:
    """What a part holds: its persons and its variables."""

    part: Part
    columns: Columns
    persons: Content
    variables: dict[str, Content] = field(default_factory=dict, hash=False)
