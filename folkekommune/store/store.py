"""The store of an installation: drafts and releases of its databanks, found by folder."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from folkekommune.errors import UsageError
from folkekommune.keys import Keys
from folkekommune.store.draft import Draft
from folkekommune.store.released import Release
from folkekommune.store.versions import Version, draft_number
from folkekommune.store.withdrawals import Withdrawal, Withdrawals

_DATABANK = re.compile(r"[a-z0-9][a-z0-9_.-]*", re.ASCII)
_MUNICIPALITY = re.compile(r"\d{4}", re.ASCII)
_VERSION_FOLDER = "[0-9]*.*.*"


class Store:
    """Drafts and releases under one folder.

    :param keys: what the summaries of deliveries are sealed with; without keys they stand open.
    """

    def __init__(self, folder: Path, keys: Keys | None = None) -> None:
        self.folder = folder
        self._keys = keys

    def databanks(self) -> tuple[str, ...]:
        """List the databanks that hold anything."""
        return tuple(sorted(path.name for path in self.folder.glob("[!.]*") if path.is_dir()))

    def databank_folder(self, databank: str) -> Path:
        """Give the folder of a databank.

        :raises UsageError: ``store.bad-name``.
        """
        if not _DATABANK.fullmatch(databank):
            raise UsageError("store.bad-name", name=databank)
        return self.folder / databank

    def draft(self, databank: str, municipality: str) -> Draft:
        """Open the draft of a municipality.

        :raises UsageError: ``store.bad-name``.
        """
        if not _MUNICIPALITY.fullmatch(municipality):
            raise UsageError("store.bad-name", name=municipality)
        return Draft(self.databank_folder(databank) / "drafts" / municipality, self._keys)

    def drafts(self, databank: str) -> tuple[str, ...]:
        """List the municipalities with a delivery in this databank."""
        folder = self.databank_folder(databank) / "drafts"
        found = (path.name for path in folder.glob("[0-9]*"))
        return tuple(sorted(name for name in found if self.draft(databank, name).deliveries()))

    def releases_folder(self, databank: str) -> Path:
        """Give the folder of a databank's releases."""
        return self.databank_folder(databank) / "releases"

    def releases(self, databank: str) -> tuple[str, ...]:
        """List the versions of a databank that are in use, oldest first."""
        withdrawals = self.withdrawals(databank)
        return tuple(each for each in self.every_version(databank) if not withdrawals.of_version(each))

    def withdrawals(self, databank: str) -> Withdrawals:
        """Give what municipalities have withdrawn from a databank."""
        return Withdrawals(self.databank_folder(databank) / "withdrawals")

    def highest_version(self, databank: str) -> Version | None:
        """Give the highest version there is or was, since a number is never used twice."""
        noted = self.withdrawals(databank).all()
        taken = {*self.every_version(databank), *(each.instead for each in noted if each.instead)}
        taken |= {version for each in noted for version in each.versions}
        return max((Version.parse(each) for each in taken), default=None)

    def draft_version(self, databank: str) -> str | None:
        """Give the number of what is loaded and not released: ``0.0.0.`` and the second of the last load."""
        loaded = [
            delivery.loaded_at
            for municipality in self.drafts(databank)
            for delivery in self.draft(databank, municipality).deliveries()
        ]
        return draft_number(max(map(datetime.fromisoformat, loaded))) if loaded else None

    def every_version(self, databank: str) -> tuple[str, ...]:
        """List all versions that lie in the store, oldest first, withdrawn ones included."""
        folder = self.releases_folder(databank)
        found = (Version.parse(path.name) for path in folder.glob(_VERSION_FOLDER) if path.name[0] != ".")
        return tuple(str(version) for version in sorted(found))

    def release(self, databank: str, version: str | int | None = None) -> Release:
        """Open a release: a whole version, the latest of a major version, or the latest.

        :raises UsageError: ``store.no-release``, ``store.no-releases`` when there is none;
            ``store.withdrawn``, ``store.withdrawn-instead`` when there was one.
        :raises InputError: ``store.damaged``.
        """
        wanted = "" if version is None else str(version)
        fitting = [
            known
            for known in self.releases(databank)
            if wanted in {"", known} or known.split(".")[0] == wanted
        ]
        if not fitting and (withdrawal := self._withdrawn(databank, wanted)):
            code = "store.withdrawn-instead" if withdrawal.instead else "store.withdrawn"
            raise UsageError(
                code,
                databank=databank,
                version=wanted or withdrawal.versions[-1],
                on=withdrawal.on,
                instead=withdrawal.instead or "",
            )
        if not fitting and not wanted:
            raise UsageError("store.no-releases", databank=databank)
        if not fitting:
            raise UsageError("store.no-release", databank=databank, version=wanted)
        return Release.open(self.releases_folder(databank) / fitting[-1])

    def verify(self, databank: str) -> tuple[str, ...]:
        """Open every release of a databank, which checks all its files; list the versions that hold.

        :raises InputError: ``store.damaged``, with the first file that does not.
        """
        return tuple(self.release(databank, version).version for version in self.releases(databank))

    def _withdrawn(self, databank: str, wanted: str) -> Withdrawal | None:
        """Find the latest withdrawal of a version that fits what is asked for."""
        for each in reversed(self.withdrawals(databank).all()):
            if not wanted or any(wanted in {known, known.split(".")[0]} for known in each.versions):
                return each
        return None
