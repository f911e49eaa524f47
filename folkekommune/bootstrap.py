"""The only wiring: from an installation to the things that work in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from folkekommune.access.accounts import Accounts
from folkekommune.access.approvals import Approvals
from folkekommune.access.audit import AuditTrail
from folkekommune.access.database import open_control_database
from folkekommune.access.projects import Project, Projects
from folkekommune.access.run_records import RunRecords
from folkekommune.access.sessions import Sessions
from folkekommune.analysis.door import Door, ReleaseFacts
from folkekommune.catalogue.model import Databank, Variable
from folkekommune.catalogue.packages import Package, load_packages, shipped_folder
from folkekommune.disclosure.ledger import Ledger
from folkekommune.disclosure.policy import STANDARD, Policy, load_policy
from folkekommune.disclosure.registry import CubeRegistry
from folkekommune.engines.duckdb import DuckDBEngine
from folkekommune.engines.source import ReleaseFiles
from folkekommune.errors import UsageError
from folkekommune.export.datasets import export_datasets
from folkekommune.export.official import OfficialTools
from folkekommune.indicators.definition import Definition
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.ingest.load import load_delivery
from folkekommune.ingest.reidentification import reidentify
from folkekommune.ingest.report import LoadReport
from folkekommune.ingest.vault import open_linkage
from folkekommune.keys import Keys, load_keys
from folkekommune.published.prepared import Preparations
from folkekommune.published.publications import Publications
from folkekommune.query.dataset import ReleaseRef
from folkekommune.script.session import Session
from folkekommune.services.publishing import Publishing
from folkekommune.services.release_cubes import CubeWork, compute_cubes
from folkekommune.services.stewardship import MadeRelease, Shelf, Stewardship
from folkekommune.settings import Home, Installation, Mode, load_installation
from folkekommune.store.release import build_release
from folkekommune.store.released import Release
from folkekommune.store.store import Store


@dataclass(frozen=True)
class ReleasedCatalogue:
    """What a script may name: released databanks, and the variables a project covers.

    :param project: ``None`` for the operator's own checks of a script, which run nothing.
    """

    store: Store
    packages: Mapping[str, Package]
    project: Project | None

    def names(self) -> Sequence[str]:
        """Give the databanks the project covers."""
        allowed = self.project.databanks if self.project else frozenset(self.packages)
        return sorted(name for name in self.packages if name in allowed)

    def databank(self, name: str) -> Databank | None:
        """Give a databank as its latest release describes it."""
        if name not in self.names():
            return None
        return self.store.release(name).definition if self.versions(name) else self.packages[name].databank

    def versions(self, name: str) -> Sequence[str]:
        """Give the released versions."""
        return self.store.releases(name)

    def may_import(self, databank: str, variable: Variable) -> bool:
        """Tell whether the project covers a variable; a project that names none covers all."""
        if self.project is None:
            return True
        covered = databank in self.project.databanks
        return covered and (not self.project.variables or variable.name in self.project.variables)


@dataclass(frozen=True)
class StoredReleases:
    """What the door and the engines learn about releases from the store."""

    store: Store

    def facts(self, release: ReleaseRef) -> ReleaseFacts:
        """Give parts, identities and size of a release."""
        found = self.store.release(release.databank, release.version)
        parts = found.manifest["parts"]
        identities = {part["municipality"]: _identity(part) for part in parts}
        persons = sum(part["persons"]["rows"] for part in parts)
        return ReleaseFacts(release, found.parts, identities, persons)

    def files(self, release: ReleaseRef) -> ReleaseFiles:
        """Give the serving file of a release."""
        found = self.store.release(release.databank, release.version)
        return ReleaseFiles(found.serving, found.parts)


@dataclass(frozen=True)
class StoredExporter:
    """Exports variables of the latest release of a databank."""

    wiring: Wiring
    databank: str

    def export(
        self,
        variables: Sequence[str],
        out: Path,
        *,
        public_key_dir: Path | None,
        approvers: Sequence[str],
    ) -> tuple[str, ...]:
        """Write datasets, validated by microdata.no's own tool, and packages where a key is given."""
        release = self.wiring.store.release(self.databank)
        done = export_datasets(
            release,
            release.definition,
            variables,
            out,
            mode=self.wiring.installation.mode,
            reidentify=self.wiring.reidentify,
            package=public_key_dir is not None,
            public_key_dir=public_key_dir,
            approvers=approvers,
        )
        return tuple(entry.name for entry in done)

    def make_test_keys(self, folder: Path) -> None:
        """Make a receiver's key pair for trying the packaging; the real one comes from microdata.no."""
        OfficialTools().make_keys(folder)


