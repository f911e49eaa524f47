"""The manifest of a publication: what it holds, and the digest of every file.

A publication is named by the digest of its manifest, so neither its files nor the manifest can be
changed without the name being another. The name stands in the control database and the audit trail.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path

from folkekommune.errors import InputError, Place
from folkekommune.published.cube_files import encode_json

FILE = "manifest.json"

_FORMAT = 1
_SEAL_LETTERS = 20
_FIRST_LETTER = ord("a")


@dataclass(frozen=True)
class Manifest:
    """What a publication holds: one municipality's cubes of one release.

    :param number: the municipality's publications of the databank, counted from 1.
    :param noise_variance: of the noise on each count, for whoever compares figures.
    :param indicators: version of the definition of each indicator.
    :param files: SHA-256 of each file.
    """

    databank: str
    version: str
    municipality: str
    number: int
    policy: str
    noise_variance: float
    indicators: Mapping[str, int] = field(hash=False)
    files: Mapping[str, str] = field(hash=False)

    @property
    def identifier(self) -> str:
        """The name of the publication: databank, release, municipality and seal."""
        return f"{self.databank}-{self.version}-{self.municipality}-{self._seal}"

    @property
    def _seal(self) -> str:
        # Letters only: a run of digits could be taken for an identity number by whoever looks for one.
        digest = sha256(self.encode()).hexdigest()[:_SEAL_LETTERS]
        return "".join(chr(_FIRST_LETTER + int(nibble, 16)) for nibble in digest)

    def encode(self) -> bytes:
        """Write the manifest."""
        return encode_json({"format": _FORMAT} | asdict(self))


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a publication.

    :raises InputError: ``published.damaged`` when it is not what the publication is named by.
    """
    file = folder / FILE
    try:
        manifest = _understand(file.read_bytes())
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise damaged(file) from None
    if manifest.identifier != folder.name:
        raise damaged(file)
    return manifest


def damaged(file: Path) -> InputError:
    """Make the fault of a file that is missing or not what was written."""
    return InputError("published.damaged", place=Place(file=str(file)))


def _understand(written: bytes) -> Manifest:
    content = json.loads(written)
    if content.pop("format") != _FORMAT:
        raise ValueError
    return Manifest(**content)
