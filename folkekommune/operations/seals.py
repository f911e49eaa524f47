"""What an installation's files were when they were last looked through, sealed with its own key.

A backup and a clean ``folkekommune verify`` write it. It lets damage be seen in files that hold no digest of
their own, and tells by its fingerprint whether the master key is the one it was.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from folkekommune.keys import Keys
from folkekommune.operations.inventory import FileNote
from folkekommune.operations.notes import read_note, write_note
from folkekommune.settings import Home


@dataclass(frozen=True)
class Seals:
    """What was noted, and when.

    :param whole: whether the list is what was written, under this key.
    :param fingerprint: of the keys it was written under.
    """

    at: str
    fingerprint: str
    files: Mapping[str, FileNote]
    whole: bool


def file_of(home: Home) -> Path:
    """Give the file the list stands in."""
    return home.operations / "files.json"


def remember(home: Home, keys: Keys, noted: Mapping[str, FileNote]) -> None:
    """Note what the files are now."""
    content: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "fingerprint": keys.fingerprint,
        "files": {name: note.as_data() for name, note in sorted(noted.items())},
    }
    write_note(file_of(home), content | {"seal": _seal(keys, content)})


def recall(home: Home, keys: Keys) -> Seals | None:
    """Give what was noted last; None when nothing was."""
    content = read_note(file_of(home))
    if not content:
        return None
    seal = str(content.pop("seal", ""))
    try:
        files = {name: FileNote(**entry) for name, entry in content["files"].items()}
        whole = hmac.compare_digest(seal, _seal(keys, content))
        return Seals(content["at"], content["fingerprint"], files, whole)
    except (KeyError, TypeError, AttributeError):
        return Seals("", "", {}, whole=False)


def _seal(keys: Keys, content: Mapping[str, Any]) -> str:
    message = json.dumps(content, sort_keys=True).encode()
    return hmac.new(keys.derive("files noted"), message, sha256).hexdigest()
