"""Where the audit trail stood, noted elsewhere, so that a cut tail is found too.

The chain tells of every row that was altered, taken out or moved, but not that the last ones are gone. A note
of its length and last digest in a place that those who can write to the installation cannot write to does:
``[audit] anchor`` in the configuration names a file on another machine's disk, and every line that
``folkekommune audit anchor`` prints can be mailed or put in a log.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from folkekommune.access.audit import AuditTrail, Verification
from folkekommune.errors import InputError, Place
from folkekommune.settings import Installation

_LINE = re.compile(r"(?P<at>\S+) (?P<head>\d+:[0-9a-f]{64})")


@dataclass(frozen=True)
class Held:
    """What holding the trail against its anchors gave.

    :param anchors: so many notes it was held against.
    """

    verification: Verification
    anchors: int

    @property
    def holds(self) -> bool:
        """Say whether the trail is whole."""
        return self.verification.holds


def anchor_file(installation: Installation) -> Path:
    """Give the file the anchors are noted in: where the configuration says, else in the installation."""
    section = installation.extra.get("audit")
    chosen = section.get("anchor") if isinstance(section, dict) else None
    return Path(str(chosen)).expanduser() if chosen else installation.home.operations / "anchors.txt"


def is_elsewhere(installation: Installation) -> bool:
    """Say whether the anchors lie outside the installation."""
    return not anchor_file(installation).resolve().is_relative_to(installation.home.root)


def note_anchor(audit: AuditTrail, file: Path) -> str:
    """Add where the trail stands to a file; give the line."""
    line = f"{datetime.now(UTC).isoformat(timespec='seconds')} {audit.head()}"
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
    with os.fdopen(descriptor, "a", encoding="ascii") as stream:
        stream.write(line + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    return line


def read_anchors(file: Path) -> tuple[str, ...]:
    """Read the notes of a file, oldest first; none when there is no file.

    :raises InputError: ``operations.anchor-damaged``, with the line.
    """
    if not file.exists():
        return ()
    heads = []
    for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        found = _LINE.fullmatch(line)
        if found is None:
            raise InputError("operations.anchor-damaged", place=Place(file=str(file), line=number))
        heads.append(found["head"])
    return tuple(heads)


def hold_against(audit: AuditTrail, heads: tuple[str, ...]) -> Held:
    """Go through the trail once, and see that every note speaks of a row that is as it was."""
    return Held(audit.verify_against(heads), len(heads))
