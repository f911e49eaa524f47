"""What scripts, the door and the engines learn of releases."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from folkekommune.access.projects import Project
from folkekommune.analysis.door import ReleaseFacts
from folkekommune.catalogue.model import Databank, Variable
from folkekommune.catalogue.packages import Package
from folkekommune.engines.source import ReleaseFiles
from folkekommune.query.columns import ReleaseRef
from folkekommune.store.released import Release
from folkekommune.store.store import Store
from folkekommune.up_to_date import Once

Described = Once[ReleaseRef, Databank]
"""Databanks as their released versions describe them; a version never changes."""


@dataclass(frozen=True)
class ReleasedCatalogue:
    """What a script may name: released databanks, and the variables a project covers.

    :param project: ``None`` for the operator's own checks of a script, which run nothing.
    :param described: what released versions say of themselves.
    """

    store: Store
    packages: Mapping[str, Package]
    project: Project | None
    described: Described = field(compare=False, repr=False)

    def names(self) -> Sequence[str]:
        """Give the databanks the project covers."""
        allowed = self.project.databanks if self.project else frozenset(self.packages)
        return sorted(name for name in self.packages if name in allowed)

    def databank(self, name: str) -> Databank | None:
        """Give a databank as its latest release describes it."""
        if name not in self.names():
            return None
        versions = self.versions(name)
        if not versions:
            return self.packages[name].databank
        return self.described.of(ReleaseRef(name, versions[-1]))

    def versions(self, name: str) -> Sequence[str]:
        """Give the released versions."""
        return self.store.releases(name)

    def withdrawn(self, name: str) -> Mapping[str, str]:
        """Give the versions that municipalities have taken out of use, each with the day."""
        withdrawals = self.store.withdrawals(name).all()
        return {version: each.on for each in withdrawals for version in each.versions}

    def may_import(self, databank: str, variable: Variable) -> bool:
        """Tell whether the project covers a variable; a project that names none covers all."""
        if self.project is None:
            return True
        covered = databank in self.project.databanks
        return covered and (not self.project.variables or variable.name in self.project.variables)


@dataclass(frozen=True)
class _Known:
    """What is known of a release, and when it was made."""

    facts: ReleaseFacts
    made: datetime


@dataclass(frozen=True)
class StoredReleases:
    """What the door and the engines learn about releases from the store."""

    store: Store
    _read_before: dict[ReleaseRef, _Known] = field(default_factory=dict, compare=False, repr=False)

    def facts(self, release: ReleaseRef) -> ReleaseFacts:
        """Give parts, identities and size of a release."""
        return self._known(release).facts

    def made(self, release: ReleaseRef) -> datetime:
        """Tell when a release was made."""
        return self._known(release).made

    def _known(self, release: ReleaseRef) -> _Known:
        """Read what is known of a release; a version never changes, so it is read once."""
        if release not in self._read_before:
            found = self.store.release(release.databank, release.version)
            made = datetime.fromisoformat(found.manifest["created"])
            self._read_before[release] = _Known(_facts(release, found), made)
        return self._read_before[release]

    def files(self, release: ReleaseRef) -> ReleaseFiles:
        """Give the files of a release."""
        found = self.store.release(release.databank, release.version)
        return ReleaseFiles(found.serving, found.parts, found.folder)


def _facts(release: ReleaseRef, found: Release) -> ReleaseFacts:
    parts = found.manifest["parts"]
    identities = {part["municipality"]: _identity(part) for part in parts}
    persons = sum(part["persons"]["rows"] for part in parts)
    return ReleaseFacts(release, found.parts, identities, persons)


def _identity(part: Mapping[str, object]) -> str:
    return sha256(json.dumps(part["deliveries"], sort_keys=True).encode()).hexdigest()
