"""What the process that carries out orders tells of itself: that it is there, and which deliveries lie ready.

It is a file of scratch space, written anew every few seconds. The pages, which may not look into the folder
of deliveries themselves, know from it what can be loaded; a file that has grown old says that nobody works.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from folkekommune.operations.notes import read_note, write_note
from folkekommune.settings import Home

SILENCE = timedelta(seconds=30)
"""Who has not told of itself for so long is not there."""

_FILE = "vault-work.json"


def tell_of_work(home: Home, ready: Mapping[str, Sequence[str]]) -> None:
    """Tell that somebody carries out orders, and the names of the deliveries that lie ready."""
    told = {number: list(names) for number, names in ready.items()}
    write_note(home.temporary / _FILE, {"at": datetime.now(UTC).isoformat(), "ready": told})


def somebody_works(home: Home) -> bool:
    """Tell whether somebody carries out orders now."""
    try:
        at = datetime.fromisoformat(read_note(home.temporary / _FILE)["at"])
    except (KeyError, TypeError, ValueError):
        return False
    return abs(datetime.now(UTC) - at) < SILENCE


def ready_deliveries(home: Home, municipality: str) -> tuple[str, ...]:
    """Give the names of the deliveries of a municipality that lie ready, as they were last told."""
    ready = read_note(home.temporary / _FILE).get("ready", {})
    names = ready.get(municipality, ()) if isinstance(ready, dict) else ()
    return tuple(map(str, names))
