"""Cubes made when a release was made, waiting to be proposed: sealed, with what the ledger keeps.

Beside the protected cubes lies the history of their cells, which is as secret as the data. So they
lie with the ledger and not with what is published.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from folkekommune.disclosure.ledger import PublishedCell
from folkekommune.disclosure.restoring import restore
from folkekommune.disclosure.results import SafeCube, outer_plain
from folkekommune.disclosure.shares import Audience
from folkekommune.keys import Keys
from folkekommune.lasting import many_lasting_objects
from folkekommune.published.writing import one_writer, replace_file
from folkekommune.query.columns import ReleaseRef

_NAME = re.compile(r"cubes-(?P<version>\d+\.\d+\.\d+)-(?P<municipality>\d{4})\.sealed", re.ASCII)


@dataclass(frozen=True)
class PreparedCubes:
    """The cubes of one municipality's part of a release.

    :param municipal: for the municipality itself, :param public: for everyone, coarser.
    :param history: what the ledger is to keep once they are published.
    :param inputs: by indicator, the digest of all that its cubes were made of, where that is known.
    """

    release: ReleaseRef
    municipality: str
    policy: str
    noise_variance: float
    municipal: tuple[SafeCube, ...]
    public: tuple[SafeCube, ...]
    history: Mapping[str, PublishedCell] = field(hash=False, repr=False)
    inputs: Mapping[str, str] = field(default_factory=dict, hash=False, repr=False)

    def cubes(self, audience: Audience) -> tuple[SafeCube, ...]:
        """Give the cubes of an audience."""
        return self.municipal if audience is Audience.MUNICIPALITY else self.public


@dataclass(frozen=True)
class Preparations:
    """Where prepared cubes lie.

    :param folder: a folder beside the ledger.
    """

    folder: Path
    keys: Keys

    def save(self, prepared: PreparedCubes) -> None:
        """Keep the cubes of a part, in place of those of the same part and release."""
        release = prepared.release
        content = {
            "policy": prepared.policy,
            "noise_variance": prepared.noise_variance,
            "municipal": prepared.municipal,
            "public": prepared.public,
            "history": dict(prepared.history),
            "inputs": dict(prepared.inputs),
        }
        written = json.dumps(content, default=outer_plain).encode()
        sealed = self.keys.seal(written, _purpose(release, prepared.municipality))
        folder = self.folder / release.databank
        with one_writer(folder):
            replace_file(folder / f"cubes-{release.version}-{prepared.municipality}.sealed", sealed)

    def latest(self, databank: str, municipality: str) -> PreparedCubes | None:
        """Give the cubes of the municipality's part of the latest release that has them."""
        found = (_NAME.fullmatch(path.name) for path in (self.folder / databank).glob("cubes-*"))
        versions = [
            each["version"] for each in found if each is not None and each["municipality"] == municipality
        ]
        if not versions:
            return None
        latest = max(versions, key=lambda version: tuple(map(int, version.split("."))))
        return self._open(ReleaseRef(databank, latest), municipality)

    @many_lasting_objects()
    def _open(self, release: ReleaseRef, municipality: str) -> PreparedCubes:
        file = self.folder / release.databank / f"cubes-{release.version}-{municipality}.sealed"
        content = json.loads(self.keys.unseal(file.read_bytes(), _purpose(release, municipality)))
        return PreparedCubes(
            release=release,
            municipality=municipality,
            policy=content["policy"],
            noise_variance=content["noise_variance"],
            municipal=_cubes(content["municipal"]),
            public=_cubes(content["public"]),
            history={name: PublishedCell(**cell) for name, cell in content["history"].items()},
            inputs=content.get("inputs", {}),  # cubes that an earlier version made have none
        )


def _cubes(plain: list[dict[str, object]]) -> tuple[SafeCube, ...]:
    return tuple(cube for cube in map(restore, plain) if isinstance(cube, SafeCube))


def _purpose(release: ReleaseRef, municipality: str) -> str:
    return f"prepared cubes {release.databank} {release.version} {municipality}"
