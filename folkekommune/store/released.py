"""A release: an immutable version of a databank, opened only when every file is what was written."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from folkekommune.catalogue.model import Databank
from folkekommune.store.contents import DEFINITION, SERVING
from folkekommune.store.definition import understand
from folkekommune.store.manifest import check_files, read_manifest


@dataclass(frozen=True)
class Release:
    """A version of a databank.

    :param parts: its municipalities; bit *i* of a person's ``parts`` and the number *i* in the serving
        tables stand for the *i*-th of them.
    :param manifest: what it was made of, with counts of each municipality, for that one's stewards.
    :param definition: the databank as its package described it when the release was made.
    """

    databank: str
    version: str
    folder: Path
    parts: tuple[str, ...]
    manifest: dict[str, Any] = field(hash=False, repr=False)
    definition: Databank = field(hash=False, repr=False)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the release in a folder.

        :raises InputError: ``store.damaged`` when a file is missing, altered or one too many.
        """
        manifest = read_manifest(folder)
        check_files(folder, manifest)
        return cls(
            databank=manifest["databank"],
            version=manifest["version"],
            folder=folder,
            parts=tuple(part["municipality"] for part in manifest["parts"]),
            manifest=manifest,
            definition=_definition((folder / DEFINITION).read_text(encoding="utf-8")),
        )

    def deliveries(self, part: str) -> frozenset[str]:
        """Give the identities of the deliveries that a part was made of."""
        found = next(entry for entry in self.manifest["parts"] if entry["municipality"] == part)
        return frozenset(delivery["identity"] for delivery in found["deliveries"])

    @property
    def serving(self) -> Path:
        """The DuckDB file that answers queries; open it read-only."""
        return self.folder / SERVING

    def variable_file(self, part: str, variable: str) -> Path:
        """Give the Parquet file of a variable in a part: unit_id, value, start, stop."""
        return self.folder / part / f"{variable}.parquet"

    def persons_file(self, part: str) -> Path:
        """Give the Parquet file of a part's persons: unit_id, key."""
        return self.folder / part / "persons.parquet"


@lru_cache(maxsize=8)
def _definition(written: str) -> Databank:
    """Read a databank; a release never changes, and pages and cubes open the same one again and again."""
    return understand(json.loads(written))
