"""What is kept for how long, and deletion that leaves nothing behind.

The installation says it under ``[retention]``; what it does not say is kept. A version is hidden in one step
and then its files go; data that a later version still holds stay with that one.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from folkekommune.errors import InputError, UsageError
from folkekommune.store.durable import sync
from folkekommune.store.locks import exclusive
from folkekommune.store.store import Store

_KEYS = ("versions", "withdrawn_days", "readings_days")


@dataclass(frozen=True)
class Retention:
    """How much is kept.

    :param versions: so many of the newest versions in use, :param withdrawn_days: how long after it was
        withdrawn a version lies there, :param readings_days: how long after they were loaded earlier
        readings of files do, once the files were read again.
    """

    versions: int | None = None
    withdrawn_days: int | None = None
    readings_days: int | None = None

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> Self:
        """Read the section of the configuration.

        :raises InputError: ``store.retention`` for what is not a known key with a whole number from 0
            (versions: from 1).
        """
        for key, value in content.items():
            whole = isinstance(value, int) and not isinstance(value, bool)
            if key not in _KEYS or not whole or value < (1 if key == "versions" else 0):
                raise InputError("store.retention", key=str(key), known=", ".join(_KEYS))
        return cls(**content)


@dataclass(frozen=True)
class Deleted:
    """What was deleted: versions, and earlier readings by municipality."""

    versions: tuple[str, ...]
    readings: dict[str, int]


def delete_version(store: Store, databank: str, version: str) -> None:
    """Delete a version for good.

    :raises UsageError: ``store.no-release``, ``store.release-busy``.
    """
    if version not in store.every_version(databank):
        raise UsageError("store.no-release", databank=databank, version=version)
    with exclusive(store.databank_folder(databank), "store.release-busy"):
        folder = store.releases_folder(databank) / version
        hidden = folder.with_name(f".unfinished-{version}")
        folder.rename(hidden)
        sync(hidden.parent)
        shutil.rmtree(hidden)


def apply_retention(store: Store, databank: str, rules: Retention, *, today: date) -> Deleted:
    """Delete what has been kept long enough."""
    gone = [
        version
        for version in store.every_version(databank)
        if _is_over(store, databank, version, days=rules.withdrawn_days, today=today)
    ]
    in_use = [version for version in store.releases(databank) if version not in gone]
    if rules.versions is not None:
        gone += in_use[: max(len(in_use) - rules.versions, 0)]
    for version in gone:
        delete_version(store, databank, version)
    readings: dict[str, int] = {}
    if rules.readings_days is not None:
        for municipality in store.drafts(databank):
            count = _delete_readings(store, databank, municipality, days=rules.readings_days, today=today)
            readings |= {municipality: count} if count else {}
    return Deleted(tuple(gone), readings)


def _is_over(store: Store, databank: str, version: str, *, days: int | None, today: date) -> bool:
    withdrawal = store.withdrawals(databank).of_version(version)
    if withdrawal is None or days is None:
        return False
    return (today - date.fromisoformat(withdrawal.on)).days >= days


def _delete_readings(store: Store, databank: str, municipality: str, *, days: int, today: date) -> int:
    draft = store.draft(databank, municipality)
    count = {each.identity for each in draft.deliveries()}
    old = [
        each.identity
        for each in draft.everything()
        if each.identity not in count and (today - datetime.fromisoformat(each.loaded_at).date()).days >= days
    ]
    if not old:
        return 0
    with exclusive(store.databank_folder(databank), "store.release-busy"):
        return draft.remove(old)
