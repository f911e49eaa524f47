"""Carry out what stewards have ordered, as the vault's user: with the same use cases as their pages have.

What is ordered is looked at anew: who ordered it must still be a steward of the municipality when it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from folkekommune.access.checks import (
    check_can_load_delivery,
    check_can_read_quality,
    check_can_release,
    check_can_see_deliveries,
)
from folkekommune.access.users import User
from folkekommune.access.vault_tasks import Said, Task, TaskKind, TaskOrder
from folkekommune.errors import InputError, PermissionRefused
from folkekommune.ingest.corrections import Correction
from folkekommune.ingest.loading.report import LoadReport
from folkekommune.services.corrections import count_corrections
from folkekommune.services.stewardship import Stewardship
from folkekommune.services.vault_results import (
    TaskResults,
    counts_as_plain,
    preview_as_plain,
    report_as_plain,
)

Tell = Callable[[Said], None]
"""Says how far a task is."""

CHECKS: dict[TaskKind, Callable[[User, str], None]] = {
    TaskKind.PREVIEW: check_can_load_delivery,
    TaskKind.LOAD: check_can_load_delivery,
    TaskKind.RELEASE: check_can_release,
    TaskKind.QUALITY: check_can_read_quality,
    TaskKind.CORRECTIONS: check_can_load_delivery,
}
"""Who may order what, and see what came of it."""


def check_can_order(user: User, kind: TaskKind, municipality: str) -> None:
    """Refuse unless the user may order this of a municipality."""
    check_can_see_deliveries(user, municipality)
    CHECKS[kind](user, municipality)


class Released(Protocol):
    """A release that was made."""

    @property
    def databank(self) -> str:
        """Of what."""

    @property
    def version(self) -> str:
        """Its number."""

    @property
    def parts(self) -> tuple[str, ...]:
        """The municipalities whose parts it holds."""


@dataclass(frozen=True)
class VaultTools:
    """What the work is done with, handed over by the wiring.

    :param user: finds who ordered something. :param desk: the use cases on a databank, done at once.
    :param load: loads a delivery that lies ready, telling rows read and promised.
    :param release: makes a release with a municipality's draft as it is now.
    :param hand_out: puts a correction list where the vault's user alone may read it; gives its name there.
    """

    user: Callable[[str], User | None]
    desk: Callable[[str], Stewardship]
    load: Callable[[TaskOrder, Callable[[int, int], None]], LoadReport]
    release: Callable[[TaskOrder], Released]
    hand_out: Callable[[TaskOrder, Sequence[Correction]], str]


@dataclass(frozen=True)
class Outcome:
    """What came of a task: a sentence, and perhaps a sealed result."""

    said: Said
    sealed: str | None = None


class VaultWork:
    """Carry out one task after the other."""

    def __init__(self, tools: VaultTools, results: TaskResults) -> None:
        self._tools = tools
        self._results = results

    def carry_out(self, task: Task, tell: Tell) -> Outcome:
        """Do what a task orders.

        :raises UserError: why it cannot be done, in a code.
        """
        order, user = task.order, self._tools.user(task.user_name)
        if user is None:
            raise PermissionRefused("access.no-permission")
        check_can_order(user, order.kind, order.municipality)
        work: dict[TaskKind, Callable[[Task, User, Tell], Outcome]] = {
            TaskKind.PREVIEW: self._preview,
            TaskKind.LOAD: self._load,
            TaskKind.RELEASE: self._release,
            TaskKind.QUALITY: self._quality,
            TaskKind.CORRECTIONS: self._corrections,
        }
        return work[order.kind](task, user, tell)

    def _preview(self, task: Task, user: User, _: Tell) -> Outcome:
        order = task.order
        found = self._tools.desk(order.databank).preview(user, order.municipality, order.subject)
        if found is None:
            raise InputError("tasks.no-delivery", name=order.subject)
        return Outcome(
            Said("tasks.done-preview", {"name": order.subject}),
            self._results.seal(task, preview_as_plain(found)),
        )

    def _load(self, task: Task, user: User, tell: Tell) -> Outcome:
        order = task.order
        if order.subject not in self._tools.desk(order.databank).waiting(user, order.municipality):
            raise InputError("tasks.no-delivery", name=order.subject)

        def told(rows: int, promised: int) -> None:
            code = "steward.load-rows" if promised else "steward.load-rows-alone"
            tell(Said(code, {"rows": rows, "promised": promised}))

        report = self._tools.load(order, told)
        if report.unchanged:
            return Outcome(Said("ingest.load-unchanged"))
        return Outcome(
            Said(
                "tasks.done-load",
                {
                    "rows": report.rows,
                    "loaded": report.loaded,
                    "repaired": sum(report.repaired.values()),
                    "quarantined": sum(report.quarantined.values()),
                },
            )
        )

    def _release(self, task: Task, _user: User, tell: Tell) -> Outcome:
        tell(Said("tasks.releasing"))
        made = self._tools.release(task.order)
        return Outcome(Said("tasks.done-release", {"version": made.version}))

    def _quality(self, task: Task, user: User, _: Tell) -> Outcome:
        order = task.order
        report = self._tools.desk(order.databank).quality(user, order.municipality, order.subject or None)
        if report is None:
            raise InputError("tasks.nothing-loaded")
        return Outcome(Said("tasks.done-quality"), self._results.seal(task, report_as_plain(report)))

    def _corrections(self, task: Task, user: User, _: Tell) -> Outcome:
        order = task.order
        found = self._tools.desk(order.databank).corrections(user, order.municipality)
        file = self._tools.hand_out(order, found)
        return Outcome(
            Said("tasks.done-corrections", {"file": file}),
            self._results.seal(task, counts_as_plain(count_corrections(found))),
        )
