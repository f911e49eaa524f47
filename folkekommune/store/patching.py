"""A metadata patch: the latest release with other words, and nothing else.

Texts may change; codes, their number and validity, value types and temporality may not (microdata.no's
rule). The data are the latest release's own files, whatever the drafts hold by now.
"""

from __future__ import annotations

import json
from dataclasses import replace

from folkekommune.catalogue.model import Databank
from folkekommune.errors import InputError
from folkekommune.store.contents import DEFINITION
from folkekommune.store.definition import definition_digest, describe, meaning_digest, words_digest
from folkekommune.store.durable import link_or_copy, remove_unfinished, reveal, unfinished
from folkekommune.store.locks import exclusive
from folkekommune.store.manifest import compare
from folkekommune.store.release import seal_release
from folkekommune.store.released import Release
from folkekommune.store.store import Store
from folkekommune.store.versions import Version


def patch_release(store: Store, databank: Databank) -> Release:
    """Make a version of the latest release with the databank's present words.

    :returns: the new release, or the latest one when no word differs.
    :raises InputError: ``store.patch-meaning`` with the variables that would mean something else.
    :raises UsageError: ``store.release-busy``, ``store.no-releases``, ``store.disk-full``.
    """
    with exclusive(store.databank_folder(databank.name), "store.release-busy"):
        folder = store.releases_folder(databank.name)
        remove_unfinished(folder)
        latest = store.release(databank.name)
        if other := _of_other_meaning(latest.definition, databank):
            raise InputError("store.patch-meaning", variables=", ".join(other))
        if latest.manifest["definition"] == definition_digest(databank):
            return latest
        with unfinished(folder) as workplace:
            building = workplace / "release"
            for name in latest.manifest["files"]:
                if name != DEFINITION:
                    (building / name).parent.mkdir(parents=True, exist_ok=True)
                    link_or_copy(latest.folder / name, building / name)
            written = json.dumps(describe(databank), ensure_ascii=False)
            (building / DEFINITION).write_text(written, encoding="utf-8")
            manifest = {key: latest.manifest[key] for key in ("format", "databank", "parts", "variables")}
            manifest["definition"] = definition_digest(databank)
            manifest["variables"] = {
                name: entry | {"words": words_digest(databank.variables[name])}
                for name, entry in latest.manifest["variables"].items()
            }
            manifest["signature"] = f"patch-{manifest['definition']}"
            change = replace(compare(latest.manifest, manifest), definition=True)
            number = _next_patch(store, latest)
            seal_release(building, manifest, number=number, previous=latest, change=change)
            reveal(building, folder / str(number))
        return Release.open(folder / str(number))


def _of_other_meaning(before: Databank, after: Databank) -> list[str]:
    """List the variables that came, went, or mean something else."""
    old, new = before.everything, after.everything
    changed = {n for n in old.keys() & new.keys() if meaning_digest(old[n]) != meaning_digest(new[n])}
    return sorted(changed | (old.keys() ^ new.keys()))


def _next_patch(store: Store, latest: Release) -> Version:
    here = Version.parse(latest.version)
    taken = [Version.parse(each) for each in store.every_version(latest.databank)]
    patches = [each.patch for each in taken if (each.major, each.minor) == (here.major, here.minor)]
    return Version(here.major, here.minor, max(patches) + 1)
