"""How an installation is doing right now: what a server lacks, and figures for whoever watches it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from folkekommune.keys.vault_client import keeper_at
from folkekommune.operations.notes import last_backup
from folkekommune.operations.vault_work import somebody_works
from folkekommune.settings import Home, Installation

_LEAST_FREE = 64 * 2**20


def failing(home: Home, ask_control: Callable[[], object]) -> tuple[str, ...]:
    """Name what the server needs and does not have: the control database, room, the right to write."""
    found = []
    try:
        ask_control()
    except Exception:  # noqa: BLE001 - whatever the database says, it is told by its name alone
        found.append("control-database")
    try:
        room = os.statvfs(home.root)
        if room.f_bavail * room.f_frsize < _LEAST_FREE:
            found.append("disk-full")
        if room.f_flag & os.ST_RDONLY:
            found.append("disk-read-only")
    except OSError:
        found.append("disk")
    return tuple(found)


def lacking(installation: Installation) -> tuple[str, ...]:
    """Name what some work waits for, though the server answers: the vault, and who carries out orders."""
    settings = installation.vault
    if settings is None:
        return ()
    there = {"vault": keeper_at(settings.socket) is not None, "vault-work": somebody_works(installation.home)}
    return tuple(name for name, is_there in there.items() if not is_there)


def measured(home: Home, runs: Mapping[str, int]) -> dict[str, float]:
    """Give figures by name: of operation alone, nothing of what was answered or to whom."""
    room = os.statvfs(home.root)
    figures: dict[str, float] = {
        "disk_free_bytes": room.f_bavail * room.f_frsize,
        "disk_bytes": room.f_blocks * room.f_frsize,
    }
    figures |= {f"runs_{state}": count for state, count in runs.items()}
    if backup := last_backup(home):
        age = datetime.now(UTC) - datetime.fromisoformat(backup.at)
        figures["backup_age_seconds"] = age.total_seconds()
    return figures
