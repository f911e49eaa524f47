"""What the stewards' pages work with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from folkekommune.access.vault_tasks import TaskOrder
from folkekommune.bootstrap.foundations import Foundations
from folkekommune.bootstrap.intake import Intake
from folkekommune.bootstrap.releasing import Releasing
from folkekommune.bootstrap.reviewing import Reviewing
from folkekommune.bootstrap.vault_tasks import copies_folder, hand_out, lying_ready, orders
from folkekommune.catalogue.model import Databank
from folkekommune.disclosure.watch import Alert
from folkekommune.errors import UserError
from folkekommune.ingest.loading.progress import DIED, UNCHANGED, LoadBoard
from folkekommune.ingest.loading.report import LoadReport
from folkekommune.ingest.persons.vault import check_may_open, make_private
from folkekommune.ingest.preview import Preview, preview_delivery
from folkekommune.ingest.taking_in import taken_in
from folkekommune.keys.vault_client import VaultKeys
from folkekommune.services.ordered_stewardship import OrderedStewardship
from folkekommune.services.quality_report import QualityFacts
from folkekommune.services.stewards import Stewards
from folkekommune.services.stewardship import Insight, MadeRelease, Shelf, Stewardship
from folkekommune.services.vault_results import TaskResults
from folkekommune.services.vault_work import VaultTools, VaultWork
from folkekommune.store.comparison import Comparison
from folkekommune.store.released import Release


class StewardsDesk:
    """The stewards' use cases on a databank."""

    def __init__(
        self, base: Foundations, intake: Intake, *, reviewing: Reviewing, releasing: Releasing
    ) -> None:
        self.base = base
        self.intake = intake
        self.reviewing = reviewing
        self.releasing = releasing

    def stewards(self) -> Stewards:
        """Give the stewards' use cases on every databank in use."""
        return Stewards(
            lambda: {each.databank.name: each.databank.title for each in self.base.in_use}, self.stewardship
        )

    def stewardship(self, databank: str | None = None) -> Stewardship:
        """Give the stewards' use cases on a databank; without a part in the vault, some are ordered."""
        chosen = self.base.package(databank).databank
        shelf = Shelf(
            databank=chosen.name,
            deliveries=lambda municipality: self.base.store.draft(chosen.name, municipality).deliveries(),
            definitions=self.base.definitions(chosen.name),
            releases=lambda: self._made_releases(chosen.name),
            make_release=lambda municipality: self._make_release(chosen, municipality),
            withdraw_part=lambda municipality: self._withdraw_part(chosen, municipality),
            publishing=self.base.publishing,
            insight=self._insight(chosen),
        )
        if isinstance(self.base.keys, VaultKeys):
            return OrderedStewardship(shelf, orders(self.base, chosen))
        return Stewardship(shelf)

    def vault_work(self) -> VaultWork:
        """Give what carries out orders, as the vault's user."""
        tools = VaultTools(
            user=self.base.accounts.find,
            desk=self.stewardship,
            load=self._load_ordered,
            release=lambda order: self._release_part(
                self.base.package(order.databank).databank, order.municipality
            ),
            hand_out=lambda order, corrections: hand_out(self.base, order, corrections),
        )
        return VaultWork(tools, TaskResults(self.base.keys))

    def _insight(self, databank: Databank) -> Insight:
        def quality(municipality: str, version: str | None) -> QualityFacts:
            return next(
                self.reviewing.quality_facts(databank, municipalities=[municipality], release=version)
            )

        def compare(municipality: str, earlier: str, later: str) -> Comparison:
            return self.releasing.compare_versions(databank.name, earlier, later, municipality=municipality)

        return Insight(
            policy=self.base.policy,
            quality=quality,
            corrections=lambda municipality: self.reviewing.corrections(databank, municipality),
            compare=compare,
            alerts=lambda municipality, days: self._alerts(databank.name, municipality, days),
            waiting=self._waiting,
            preview=lambda municipality, name: self._preview(databank.name, municipality, name),
            load=lambda municipality, name: self._load(databank.name, municipality, name),
            loading=lambda municipality: self._board(municipality).read(),
            stop_loading=lambda municipality: self._board(municipality).ask_to_stop(),
        )

    def _alerts(self, databank: str, municipality: str, days: Sequence[str]) -> tuple[Alert, ...]:
        """Give the alerts of the projects that hold a municipality's data."""
        codes = [
            project.code
            for project in self.base.projects.all()
            if databank in project.databanks and municipality in project.municipalities
        ]
        return self.base.watch.alerts(self.base.policy.budget, codes, days)

    def _waiting(self, municipality: str) -> list[str]:
        """List the deliveries that lie ready, newest name first.

        A delivery as it came says who everyone is, so it lies with the vault where that is apart.
        """
        check_may_open(self.base.keys)
        return lying_ready(self.base, municipality)

    def _preview(self, databank: str, municipality: str, name: str) -> Preview:
        check_may_open(self.base.keys)
        with self._delivered(municipality, name) as path:
            return preview_delivery(path, self.base.packages, municipality=municipality, databank=databank)

    def _load(self, databank: str, municipality: str, name: str) -> None:
        """Load a delivery that lies ready; what ends it is told on the board."""
        try:
            with self._delivered(municipality, name) as path:
                report = self.intake.load(path, databank=databank, municipality=municipality)
            if report.unchanged:
                self._board(municipality).failed(name, UNCHANGED, {})
        except UserError as fault:
            self._board(municipality).failed(name, fault.code, fault.parameters)
        except Exception:  # noqa: BLE001 - a thread's entry point: told by its kind, never its values
            self._board(municipality).failed(name, DIED, {})

    def _load_ordered(self, order: TaskOrder, told: Callable[[int, int], None]) -> LoadReport:
        """Load a delivery that lies ready; what ends it is told by its task."""
        with self._delivered(order.municipality, order.subject) as path:
            return self.intake.load(
                path, databank=order.databank, municipality=order.municipality, progress=told
            )

    @contextmanager
    def _delivered(self, municipality: str, name: str) -> Iterator[Path]:
        """Give a delivery that lies ready; where the vault is apart, as nobody but its user can change it."""
        path = self.base.installation.deliveries / municipality / name
        if self.base.installation.vault is None:
            yield path
            return
        copies = copies_folder(self.base)
        make_private(copies)
        with taken_in(path, copies) as taken:
            yield taken

    def _board(self, municipality: str) -> LoadBoard:
        return LoadBoard.of(self.base.home, municipality)

    def _made_releases(self, databank: str) -> tuple[MadeRelease, ...]:
        found = [self.base.store.release(databank, version) for version in self.base.store.releases(databank)]
        return tuple(
            MadeRelease(each.version, date.fromisoformat(each.manifest["created"][:10]), each.parts)
            for each in reversed(found)
        )

    def _withdraw_part(self, databank: Databank, municipality: str) -> None:
        self.releasing.withdraw_part(databank.name, municipality)

    def _make_release(self, databank: Databank, municipality: str) -> None:
        self._release_part(databank, municipality)

    def _release_part(self, databank: Databank, municipality: str) -> Release:
        return self.releasing.release(databank, parts=[municipality])
