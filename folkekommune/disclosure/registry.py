"""The cubes of a release, registered when it is made and sealed beside the ledger."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from folkekommune.disclosure.cubes import CubeDimensions
from folkekommune.keys import Keys
from folkekommune.query.columns import ReleaseRef

_PURPOSE = "cube registry"


@dataclass(frozen=True)
class CubeRegistry:
    """Where the cubes of each release are registered.

    :param folder: the ledger's folder.
    """

    folder: Path
    keys: Keys

    def register(self, release: ReleaseRef, cubes: dict[str, Sequence[CubeDimensions]]) -> None:
        """Store the cubes of each part of a release, whole or not at all."""
        plain = {
            part: [
                {
                    "indicator": cube.indicator,
                    "axes": [[people, axis] for people, axis in cube.axes.items()],
                    "parents": [[district, place] for district, place in cube.parents.items()],
                    "kept": [[list(keys), said] for keys, said in cube.kept.items()],
                    "within": [[place, list(known.items())] for place, known in cube.within.items()],
                    "spans": [[people, list(years)] for people, years in cube.spans.items()],
                }
                for cube in listed
            ]
            for part, listed in cubes.items()
        }
        sealed = self.keys.seal(json.dumps(plain).encode(), _PURPOSE)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = self._file(release).with_suffix(".tmp")
        with unfinished.open("wb") as stream:
            stream.write(sealed)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(self._file(release))

    def of_release(self, release: ReleaseRef) -> dict[str, tuple[CubeDimensions, ...]]:
        """Give the cubes of each part of a release; none before they are registered."""
        try:
            sealed = self._file(release).read_bytes()
        except FileNotFoundError:
            return {}
        plain = json.loads(self.keys.unseal(sealed, _PURPOSE))
        return {
            part: tuple(
                CubeDimensions(
                    cube["indicator"],
                    dict(cube["axes"]),
                    dict(cube["parents"]),
                    {tuple(keys): said for keys, said in cube["kept"]},
                    {place: dict(known) for place, known in cube["within"]},
                    # Cubes of before 2026-11 have no periods.
                    {people: tuple(years) for people, years in cube.get("spans", ())},
                )
                for cube in listed
            )
            for part, listed in plain.items()
        }

    def _file(self, release: ReleaseRef) -> Path:
        return self.folder / f"cubes-{release.databank}-{release.version}.sealed"