class Wiring:
    """An opened installation and everything in it, each made when it is first needed."""

    def __init__(self, installation: Installation, keys: Keys) -> None:
        self.installation = installation
        self.keys = keys

    @property
    def home(self) -> Home:
        """The installation's folders."""
        return self.installation.home

    @cached_property
    def policy(self) -> Policy:
        """The disclosure policy; a laxer one than the standard works in test mode alone."""
        chosen = self.installation.extra.get("policy")
        policy = load_policy(self.home.root / chosen) if chosen else load_policy()
        if self.installation.mode is Mode.PRODUCTION and not policy.at_least_as_strict_as(
            load_policy(STANDARD)
        ):
            raise UsageError("bootstrap.lax-policy")
        return policy

    @cached_property
    def packages(self) -> dict[str, Package]:
        """Databank packages: those that ship, and the installation's own."""
        return load_packages(shipped_folder(), self.home.databanks)

    def package(self, databank: str | None = None) -> Package:
        """Give a databank package; without a name, the only one there is.

        :raises UsageError: when there is none of that name, or several and no name.
        """
        if databank is None and len(self.packages) == 1:
            return next(iter(self.packages.values()))
        if databank not in self.packages:
            raise UsageError("bootstrap.databank", known=", ".join(sorted(self.packages)))
        return self.packages[databank]

    @cached_property
    def store(self) -> Store:
        """Drafts and releases."""
        return Store(self.home.store)

    @cached_property
    def releases(self) -> StoredReleases:
        """What is known of releases."""
        return StoredReleases(self.store)

    @cached_property
    def ledger(self) -> Ledger:
        """What has been answered."""
        return Ledger(self.home.ledger / "ledger.sqlite", self.keys)

    @cached_property
    def cubes(self) -> CubeRegistry:
        """The cubes of each release."""
        return CubeRegistry(self.home.ledger, self.keys)

    @contextmanager
    def door(self) -> Iterator[Door]:
        """Open the one door, with an engine of its own that ends with it."""
        engine = DuckDBEngine(
            self.releases.files,
            self.home.store,
            threads=self.installation.threads,
            memory_limit=self.installation.memory_limit,
            temporary=self.home.temporary,
        )
        try:
            yield Door(engine, self.policy, self.keys, self.ledger, self.cubes, self.releases)
        finally:
            engine.close()

    def session(self, project: Project | None) -> Session:
        """Begin a script for a project; its grant is the project's municipalities.

        Without a project the session can be bound, to check a script, but holds no grant.
        """
        catalogue = ReleasedCatalogue(self.store, self.packages, project)
        grant = tuple(sorted(project.municipalities)) if project else ()
        return Session(catalogue, grant)

    def load(
        self,
        path: Path,
        *,
        databank: str | None = None,
        mapping: str | None = None,
        municipality: str | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> LoadReport:
        """Load a delivery into its municipality's draft."""
        return load_delivery(
            path,
            installation=self.installation,
            keys=self.keys,
            packages=self.packages,
            draft_for=self.store.draft,
            mapping=mapping,
            municipality=municipality,
            databank=databank,
            progress=progress,
        )

    def build_release(
        self,
        databank: Databank,
        *,
        parts: Sequence[str] | None = None,
        version: str | None = None,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> Release:
        """Make a release of the drafts of some municipalities, all of them by default."""
        chosen = list(parts or self.store.drafts(databank.name))
        if progress is None:
            return build_release(self.store, databank, parts=chosen, version=version)
        return build_release(self.store, databank, parts=chosen, version=version, progress=progress)

    def release(
        self,
        databank: Databank,
        *,
        parts: Sequence[str] | None = None,
        version: str | None = None,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> Release:
        """Make a release and register its cubes, so that a cell has one value from its first day."""
        release = self.build_release(databank, parts=parts, version=version, progress=progress)
        reference = ReleaseRef(release.databank, release.version)
        # A release of before that was stopped between the two steps gets its cubes now.
        if set(self.cubes.of_release(reference)) != set(release.parts):
            work = CubeWork(reference, release.definition, release.parts, self.definitions(release.databank))
            with self.door() as door:
                compute_cubes(door, work, preparations=self.preparations)
        return release

    def definitions(self, databank: str) -> tuple[Definition, ...]:
        """Give the indicators of a databank."""
        return tuple(load_definitions(self.package(databank)).values())

    @cached_property
    def preparations(self) -> Preparations:
        """Cubes that wait to be proposed for publication."""
        return Preparations(self.home.ledger, self.keys)

    @cached_property
    def publications(self) -> Publications:
        """What is proposed and published."""
        return Publications(self.home.published)

    @cached_property
    def publishing(self) -> Publishing:
        """What the use cases of publication work with."""
        return Publishing(self.publications, self.preparations, self.approvals, self.ledger, self.audit)

    def reidentify(self, units: NDArray[np.int64]) -> list[str]:
        """Give identity numbers back, for the stewards' export."""
        return reidentify(self.keys, open_linkage(self.home.vault, self.keys), units)

    def stewardship(self, databank: str | None = None) -> Stewardship:
        """Give the stewards' use cases on a databank."""
        chosen = self.package(databank).databank
        return Stewardship(
            Shelf(
                databank=chosen.name,
                deliveries=lambda municipality: self.store.draft(chosen.name, municipality).deliveries(),
                releases=lambda: self._made_releases(chosen.name),
                make_release=lambda: self._release_again(chosen),
                publishing=self.publishing,
            )
        )

    def _made_releases(self, databank: str) -> tuple[MadeRelease, ...]:
        found = [self.store.release(databank, version) for version in self.store.releases(databank)]
        return tuple(
            MadeRelease(each.version, date.fromisoformat(each.manifest["created"][:10]), each.parts)
            for each in reversed(found)
        )

    def _release_again(self, databank: Databank) -> None:
        self.release(databank)

    def exporter(self, databank: str | None = None) -> StoredExporter:
        """Give the stewards' door."""
        return StoredExporter(self, self.package(databank).databank.name)

    @cached_property
    def audit(self) -> AuditTrail:
        """The audit trail."""
        return AuditTrail(self._control, self.keys.derive("audit"))

    @cached_property
    def accounts(self) -> Accounts:
        """Local accounts."""
        return Accounts(self._control, sessions=Sessions(self._control), audit=self.audit)

    @cached_property
    def projects(self) -> Projects:
        """Research projects."""
        return Projects(self._control, audit=self.audit)

    @cached_property
    def approvals(self) -> Approvals:
        """Proposals for publication and their approval."""
        return Approvals(self._control, audit=self.audit)

    @cached_property
    def runs(self) -> RunRecords:
        """The queue of runs."""
        return RunRecords(self._control)

    @cached_property
    def _control(self) -> Engine:
        return open_control_database(self.home.control)


def open_engine(serving: Path, parts: tuple[str, ...], *, threads: int, temporary: Path) -> DuckDBEngine:
    """Open an engine on one serving file, to measure it."""
    files = ReleaseFiles(serving, parts)
    return DuckDBEngine(
        lambda _: files, serving.parent, threads=threads, memory_limit="4GB", temporary=temporary
    )


def open_wiring(home: Home) -> Wiring:
    """Open an installation.

    :raises UsageError: when it has not been made, or its key is missing or open to others.
    """
    return Wiring(load_installation(home), load_keys(home.keys))


def _identity(part: Mapping[str, object]) -> str:
    return sha256(json.dumps(part["deliveries"], sort_keys=True).encode()).hexdigest()
