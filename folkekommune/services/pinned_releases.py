"""Run a script on the very releases it was run on before, though there may be newer ones by now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from folkekommune.catalogue.model import Databank, Variable
from folkekommune.script.session import Catalogue, Session


@dataclass(frozen=True)
class PinnedCatalogue:
    """A catalogue in which some databanks have no other versions than those named."""

    whole: Catalogue
    versions_of: Mapping[str, frozenset[str]]

    def names(self) -> Sequence[str]:
        """Give the databanks."""
        return self.whole.names()

    def databank(self, name: str) -> Databank | None:
        """Describe a databank."""
        return self.whole.databank(name)

    def versions(self, name: str) -> Sequence[str]:
        """Give the versions named, as far as they are still in use."""
        released = self.whole.versions(name)
        named = self.versions_of.get(name)
        return released if named is None else [version for version in released if version in named]

    def withdrawn(self, name: str) -> Mapping[str, str]:
        """Give the versions that were taken out of use."""
        return self.whole.withdrawn(name)

    def may_import(self, databank: str, variable: Variable) -> bool:
        """Tell whether the project covers a variable."""
        return self.whole.may_import(databank, variable)


def pinned(session: Session, releases: Sequence[str]) -> Session:
    """Give a session on releases written as ``databank:version``; without any, the session as it is."""
    if not releases:
        return session
    named: dict[str, set[str]] = {}
    for release in releases:
        databank, _, version = release.rpartition(":")
        named.setdefault(databank, set()).add(version)
    versions = {databank: frozenset(found) for databank, found in named.items()}
    return replace(session, catalogue=PinnedCatalogue(session.catalogue, versions))
