"""Build a release: every delivery of the chosen municipalities becomes one immutable version.

It appears whole or not at all. Nothing is made when nothing has changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from folkekommune.catalogue.model import Databank
from folkekommune.errors import InputError, UsageError
from folkekommune.store.building import Limits, Progress, connect, fill, quiet
from folkekommune.store.columns import check_temporality
from folkekommune.store.durable import remove_unfinished, reveal, unfinished
from folkekommune.store.locks import exclusive
from folkekommune.store.manifest import (
    compare,
    describe_contents,
    list_files,
    signature_of,
    version_of,
    write_manifest,
)
from folkekommune.store.released import Release
from folkekommune.store.selection import Part
from folkekommune.store.store import Store
from folkekommune.store.units import check_parts
from folkekommune.store.versions import Change, Version, next_version

_DEFAULT_LIMITS = Limits()


def build_release(
    store: Store,
    databank: Databank,
    *,
    parts: Sequence[str],
    version: str | None = None,
    progress: Progress = quiet,
    limits: Limits = _DEFAULT_LIMITS,
) -> Release:
    """Make a version of a databank from the drafts of these municipalities.

    :param version: the number to give it; without one, the lowest that the change allows.
    :returns: the new release, or the latest one when neither drafts nor definition have changed it.
    :raises UsageError: ``store.release-busy``, ``store.no-parts``, ``store.version-taken``,
        ``store.version-too-low``, ``store.disk-full``.
    :raises InputError: ``store.part-empty``, ``store.damaged``, or when a delivery does not fit the
        databank.
    """
    asked = Version.parse(version) if version else None
    chosen = _parts(store, databank, check_parts(parts))
    check_temporality(databank.variables.values())
    with exclusive(store.databank_folder(databank.name), "store.release-busy"):
        folder = store.releases_folder(databank.name)
        remove_unfinished(folder)
        known = store.releases(databank.name)
        latest = store.release(databank.name) if known else None
        signature = signature_of(databank, chosen)
        if latest and latest.manifest["signature"] == signature:
            return latest
        if asked and str(asked) in known:
            raise UsageError("store.version-taken", version=str(asked))
        with unfinished(folder) as workplace:
            building = workplace / "release"
            building.mkdir()
            with connect(building, workplace / "spill", limits) as connection:
                contents = fill(building, databank, parts=chosen, connection=connection, progress=progress)
            manifest = {"signature": signature} | describe_contents(databank, contents)
            change = compare(latest.manifest if latest else None, manifest)
            if latest and change.none:
                return latest
            number = _number(asked, version_of(latest.manifest) if latest else None, change)
            manifest |= {
                "version": str(number),
                "previous": latest.version if latest else None,
                "change": asdict(change),
                "created": datetime.now(UTC).isoformat(timespec="seconds"),
                "files": list_files(building),
            }
            write_manifest(building, manifest)
            reveal(building, folder / str(number))
        return Release.open(folder / str(number))


def _parts(store: Store, databank: Databank, municipalities: Sequence[str]) -> tuple[Part, ...]:
    found = []
    for index, municipality in enumerate(municipalities):
        deliveries = store.draft(databank.name, municipality).deliveries()
        if not deliveries:
            raise InputError("store.part-empty", municipality=municipality)
        found.append(Part(index, municipality, deliveries))
    return tuple(found)


def _number(asked: Version | None, latest: Version | None, change: Change) -> Version:
    lowest = next_version(latest, change)
    if asked is None:
        return lowest
    if latest is not None and asked < lowest:
        raise UsageError("store.version-too-low", version=str(asked), lowest=str(lowest))
    return asked
