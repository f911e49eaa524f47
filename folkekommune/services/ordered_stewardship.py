"""The stewards' use cases where only the vault's user may do some of them: those are ordered, and told of.

Loads, releases, quality reports, previews and correction lists become tasks (``access.vault_tasks``), which a
process of the vault's user carries out. What is shown here is what it handed back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from folkekommune.access.checks import (
    allows,
    check_can_load_delivery,
    check_can_read_quality,
    check_can_release,
    check_can_see_deliveries,
)
from folkekommune.access.users import User
from folkekommune.access.vault_tasks import Task, TaskKind, TaskOrder, VaultTasks
from folkekommune.catalogue.model import Variable
from folkekommune.errors import InputError, PermissionRefused, UsageError
from folkekommune.ingest.corrections import Correction
from folkekommune.ingest.loading.progress import LoadState
from folkekommune.ingest.preview import Preview
from folkekommune.services.corrections import CorrectionCount
from folkekommune.services.quality_report import QualityReport
from folkekommune.services.stewardship import Shelf, Standing, Stewardship
from folkekommune.services.vault_results import TaskResults, counts_of, preview_of, report_of
from folkekommune.services.vault_work import CHECKS, check_can_order


class NothingOrdered(UsageError):
    """There is no result to show: nobody has ordered it, or it is not done yet."""


@dataclass(frozen=True)
class Orders:
    """What orders are kept and told with, handed over by the wiring.

    :param ready: the deliveries that lie ready, by municipality, as who carries out tasks tells of them.
    :param working: whether somebody takes orders now. :param variables: of the databank, by name.
    """

    tasks: VaultTasks
    results: TaskResults
    ready: Callable[[str], Sequence[str]]
    working: Callable[[], bool]
    variables: Mapping[str, Variable]


class OrderedStewardship(Stewardship):
    """The use cases of stewards whose pages have no part in the vault."""

    by_orders = True

    def __init__(self, shelf: Shelf, orders: Orders) -> None:
        super().__init__(shelf)
        self._orders = orders

    def standing(self, user: User, municipality: str, kind: TaskKind, subject: str = "") -> Standing | None:
        """Tell how something that must be ordered stands."""
        check_can_order(user, kind, municipality)
        order = self._order(kind, municipality, subject)
        tasks = self._orders.tasks
        return Standing(tasks.latest(order), tasks.latest(order, with_result=True), self._orders.working())

    def is_worked_on(self) -> bool:
        """Tell whether somebody takes orders now."""
        return self._orders.working()

    def tasks(self, user: User, municipality: str) -> tuple[Task, ...]:
        """List what was ordered of the municipality lately, newest first, as far as one may order it."""
        check_can_see_deliveries(user, municipality)
        found = self._orders.tasks.of_municipality(self._shelf.databank, municipality)
        return tuple(each for each in found if allows(CHECKS[each.order.kind], user, municipality))

    def order(self, user: User, municipality: str, kind: TaskKind, subject: str = "") -> Task:
        """Order something; who orders what is ordered already is given that.

        :raises InputError: ``tasks.no-delivery``, ``tasks.nothing-loaded`` or ``tasks.no-subject``.
        """
        check_can_order(user, kind, municipality)
        self._check_there(user, municipality, kind, subject)
        return self._orders.tasks.order(self._order(kind, municipality, subject), by=user)

    def cancel_task(self, user: User, municipality: str, identifier: str) -> bool:
        """Cancel an order that waits; tell whether there was one."""
        known = next((each for each in self.tasks(user, municipality) if each.identifier == identifier), None)
        return known is not None and self._orders.tasks.cancel(
            identifier, databank=self._shelf.databank, municipality=municipality, by=user
        )

    def waiting(self, user: User, municipality: str) -> tuple[str, ...]:
        """List the deliveries that lie ready, as the vault's user sees them."""
        check_can_load_delivery(user, municipality)
        return tuple(self._orders.ready(municipality))

    def preview(self, user: User, municipality: str, name: str) -> Preview | None:
        """Give what the mapping made of a delivery when that was last ordered.

        :raises NothingOrdered: ``tasks.no-result``.
        """
        if name not in self.waiting(user, municipality):
            return None
        return preview_of(self._result(TaskKind.PREVIEW, municipality, name), self._orders.variables)

    def load(self, user: User, municipality: str, name: str) -> bool:
        """Order the load of a delivery that lies ready; tell whether there is such a delivery."""
        if name not in self.waiting(user, municipality):
            return False
        self.order(user, municipality, TaskKind.LOAD, name)
        return True

    def loading(self, user: User, municipality: str) -> LoadState | None:
        """Tell of the load that is under way, or of the last that ended badly, if no order tells of it."""
        told = super().loading(user, municipality)
        if told is None or told.is_under_way:
            return told
        task = self._orders.tasks.latest(self._order(TaskKind.LOAD, municipality, told.delivery))
        return told if task is None else None

    def make_release(self, user: User, municipality: str) -> None:
        """Order a release."""
        check_can_release(user, municipality)
        self.order(user, municipality, TaskKind.RELEASE)

    @property
    def is_making(self) -> bool:
        """Whether a release is ordered."""
        return self._orders.tasks.under_way(TaskKind.RELEASE, self._shelf.databank)

    def quality(self, user: User, municipality: str, version: str | None) -> QualityReport | None:
        """Give the quality report as it was when it was last ordered; each look is noted.

        :raises NothingOrdered: ``tasks.no-result``.
        """
        check_can_read_quality(user, municipality)
        if not self._is_there(municipality, version):
            return None
        report = report_of(self._result(TaskKind.QUALITY, municipality, version or ""))
        self._note("quality-read", user, municipality)
        return report

    def corrections(self, user: User, municipality: str) -> tuple[Correction, ...]:
        """Refuse: the list names records, and is handed out where the vault's user puts it.

        :raises PermissionRefused: ``tasks.list-elsewhere``.
        """
        check_can_load_delivery(user, municipality)
        raise PermissionRefused("tasks.list-elsewhere")

    def correction_counts(self, user: User, municipality: str) -> tuple[CorrectionCount, ...]:
        """Count what was to be corrected when the list was last ordered.

        :raises NothingOrdered: ``tasks.no-result``.
        """
        check_can_load_delivery(user, municipality)
        counts = counts_of(self._result(TaskKind.CORRECTIONS, municipality))
        self._note("corrections-read", user, municipality)
        return counts

    def _check_there(self, user: User, municipality: str, kind: TaskKind, subject: str) -> None:
        if kind in (TaskKind.PREVIEW, TaskKind.LOAD):
            if subject not in self.waiting(user, municipality):
                raise InputError("tasks.no-delivery", name=subject)
        elif kind is TaskKind.QUALITY:
            if not self._is_there(municipality, subject or None):
                raise InputError("tasks.nothing-loaded")
        elif subject:
            raise InputError("tasks.no-subject")

    def _is_there(self, municipality: str, version: str | None) -> bool:
        """Tell whether there is a draft, or a version with the municipality's part, to tell of."""
        if version is not None:
            return version in self._versions(municipality)
        return bool(self._shelf.deliveries(municipality))

    def _result(self, kind: TaskKind, municipality: str, subject: str = "") -> Mapping[str, Any]:
        task = self._orders.tasks.latest(self._order(kind, municipality, subject), with_result=True)
        content = self._orders.results.open(task) if task is not None else None
        if content is None:
            raise NothingOrdered("tasks.no-result")
        return content

    def _order(self, kind: TaskKind, municipality: str, subject: str = "") -> TaskOrder:
        return TaskOrder(kind, self._shelf.databank, municipality, subject)
