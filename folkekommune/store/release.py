"""Build a release: every delivery of the chosen municipalities becomes one immutable version.

It appears whole or not at all. Nothing is made when nothing has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

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
    write_manifest,
)
from folkekommune.store.part import Part
from folkekommune.store.people import People
from folkekommune.store.released import Release
from folkekommune.store.store import Store
from folkekommune.store.units import check_parts
from folkekommune.store.versions import Change, Version, next_version

_DEFAULT_LIMITS = Limits()


def build_release(
    store: Store,
    databank: Databank,
    *,
    parts: Sequence[str],
    fresh: Sequence[str] | None = None,
    people: Callable[[], People] | None = None,
    review: Callable[[Part, People | None], Path] | None = None,
    version: str | None = None,
    progress: Progress = quiet,
    limits: Limits = _DEFAULT_LIMITS,
) -> Release:
    """Make a version of a databank from the drafts of these municipalities.

    :param fresh: the municipalities whose drafts are taken as they are now; the others have what they had
        in the latest release. Without it, all of them.
    :param people: tells whom the units of the drafts stand for, once it is clear which deliveries count;
        without it, themselves.
    :param review: tells what the review of a part takes out, see ``store.exclusions``; nothing, without it.
    :param version: the number to give it; without one, the lowest that the change allows.
    :returns: the new release, or the latest one when neither drafts nor definition have changed it.
    :raises UsageError: ``store.release-busy``, ``store.no-parts``, ``store.version-taken``,
        ``store.version-too-low``, ``store.disk-full``.
    :raises InputError: ``store.part-empty``, ``store.part-gone``, ``store.damaged``, or when a delivery
        does not fit the databank.
    """
    asked = Version.parse(version) if version else None
    ordered = check_parts(parts)
    check_temporality(databank.variables.values())
    with exclusive(store.databank_folder(databank.name), "store.release-busy"):
        folder = store.releases_folder(databank.name)
        remove_unfinished(folder)
        latest = store.release(databank.name) if store.releases(databank.name) else None
        chosen = _parts(store, databank, ordered, fresh=fresh, latest=latest)
        known = people() if people else None
        if review:
            chosen = tuple(replace(part, exclusions=review(part, known)) for part in chosen)
        signature = signature_of(databank, chosen, known)
        if latest and latest.manifest["signature"] == signature:
            return latest
        if asked and str(asked) in store.every_version(databank.name):
            raise UsageError("store.version-taken", version=str(asked))
        with unfinished(folder) as workplace:
            building = workplace / "release"
            building.mkdir()
            with connect(building, workplace / "spill", limits) as connection:
                contents = fill(
                    building,
                    databank,
                    parts=chosen,
                    people=known,
                    connection=connection,
                    progress=progress,
                )
            manifest = {"signature": signature} | describe_contents(databank, contents)
            change = compare(latest.manifest if latest else None, manifest)
            if latest and change.none:
                return latest
            highest = store.highest_version(databank.name)
            number = choose_number(asked, highest, change=change)
            seal_release(building, manifest, number=number, previous=latest, change=change)
            reveal(building, folder / str(number))
        return Release.open(folder / str(number))


def seal_release(
    folder: Path, manifest: dict[str, Any], *, number: Version, previous: Release | None, change: Change
) -> None:
    """Write the manifest of a release whose files are all there; nothing is changed after it."""
    complete = manifest | {
        "version": str(number),
        "previous": previous.version if previous else None,
        "change": asdict(change),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "files": list_files(folder),
    }
    write_manifest(folder, complete)


def choose_number(asked: Version | None, highest: Version | None, *, change: Change) -> Version:
    """Give the number asked for, or the lowest that the change allows.

    :param highest: of all versions there ever were.
    :raises UsageError: ``store.version-too-low``.
    """
    lowest = next_version(highest, change)
    if asked is None:
        return lowest
    if highest is not None and asked < lowest:
        raise UsageError("store.version-too-low", version=str(asked), lowest=str(lowest))
    return asked


def _parts(
    store: Store,
    databank: Databank,
    municipalities: Sequence[str],
    *,
    fresh: Sequence[str] | None,
    latest: Release | None,
) -> tuple[Part, ...]:
    found = []
    for index, municipality in enumerate(municipalities):
        draft = store.draft(databank.name, municipality)
        if fresh is None or municipality in fresh or latest is None or municipality not in latest.parts:
            deliveries = draft.deliveries()
        else:
            released = latest.deliveries(municipality)
            deliveries = tuple(each for each in draft.everything() if each.identity in released)
            if len(deliveries) < len(released):
                raise InputError("store.part-gone", municipality=municipality)
        if not deliveries:
            raise InputError("store.part-empty", municipality=municipality)
        found.append(Part(index, municipality, deliveries))
    return tuple(found)
