"""The recorded meaning of what a databank package describes: ``meanings.toml``.

Code and version together identify a meaning for ever, so that two meanings are never drawn as one line. The
file holds a digest of each version's meaning. Who changes a meaning raises the version and adds a line; a
changed meaning under an old version, or one without a line, is told by :func:`find_changed`.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Any

FILE = "meanings.toml"
_DIGITS = 16


@dataclass(frozen=True)
class Meaning:
    """What a version of a description means, as a digest.

    :param kind: the folder of its file: ``indicators`` or ``official``.
    """

    kind: str
    code: str
    version: int
    digest: str

    @property
    def line(self) -> str:
        """The line of the file that records it."""
        return f'{self.code}-{self.version} = "{self.digest}"'


def digest_of(parts: Mapping[str, Any]) -> str:
    """Give the digest of the parts of a description that make its meaning; spaces in texts say nothing."""
    written = json.dumps(_plain(parts), ensure_ascii=False, sort_keys=True)
    return sha256(written.encode()).hexdigest()[:_DIGITS]


def find_changed(folder: Path, meanings: Iterable[Meaning]) -> tuple[Meaning, ...]:
    """Give the meanings that are not those that a package's folder has recorded for their versions."""
    file = folder / FILE
    recorded = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return tuple(
        each
        for each in meanings
        if recorded.get(each.kind, {}).get(f"{each.code}-{each.version}") != each.digest
    )


def _plain(value: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case date():
            return value.isoformat()
        case str():
            return " ".join(value.split())
        case Mapping():
            return sorted([_plain(key), _plain(entry)] for key, entry in value.items())
        case tuple() | list():
            return [_plain(entry) for entry in value]
    return _plain(asdict(value)) if is_dataclass(value) and not isinstance(value, type) else value
