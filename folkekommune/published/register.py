"""The register of an installation's publications: one file, replaced whole, that only grows.

A publication that lies there and is not in the register is proposed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from folkekommune.published.cube_files import encode_json
from folkekommune.published.manifest import damaged
from folkekommune.published.states import Event, State
from folkekommune.published.writing import replace_file

FILE = "register.json"

_FORMAT = 1

Stamp = tuple[int, int, int] | None
"""Tells one state of the register from the next without reading it."""


def read_register(folder: Path) -> tuple[Event, ...]:
    """Read all events, oldest first.

    :raises InputError: ``published.damaged``.
    """
    file = folder / FILE
    try:
        return _understand(file.read_bytes())
    except FileNotFoundError:
        return ()
    except (ValueError, KeyError, TypeError):
        raise damaged(file) from None


def append_events(folder: Path, events: Sequence[Event]) -> None:
    """Add events, all at once. Call it while holding the lock of the folder."""
    replace_file(folder / FILE, encode_events((*read_register(folder), *events)))


def encode_events(events: Sequence[Event]) -> bytes:
    """Write events as the register holds them."""
    written = [
        {"publication": event.publication, "state": event.state.value, "at": event.at.isoformat()}
        for event in events
    ]
    return encode_json({"format": _FORMAT, "events": written})


def stamp(folder: Path) -> Stamp:
    """Tell which state of the register there is; ``None`` before the first event."""
    try:
        found = (folder / FILE).stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _understand(written: bytes) -> tuple[Event, ...]:
    content = json.loads(written)
    if content["format"] != _FORMAT:
        raise ValueError
    return tuple(
        Event(entry["publication"], State(entry["state"]), datetime.fromisoformat(entry["at"]))
        for entry in content["events"]
    )
