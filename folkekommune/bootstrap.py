"""The only wiring: from an installation to the things that work in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from folkekommune.access.accounts import Accounts
from folkekommune.access.approvals import Approvals
from folkekommune.access.audit import AuditEvent, AuditTrail
from folkekommune.access.database import open_control_database
from folkekommune.access.export_approvals import ExportApprovals, ExportRequest, request_of
from folkekommune.access.projects import Project, Projects
from folkekommune.access.run_records import RunRecords
from folkekommune.access.sessions import Sessions
from folkekommune.analysis.door import Door, ReleaseFacts
from folkekommune.catalogue.model import Databank, Variable
from folkekommune.catalogue.packages import Package, load_packages, shipped_folder
from folkekommune.disclosure.ledger import Ledger
from folkekommune.disclosure.policy import STANDARD, Policy, load_policy
from folkekommune.disclosure.registry import CubeRegistry
from folkekommune.disclosure.watch import Alert, Watch
from folkekommune.engines.duckdb import DuckDBEngine
from folkekommune.engines.source import ReleaseFiles
from folkekommune.errors import UsageError
from folkekommune.export.datasets import export_datasets, plan_order
from folkekommune.export.official import OfficialTools, receiver_of
from folkekommune.export.order import Destination, Order
from folkekommune.indicators.definition import Definition
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.ingest.corrections import Correction, list_corrections
from folkekommune.ingest.datasets.delivery import ImportedDataset
from folkekommune.ingest.datasets.importing import Refused, import_datasets
from folkekommune.ingest.delivery import MANIFEST
from folkekommune.ingest.keeping import Keeping
from folkekommune.ingest.load import load_delivery
from folkekommune.ingest.preview import Preview, preview_delivery
from folkekommune.ingest.pseudonyms import released_people
from folkekommune.ingest.quality.declaration import Declaration, load_declaration
from folkekommune.ingest.reidentification import reidentify
from folkekommune.ingest.report import LoadReport
from folkekommune.ingest.reservations import read_list
from folkekommune.ingest.review.draft_review import DraftReview, review_draft
from folkekommune.ingest.traces import Traces, find_traces
from folkekommune.ingest.vault import Vault
from folkekommune.keys import Keys, load_keys
from folkekommune.keys.volume import check_volume
from folkekommune.published.prepared import Preparations
from folkekommune.published.publications import Publications
from folkekommune.query.dataset import ReleaseRef
from folkekommune.script.session import Session
from folkekommune.services.exporting import ExportOutcome
from folkekommune.services.publishing import Publishing
from folkekommune.services.quality_report import QualityFacts
from folkekommune.services.release_cubes import CubeWork, compute_cubes
from folkekommune.services.stewardship import Insight, MadeRelease, Shelf, Stewardship
from folkekommune.settings import Home, Installation, Mode, load_installation
from folkekommune.store.building import quiet
from folkekommune.store.comparison import Comparison, compare_releases
from folkekommune.store.part import Part
from folkekommune.store.patching import patch_release
from folkekommune.store.people import People
from folkekommune.store.release import build_release
from folkekommune.store.released import Release
from folkekommune.store.retention import Deleted, Retention, apply_retention, delete_version
from folkekommune.store.store import Store
from folkekommune.store.withdrawal import withdraw_part
from folkekommune.store.withdrawals import Withdrawal


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

    @property
    def mode(self) -> Mode:
        """Whether persons may be in the data."""
        return self.wiring.installation.mode

    @property
    def approvals(self) -> ExportApprovals:
        """Who has approved what."""
        return ExportApprovals(self.wiring.audit)

    def request(
        self, variables: Sequence[str], *, public_key_dir: Path | None, parts: Sequence[str] | None
    ) -> ExportRequest:
        """Say what would be exported, and to whom."""
        order = self._order(variables, parts)
        return request_of(
            self.databank,
            order.release.version,
            municipalities=order.parts,
            datasets=[plan.name for plan in plan_order(order).datasets],
            receiver=receiver_of(public_key_dir) if public_key_dir else "",
        )

    def export(
        self,
        variables: Sequence[str],
        out: Path,
        *,
        public_key_dir: Path | None,
        package: bool,
        parts: Sequence[str] | None,
        approvers: Sequence[str],
    ) -> ExportOutcome:
        """Write datasets, checked by us and by microdata.no's own tool, and packages where asked for."""
        done = export_datasets(
            replace(self._order(variables, parts), approvers=tuple(approvers)),
            Destination(self.wiring.home.temporary / "export", out, public_key_dir),
            mode=self.mode,
            reidentify=self.wiring.reidentify,
            package=package,
        )
        return ExportOutcome(tuple(entry.name for entry in done.datasets), done.left_out)

    def _order(self, variables: Sequence[str], parts: Sequence[str] | None) -> Order:
        release = self.wiring.store.release(self.databank)
        chosen = tuple(sorted(set(parts))) if parts else release.parts
        return Order(release, release.definition, tuple(variables), chosen)

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
    def watch(self) -> Watch:
        """What projects ask, held against their budgets."""
        return Watch(self.home.ledger / "watch.sqlite", self.keys)

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
            yield Door(engine, self.policy, self.keys, self.ledger, self.cubes, self.releases, self.watch)
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
            audit=self.audit.record,
            mapping=mapping,
            municipality=municipality,
            databank=databank,
            progress=progress,
        )

    def import_datasets(
        self, paths: Sequence[Path], databank: str, *, municipality: str, refused: Refused
    ) -> tuple[ImportedDataset, ...]:
        """Bring datasets in microdata.no's format into a municipality's draft."""
        done = import_datasets(
            paths,
            databank,
            installation=self.installation,
            packages=self.packages,
            draft=self.store.draft(databank, municipality),
            vault=self.vault,
            refused=refused,
        )
        load_packages.cache_clear()
        self.__dict__.pop("packages", None)
        return done

    def build_release(
        self,
        databank: Databank,
        *,
        parts: Sequence[str] | None = None,
        version: str | None = None,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> Release:
        """Make a release of the drafts of some municipalities, all of them by default.

        The others keep the part they have in the latest release. A municipality that has withdrawn its
        part comes back when it is named, not before.
        """
        withdrawals = self.store.withdrawals(databank.name)
        drafts = [m for m in self.store.drafts(databank.name) if m not in withdrawals.municipalities()]
        fresh = list(parts or drafts)
        before = self.store.release(databank.name).parts if self.store.releases(databank.name) else ()
        release = build_release(
            self.store,
            databank,
            parts=sorted({*fresh, *before}),
            fresh=fresh,
            people=self.people,
            version=version,
            progress=progress or quiet,
            review=lambda part, known: self.review(databank, part, known).exclusions,
        )
        for municipality in parts or ():
            withdrawals.end(municipality)
        return release

    def people(self) -> People:
        """Tell whom the drafts' handles stand for."""
        return released_people(self.keys, self.vault.open_linkage("release"))

    @cached_property
    def vault(self) -> Vault:
        """Who is who, apart from everything else."""
        return Vault(self.home.vault, self.keys, self.audit.record)

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
        self._register_cubes(release)
        return release

    def _register_cubes(self, release: Release) -> None:
        """Give the cells of a release's cubes their values."""
        reference = ReleaseRef(release.databank, release.version)
        # A release of before that was stopped between the two steps gets its cubes now.
        if set(self.cubes.of_release(reference)) != set(release.parts):
            work = CubeWork(
                reference,
                release.definition,
                release.parts,
                self.definitions(release.databank),
                {part: self._told_until(release, part) for part in release.parts},
            )
            with self.door() as door:
                compute_cubes(door, work, preparations=self.preparations)

    def _told_until(self, release: Release, municipality: str) -> date:
        """Give the last day that a part's deliveries can tell of: the day before the latest was extracted."""
        released = release.deliveries(municipality)
        everything = self.store.draft(release.databank, municipality).everything()
        extracted = [each.source.extracted for each in everything if each.identity in released]
        return datetime.fromtimestamp(max(extracted, default=0), UTC).date() - timedelta(days=1)

    def review(self, databank: Databank, part: Part, people: People | None = None) -> DraftReview:
        """Review a municipality's deliveries; what was reviewed before is only looked up."""
        return review_draft(
            part,
            databank,
            self.declaration(databank),
            draft=self.store.draft(databank.name, part.municipality).folder,
            vault=self.home.vault,
            keys=self.keys,
            people=people,
        )

    def draft_part(self, databank: Databank, municipality: str) -> Part:
        """Give a municipality's draft as it is now."""
        return Part(0, municipality, self.store.draft(databank.name, municipality).deliveries())

    def quality_facts(
        self, databank: Databank, *, municipalities: Sequence[str] | None = None, release: str | None = None
    ) -> Iterator[QualityFacts]:
        """Give what quality reports are made of: of the drafts as they are now, or of a release."""
        found = self.store.release(databank.name, release) if release else None
        parts = found.parts if found else self.store.drafts(databank.name)
        for municipality in municipalities or parts:
            part = self.draft_part(databank, municipality)
            if found:
                released = found.deliveries(municipality)
                everything = self.store.draft(databank.name, municipality).everything()
                part = replace(part, deliveries=tuple(d for d in everything if d.identity in released))
            review = self.review(databank, part, self.people())
            yield QualityFacts(
                databank=databank,
                municipality=municipality,
                release=found.version if found else "",
                loads=[(each.loaded_at, each.summary) for each in part.deliveries],
                observations=review.observations,
                declaration=self.declaration(databank),
                definitions=self.definitions(databank.name),
            )

    def corrections(self, databank: Databank, municipality: str) -> tuple[Correction, ...]:
        """Give what is to be corrected in the records that a municipality's draft was made of."""
        part = self.draft_part(databank, municipality)
        return list_corrections(
            part.deliveries,
            self.review(databank, part, self.people()),
            self.declaration(databank),
            databank=databank.name,
            municipality=municipality,
            vault=self.home.vault,
            keys=self.keys,
        )

    def declaration(self, databank: Databank) -> Declaration:
        """Give what a databank declares of quality."""
        return load_declaration(self.package(databank.name).folder / "quality.toml", databank)

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

    @cached_property
    def keeping(self) -> Keeping:
        """What the vault's keepers do."""
        return Keeping(self.vault, self.store)

    def reserve(self, lines: Iterable[str], file: str) -> tuple[int, int]:
        """Add people who object; tell how many were new, and how many deliveries were written anew."""
        numbers = read_list(lines, file, mode=self.installation.mode)
        done = self.keeping.reserve(numbers)
        self.audit.record(AuditEvent("reservations-add"))
        return done

    def unreserve(self, lines: Iterable[str], file: str) -> int:
        """Take people off the list."""
        removed = self.keeping.unreserve(read_list(lines, file, mode=self.installation.mode))
        self.audit.record(AuditEvent("reservations-remove"))
        return removed

    def find_traces(self, lines: Iterable[str], file: str) -> Traces:
        """Look for what is left of some people anywhere in the installation."""
        numbers = read_list(lines, file, mode=self.installation.mode)
        return find_traces(self.home.root, self.keys, self.vault.open_linkage("traces"), numbers)

    def rotate_pseudonyms(self) -> int:
        """Begin a new generation of analysis pseudonyms."""
        generation = self.keeping.rotate()
        self.audit.record(AuditEvent("pseudonyms-rotate", subject=f"generation-{generation}"))
        return generation

    def compare_versions(
        self, databank: str, earlier: str, later: str, *, municipality: str | None = None
    ) -> Comparison:
        """Tell how two versions differ, and how a municipality's part does."""
        releases = (self.store.release(databank, version) for version in (earlier, later))
        return compare_releases(*releases, municipality=municipality)

    def patch_release(self, databank: Databank) -> Release:
        """Make a version of the latest release with the words the package has now."""
        release = patch_release(self.store, databank)
        self._register_cubes(release)
        return release

    def withdraw_part(self, databank: str, municipality: str) -> Withdrawal:
        """Take a municipality's part out of every version; the remaining parts go on."""
        done = withdraw_part(self.store, databank, municipality, today=datetime.now(UTC).date())
        self.audit.record(
            AuditEvent(
                "release-withdraw",
                municipality=municipality,
                release=f"{databank}:{done.versions[-1]}",
            )
        )
        if done.instead:
            self._register_cubes(self.store.release(databank, done.instead))
        return done

    def delete_version(self, databank: str, version: str) -> None:
        """Delete a version for good."""
        delete_version(self.store, databank, version)
        self.audit.record(AuditEvent("release-delete", release=f"{databank}:{version}"))

    def apply_retention(self, databank: str) -> Deleted:
        """Delete what the configuration says has been kept long enough."""
        rules = Retention.read(self.installation.extra.get("retention", {}))
        deleted = apply_retention(self.store, databank, rules, today=datetime.now(UTC).date())
        for version in deleted.versions:
            self.audit.record(AuditEvent("release-delete", release=f"{databank}:{version}"))
        for municipality in deleted.readings:
            self.audit.record(AuditEvent("readings-delete", municipality=municipality))
        return deleted

    def reidentify(self, units: NDArray[np.int64]) -> list[str]:
        """Give identity numbers back, for the stewards' export."""
        return reidentify(self.keys, self.vault.open_linkage("export"), units)

    def stewardship(self, databank: str | None = None) -> Stewardship:
        """Give the stewards' use cases on a databank."""
        chosen = self.package(databank).databank
        return Stewardship(
            Shelf(
                databank=chosen.name,
                deliveries=lambda municipality: self.store.draft(chosen.name, municipality).deliveries(),
                releases=lambda: self._made_releases(chosen.name),
                make_release=lambda municipality: self._release_part(chosen, municipality),
                withdraw_part=lambda municipality: self._withdraw_part(chosen, municipality),
                publishing=self.publishing,
                insight=self._insight(chosen),
            )
        )

    def _insight(self, databank: Databank) -> Insight:
        def quality(municipality: str, version: str | None) -> QualityFacts:
            return next(self.quality_facts(databank, municipalities=[municipality], release=version))

        def compare(municipality: str, earlier: str, later: str) -> Comparison:
            return self.compare_versions(databank.name, earlier, later, municipality=municipality)

        return Insight(
            policy=self.policy,
            quality=quality,
            corrections=lambda municipality: self.corrections(databank, municipality),
            compare=compare,
            alerts=lambda municipality, days: self._alerts(databank.name, municipality, days),
            waiting=self._waiting,
            preview=lambda municipality, name: self._preview(databank.name, municipality, name),
        )

    def _alerts(self, databank: str, municipality: str, days: Sequence[str]) -> tuple[Alert, ...]:
        """Give the alerts of the projects that hold a municipality's data."""
        codes = [
            project.code
            for project in self.projects.all()
            if databank in project.databanks and municipality in project.municipalities
        ]
        return self.watch.alerts(self.policy.budget, codes, days)

    def _waiting(self, municipality: str) -> list[str]:
        """List the deliveries that lie ready, newest name first."""
        found = sorted(self._deliveries(municipality).glob(f"*/{MANIFEST}"), reverse=True)
        return [file.parent.name for file in found]

    def _preview(self, databank: str, municipality: str, name: str) -> Preview:
        path = self._deliveries(municipality) / name
        return preview_delivery(path, self.packages, municipality=municipality, databank=databank)

    def _deliveries(self, municipality: str) -> Path:
        """Give where a municipality's deliveries lie ready; ``[deliveries] folder`` says where."""
        folder = self.installation.extra.get("deliveries", {}).get("folder", "deliveries")
        return self.home.root / str(folder) / municipality

    def _made_releases(self, databank: str) -> tuple[MadeRelease, ...]:
        found = [self.store.release(databank, version) for version in self.store.releases(databank)]
        return tuple(
            MadeRelease(each.version, date.fromisoformat(each.manifest["created"][:10]), each.parts)
            for each in reversed(found)
        )

    def _withdraw_part(self, databank: Databank, municipality: str) -> None:
        self.withdraw_part(databank.name, municipality)

    def _release_part(self, databank: Databank, municipality: str) -> None:
        self.release(databank, parts=[municipality])

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

    :raises UsageError: when it has not been made, its key is missing or open to others, or a production
        installation lies on an open volume.
    """
    installation = load_installation(home)
    check_volume(installation)
    return Wiring(installation, load_keys(home.keys))


def _identity(part: Mapping[str, object]) -> str:
    return sha256(json.dumps(part["deliveries"], sort_keys=True).encode()).hexdigest()
