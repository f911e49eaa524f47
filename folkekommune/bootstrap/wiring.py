"""The only wiring: from an installation to the things that work in it."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

from folkekommune.access.projects import Project
from folkekommune.bootstrap.exporting import StoredExporter
from folkekommune.bootstrap.foundations import Foundations
from folkekommune.bootstrap.identities import Identities
from folkekommune.bootstrap.intake import Intake
from folkekommune.bootstrap.operating import Operating
from folkekommune.bootstrap.released import Described, ReleasedCatalogue
from folkekommune.bootstrap.releasing import Releasing
from folkekommune.bootstrap.reviewing import Reviewing
from folkekommune.bootstrap.stewards import StewardsDesk
from folkekommune.engines.duckdb import DuckDBEngine
from folkekommune.engines.source import ReleaseFiles
from folkekommune.errors import UsageError
from folkekommune.keys.vault_client import open_keys
from folkekommune.keys.volume import check_volume
from folkekommune.script.session import Session
from folkekommune.services.stewards import Stewards
from folkekommune.settings import Home, load_installation
from folkekommune.up_to_date import Once

_FOR_OTHERS = 0o007


class Wiring(Foundations):
    """An opened installation and everything that works in it."""

    @cached_property
    def intake(self) -> Intake:
        """What takes deliveries in."""
        return Intake(self)

    @cached_property
    def identities(self) -> Identities:
        """What is done with the vault."""
        return Identities(self)

    @cached_property
    def reviewing(self) -> Reviewing:
        """Review of deliveries, and what is told of it."""
        return Reviewing(self, self.identities.people)

    @cached_property
    def releasing(self) -> Releasing:
        """What makes, changes and ends releases."""
        return Releasing(self, self.reviewing)

    @cached_property
    def operating(self) -> Operating:
        """What is done to keep the installation running."""
        return Operating(self)

    @cached_property
    def described(self) -> Described:
        """What released versions say of themselves: to read it is to look through every file of theirs."""
        return Once(lambda release: self.store.release(release.databank, release.version).definition)

    @cached_property
    def stewards_desk(self) -> StewardsDesk:
        """What the stewards' use cases are made of."""
        return StewardsDesk(self, self.intake, reviewing=self.reviewing, releasing=self.releasing)

    def stewards(self) -> Stewards:
        """Give the stewards' use cases on every databank in use."""
        return self.stewards_desk.stewards()

    def exporter(self, databank: str | None = None) -> StoredExporter:
        """Give the stewards' door."""
        return StoredExporter(self, self.identities.reidentify, self.package(databank).databank.name)

    def session(self, project: Project | None) -> Session:
        """Begin a script for a project; its grant is the project's municipalities.

        Without a project the session can be bound, to check a script, but holds no grant.
        """
        catalogue = ReleasedCatalogue(self.store, self.packages, project, self.described)
        grant = tuple(sorted(project.municipalities)) if project else ()
        return Session(catalogue, grant)


def open_engine(serving: Path, parts: tuple[str, ...], *, threads: int, temporary: Path) -> DuckDBEngine:
    """Open an engine on one serving file, to measure it."""
    files = ReleaseFiles(serving, parts)
    return DuckDBEngine(
        lambda _: files, serving.parent, threads=threads, memory_limit="4GB", temporary=temporary
    )


def open_wiring(home: Home) -> Wiring:
    """Open an installation.

    :raises UsageError: when it has not been made, its key is missing or open to others, a production
        installation lies on an open volume, or it only shows a copy of what everyone may see.
    :raises VaultUnreachable: when the vault is a process of its own and does not answer.
    """
    installation = load_installation(home)
    if installation.replica is not None:
        raise UsageError("replica.only-shows")
    check_volume(installation)
    if installation.vault is not None:
        os.umask(_FOR_OTHERS)  # the vault's user and that of web and runs share what lies outside the vault
    return Wiring(installation, open_keys(installation))
