"""What an installation holds, opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

from sqlalchemy import Engine

from folkekommune.access.accounts import Accounts
from folkekommune.access.approvals import Approvals
from folkekommune.access.audit import AuditTrail
from folkekommune.access.comments import Comments
from folkekommune.access.database import open_control_of
from folkekommune.access.outside_log_ins import OutsideLogIns
from folkekommune.access.projects import Projects
from folkekommune.access.run_records import RunRecords
from folkekommune.access.sessions import Sessions
from folkekommune.access.vault_tasks import VaultTasks
from folkekommune.analysis.door import Door
from folkekommune.bootstrap.engines import chosen_engine
from folkekommune.bootstrap.practice_folder import forget_practice
from folkekommune.bootstrap.released import StoredReleases
from folkekommune.catalogue.packages import Package, load_packages, shipped_folder
from folkekommune.disclosure.ledger import Ledger
from folkekommune.disclosure.policy import STANDARD, Policy, load_policy
from folkekommune.disclosure.registry import CubeRegistry
from folkekommune.disclosure.shares import Audience
from folkekommune.disclosure.watch import Watch
from folkekommune.errors import UsageError
from folkekommune.indicators.definition import Definition
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.ingest.persons.vault import Vault
from folkekommune.ingest.quality.declaration import Declaration, load_declaration
from folkekommune.keys import Keys
from folkekommune.official.description_files import load_descriptions
from folkekommune.official.descriptions import Description
from folkekommune.official.library import OfficialTables
from folkekommune.official.shelf import Shelf
from folkekommune.published.figures import CurrentFigures
from folkekommune.published.prepared import Preparations
from folkekommune.published.publications import Publications
from folkekommune.services.publishing import Publishing
from folkekommune.settings import Home, Installation, Mode, share
from folkekommune.store.store import Store


class Foundations:
    """An opened installation and what lies in it, each made when it is first needed."""

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

    def forget_packages(self) -> None:
        """Read the packages anew the next time, for one has come."""
        load_packages.cache_clear()
        self.__dict__.pop("packages", None)

    def package(self, databank: str | None = None) -> Package:
        """Give a databank package; without a name, the only one in use.

        :raises UsageError: when there is none of that name, or no name and not exactly one in use.
        """
        if databank is None and len(self.in_use) == 1:
            return self.in_use[0]
        if databank not in self.packages:
            raise UsageError("bootstrap.databank", known=", ".join(sorted(self.packages)))
        return self.packages[databank]

    @property
    def in_use(self) -> tuple[Package, ...]:
        """The packages that there are deliveries of; all of them before the first delivery."""
        held = self.store.databanks()
        used = [package for name, package in self.packages.items() if name in held]
        return tuple(used or self.packages.values())

    def definitions(self, databank: str) -> tuple[Definition, ...]:
        """Give the indicators of a databank."""
        return tuple(load_definitions(self.package(databank)).values())

    @cached_property
    def store(self) -> Store:
        """Drafts and releases."""
        return Store(self.home.store, self.keys)

    @cached_property
    def releases(self) -> StoredReleases:
        """What is known of releases."""
        return StoredReleases(self.store)

    @cached_property
    def ledger(self) -> Ledger:
        """What has been answered."""
        return Ledger(self._in_ledger("ledger.sqlite"), self.keys)

    @cached_property
    def watch(self) -> Watch:
        """What projects ask, held against their budgets."""
        self._in_ledger("exposure.sqlite")
        return Watch(self._in_ledger("watch.sqlite"), self.keys)

    @cached_property
    def cubes(self) -> CubeRegistry:
        """The cubes of each release."""
        return CubeRegistry(self.home.ledger, self.keys)

    @cached_property
    def preparations(self) -> Preparations:
        """Cubes that wait to be proposed for publication."""
        return Preparations(self.home.ledger, self.keys)

    @cached_property
    def publications(self) -> Publications:
        """What is proposed and published."""
        return Publications(self.home.published, moved=lambda: forget_practice(self.home))

    @cached_property
    def figures(self) -> Mapping[Audience, CurrentFigures]:
        """The published figures that each audience may see."""
        return {audience: CurrentFigures(self.publications, audience) for audience in Audience}

    @cached_property
    def official(self) -> Shelf:
        """The official tables in use."""
        return Shelf(
            OfficialTables(self.home.official),
            lambda: [each for name in self.packages for each in self.descriptions(name).values()],
        )

    def descriptions(self, databank: str) -> dict[str, Description]:
        """Give the descriptions of the official tables that a databank knows."""
        return load_descriptions(self.package(databank))

    @cached_property
    def publishing(self) -> Publishing:
        """What the use cases of publication work with."""
        return Publishing(
            self.publications,
            self.preparations,
            self.approvals,
            self.ledger,
            self.audit,
            limits=lambda databank: self.declaration(databank).thresholds,
        )

    def declaration(self, databank: str) -> Declaration:
        """Give the quality declaration of a databank."""
        package = self.package(databank)
        return load_declaration(package.folder / "quality.toml", package.databank)

    @cached_property
    def vault(self) -> Vault:
        """Who is who, apart from everything else."""
        return Vault(self.home.vault, self.keys, self.audit.record)

    @cached_property
    def audit(self) -> AuditTrail:
        """The audit trail."""
        return AuditTrail(self._control, self.keys.derive("audit"))

    @cached_property
    def accounts(self) -> Accounts:
        """Local accounts."""
        return Accounts(self._control, sessions=Sessions(self._control), audit=self.audit)

    @cached_property
    def outside_log_ins(self) -> OutsideLogIns:
        """Log-ins of people whom a provider answers for."""
        return OutsideLogIns(
            self._control,
            self.keys.derive("access/outside"),
            sessions=Sessions(self._control),
            audit=self.audit,
        )

    @cached_property
    def projects(self) -> Projects:
        """Research projects."""
        return Projects(self._control, audit=self.audit)

    @cached_property
    def approvals(self) -> Approvals:
        """Proposals for publication and their approval."""
        return Approvals(self._control, audit=self.audit)

    @cached_property
    def comments(self) -> Comments:
        """Comments on figures, each internal to a municipality."""
        return Comments(self._control, audit=self.audit)

    @cached_property
    def runs(self) -> RunRecords:
        """The queue of runs."""
        return RunRecords(self._control, audit=self.audit)

    @cached_property
    def vault_tasks(self) -> VaultTasks:
        """What stewards have ordered from the vault's user."""
        return VaultTasks(self._control, audit=self.audit)

    @property
    def control_server(self) -> Engine | None:
        """The control database, when it is no file of the home."""
        return None if isinstance(self.installation.control, Path) else self._control

    def _in_ledger(self, name: str) -> Path:
        """Give a database's file, made so that the group can write it where the folder is shared with it."""
        file = self.home.ledger / name
        with suppress(FileExistsError, FileNotFoundError):
            file.touch(mode=0o600, exist_ok=False)
            share(file)
        return file

    @cached_property
    def _control(self) -> Engine:
        return open_control_of(self.installation)

    @contextmanager
    def door(self) -> Iterator[Door]:
        """Open the one door, with an engine of its own that ends with it."""
        engine = chosen_engine(self.installation, self.releases.files)
        try:
            yield Door(engine, self.policy, self.keys, self.ledger, self.cubes, self.releases, self.watch)
        finally:
            engine.close()
