"""Files against what was noted of them: those that never change, those people change, and those that rest.

A file that never changes must be as it was noted. One that nothing has written to since must be, too: that is
how a disk that forgets is told from a program that writes. A file that people may change (configuration,
databanks of the installation, policy) is told when it is another, so that a change nobody made is seen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from folkekommune.operations.damage.finding import Finding, Kind
from folkekommune.operations.inventory import FileNote, files_of, name_of
from folkekommune.operations.seals import Seals
from folkekommune.published.cube_files import encode_json
from folkekommune.settings import Home

_REGISTER = "published/register.json"
_REPLACED = ("control.sqlite", "ledger/", "vault/", _REGISTER, "keys/", "store/")
"""What the product itself writes anew; the rest of an installation is written by people."""


def find(home: Home, seals: Seals, *, excused: Callable[[str], bool]) -> Iterator[Finding]:
    """Find files that are not what was noted.

    :param excused: says of a file that is gone whether it was deleted on purpose.
    """
    present = {name_of(home, file): file for file in files_of(home)}
    for name, noted in seals.files.items():
        if name not in present:
            if not excused(name):
                yield Finding(name, Kind.MISSING)
        elif (kind := _compare(name, present[name], noted)) is not None:
            yield Finding(name, kind)


def _compare(name: str, file: Path, noted: FileNote) -> Kind | None:
    state = file.stat()
    if state.st_size == noted.bytes and FileNote.of(file).sha256 == noted.sha256:
        return None
    if _never_changes(name) or state.st_mtime_ns == noted.written:
        return Kind.DAMAGED
    if name == _REGISTER and not _has_grown(file, noted):
        return Kind.DAMAGED
    return None if name.startswith(_REPLACED) else Kind.CHANGED


def _has_grown(file: Path, noted: FileNote) -> bool:
    """Say whether a register is what it was, with events added: some beginning of it is what was noted."""
    try:
        content = json.loads(file.read_bytes())
        events = content["events"]
        beginnings = (encode_json(content | {"events": events[:count]}) for count in range(len(events) + 1))
        return any(sha256(each).hexdigest() == noted.sha256 for each in beginnings)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _never_changes(name: str) -> bool:
    if name.startswith("store/"):
        return "/withdrawals/" not in name and not name.endswith("summary.sealed")
    return name.startswith("published/publications/")
