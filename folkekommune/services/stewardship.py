"""What a municipality's steward sees and does: deliveries, quality, releases, publication.

Everything is asked for one municipality, and refused for any other: deliveries, quarantine and their
counts are never visible across municipalities.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock, Thread
from typing import Any, ClassVar, Protocol

from folkekommune.access.audit import AuditEvent
from folkekommune.access.checks import (
    check_can_load_delivery,
    check_can_propose_publication,
    check_can_read_quality,
    check_can_release,
    check_can_see_deliveries,
    check_can_withdraw_release,
)
from folkekommune.access.users import User
from folkekommune.access.vault_tasks import Task, TaskKind
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.watch import Alert
from folkekommune.errors import UsageError, UserError
from folkekommune.indicators.definition import Definition
from folkekommune.ingest.corrections import Correction
from folkekommune.ingest.loading.progress import LoadState
from folkekommune.ingest.preview import Preview
from folkekommune.published.publications import Publication
from folkekommune.services.approve_publication import approve_publication
from folkekommune.services.corrections import CorrectionCount, count_corrections, read_corrections
from folkekommune.services.figure_review import FigureReview, review_figures
from folkekommune.services.propose_publication import propose_publication
from folkekommune.services.publishing import Publishing
from folkekommune.services.quality_report import QualityFacts, QualityReport, read_quality_report
from folkekommune.services.version_comparison import Compared
from folkekommune.services.withdraw_publication import withdraw_publication


class LoadedDelivery(Protocol):
    """A delivery in a draft."""

    @property
    def identity(self) -> str:
        """What tells it from every other."""

    @property
    def sequence(self) -> int:
        """Its number in the draft."""

    @property
    def loaded_at(self) -> str:
        """When it was loaded, UTC."""

    @property
    def summary(self) -> Mapping[str, Any]:
        """What its loader counted."""


@dataclass(frozen=True)
class MadeRelease:
    """A release as its stewards see it."""

    version: str
    created: date
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Insight:
    """What stewardship reads besides, each for one municipality, handed over by the wiring.

    :param quality: what a report is made of: of the draft, or of a version.
    :param compare: an earlier and a later version, and the municipality whose part is looked into.
    :param alerts: of the projects that hold data of a municipality, on some days (YYYY-MM-DD).
    :param waiting: names of the deliveries that lie ready and are not looked at yet, by municipality.
    :param preview: what the mapping makes of one of them.
    :param load: loads one of them, and tells itself how far it is and why it ended;
    :param loading: tells how far the load of a municipality is, :param stop_loading: asks it to stop.
    """

    policy: Policy
    quality: Callable[[str, str | None], QualityFacts]
    corrections: Callable[[str], Sequence[Correction]]
    compare: Callable[[str, str, str], Compared]
    alerts: Callable[[str, Sequence[str]], Sequence[Alert]]
    waiting: Callable[[str], Sequence[str]]
    preview: Callable[[str, str], Preview]
    load: Callable[[str, str], None]
    loading: Callable[[str], LoadState | None]
    stop_loading: Callable[[str], bool]


@dataclass(frozen=True)
class Shelf:
    """What stewardship works on, handed over by the wiring.

    :param deliveries: of a municipality, oldest first. :param definitions: the databank's indicators.
    :param releases: newest first, :param make_release: makes one with a municipality's draft as it is now;
        the other parts stay as they are. :param withdraw_part: takes a municipality's part out of all.
    """

    databank: str
    deliveries: Callable[[str], Sequence[LoadedDelivery]]
    definitions: Sequence[Definition]
    releases: Callable[[], Sequence[MadeRelease]]
    make_release: Callable[[str], None]
    withdraw_part: Callable[[str], None]
    publishing: Publishing
    insight: Insight


@dataclass(frozen=True)
class Reviewed:
    """A publication, and what there is to know of its figures."""

    publication: Publication
    figures: FigureReview


@dataclass(frozen=True)
class Standing:
    """How something that must be ordered stands.

    :param task: the latest order, :param made: the one whose result is shown.
    :param working: whether somebody takes orders now.
    """

    task: Task | None
    made: Task | None
    working: bool


class Stewardship:
    """The stewards' use cases."""

    by_orders: ClassVar[bool] = False
    """Whether heavy work is ordered of the vault's user."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._lock = Lock()
        self._making: Thread | None = None
        self._fault: str | None = None
        self._loads: dict[str, tuple[str, Thread]] = {}

    def deliveries(self, user: User, municipality: str) -> tuple[LoadedDelivery, ...]:
        """List what was loaded, newest first."""
        check_can_see_deliveries(user, municipality)
        return tuple(reversed(self._shelf.deliveries(municipality)))

    def delivery(self, user: User, municipality: str, identity: str) -> LoadedDelivery | None:
        """Give one delivery with what its checks found."""
        check_can_read_quality(user, municipality)
        found = self._shelf.deliveries(municipality)
        return next((each for each in found if each.identity.startswith(identity)), None)

    def corrections(self, user: User, municipality: str) -> tuple[Correction, ...]:
        """Give what is to be corrected, and what was; each look is noted in the audit trail."""
        return read_corrections(
            user,
            lambda: self._shelf.insight.corrections(municipality),
            municipality=municipality,
            audit=self._shelf.publishing.audit.record,
            everything=True,
        )

    def correction_counts(self, user: User, municipality: str) -> tuple[CorrectionCount, ...]:
        """Count what is to be corrected, by rule, field and delivery; a look as any other."""
        return count_corrections(self.corrections(user, municipality))

    def quality(self, user: User, municipality: str, version: str | None) -> QualityReport | None:
        """Give the quality report of the draft, or of a version that holds the municipality's part."""
        check_can_read_quality(user, municipality)
        if version is not None and version not in self._versions(municipality):
            return None
        if version is None and not self._shelf.deliveries(municipality):
            return None
        return read_quality_report(
            user,
            lambda: self._shelf.insight.quality(municipality, version),
            self._shelf.insight.policy,
            municipality=municipality,
            audit=self._shelf.publishing.audit.record,
        )

    def compare(self, user: User, municipality: str, earlier: str, later: str) -> Compared | None:
        """Tell how two versions with the municipality's part differ; None when one of them has it not."""
        check_can_read_quality(user, municipality)
        if not {earlier, later} <= set(self._versions(municipality)):
            return None
        return self._shelf.insight.compare(municipality, earlier, later)

    def alerts(self, user: User, municipality: str, *, today: date, days: int) -> tuple[Alert, ...]:
        """Tell what looks like an attack on the privacy of those in the municipality's data."""
        check_can_read_quality(user, municipality)
        looked_at = [(today - timedelta(days=back)).isoformat() for back in range(days)]
        return tuple(self._shelf.insight.alerts(municipality, looked_at))

    def standing(self, user: User, municipality: str, kind: TaskKind, subject: str = "") -> Standing | None:  # noqa: ARG002 - for those that order
        """Tell how something that must be ordered stands; None where it is done at once, as here."""
        return None

    def is_worked_on(self) -> bool:
        """Tell whether somebody carries out orders now; here everything is done by who asks."""
        return True

    def tasks(self, user: User, municipality: str) -> tuple[Task, ...]:
        """List what was ordered of the municipality lately, newest first: nothing, where nothing is."""
        check_can_see_deliveries(user, municipality)
        return ()

    def order(self, user: User, municipality: str, kind: TaskKind, subject: str = "") -> Task:  # noqa: ARG002 - the same
        """Order something.

        :raises UsageError: ``tasks.not-here`` where it is done at once, as here.
        """
        check_can_see_deliveries(user, municipality)
        raise UsageError("tasks.not-here")

    def cancel_task(self, user: User, municipality: str, identifier: str) -> bool:  # noqa: ARG002 - the same
        """Cancel an order that waits; tell whether there was one."""
        check_can_see_deliveries(user, municipality)
        return False

    def waiting(self, user: User, municipality: str) -> tuple[str, ...]:
        """List the deliveries that lie ready to be tried or loaded."""
        check_can_load_delivery(user, municipality)
        return tuple(self._shelf.insight.waiting(municipality))

    def preview(self, user: User, municipality: str, name: str) -> Preview | None:
        """Try the mapping on a delivery that lies ready; nothing is loaded, no value is shown."""
        if name not in self.waiting(user, municipality):
            return None
        return self._shelf.insight.preview(municipality, name)

    def load(self, user: User, municipality: str, name: str) -> bool:
        """Begin to load a delivery that lies ready; it goes on when the page is left.

        :returns: whether there is such a delivery.
        :raises UsageError: ``ingest.load-busy`` while another load of the municipality is under way.
        """
        if name not in self.waiting(user, municipality):
            return False
        with self._lock:
            if (known := self.loading(user, municipality)) and known.is_under_way:
                raise UsageError("ingest.load-busy")
            self._note("delivery-load-asked", user, municipality)
            work = Thread(
                target=self._shelf.insight.load, args=(municipality, name), name="load", daemon=True
            )
            self._loads[municipality] = (name, work)
            work.start()
        return True

    def loading(self, user: User, municipality: str) -> LoadState | None:
        """Tell of the load that is under way, whoever began it, or of the last one if it ended badly."""
        check_can_see_deliveries(user, municipality)
        told = self._shelf.insight.loading(municipality)
        name, work = self._loads.get(municipality, ("", None))
        if work is not None and work.is_alive() and (told is None or not told.is_under_way):
            return LoadState(name, since="")  # the files are being checked before anything is read
        return told

    def stop_loading(self, user: User, municipality: str) -> bool:
        """Ask the load that is under way to stop; nothing of its delivery is kept."""
        check_can_load_delivery(user, municipality)
        self._note("delivery-load-stop-asked", user, municipality)
        return self._shelf.insight.stop_loading(municipality)

    def releases(self, user: User, municipality: str) -> tuple[MadeRelease, ...]:
        """List the releases that hold the municipality's part, newest first."""
        check_can_see_deliveries(user, municipality)
        return tuple(release for release in self._shelf.releases() if municipality in release.parts)

    def make_release(self, user: User, municipality: str) -> None:
        """Begin to make a release; it goes on when the page is left. One at a time."""
        check_can_release(user, municipality)
        with self._lock:
            if not self.is_making:
                self._fault = None
                self._making = Thread(target=self._make, args=(municipality,), name="release", daemon=True)
                self._making.start()

    def withdraw(self, user: User, municipality: str) -> None:
        """Take the municipality's part out of every release; it is in no answer from then on."""
        check_can_withdraw_release(user, municipality)
        self._note("release-withdraw-asked", user, municipality)
        self._shelf.withdraw_part(municipality)

    @property
    def definitions(self) -> Sequence[Definition]:
        """The indicators of the databank."""
        return self._shelf.definitions

    @property
    def is_making(self) -> bool:
        """Whether a release is being made, or is ordered."""
        return self._making is not None and self._making.is_alive()

    @property
    def fault(self) -> str | None:
        """The code of what stopped the last attempt."""
        return self._fault

    def publications(self, user: User, municipality: str) -> tuple[Publication, ...]:
        """List what is proposed and published of the municipality."""
        check_can_see_deliveries(user, municipality)
        return self._shelf.publishing.publications.of_municipality(self._shelf.databank, municipality)

    def publication(self, user: User, municipality: str, identifier: str) -> Publication | None:
        """Give one of them; None for another municipality's."""
        listed = self.publications(user, municipality)
        return next((each for each in listed if each.identifier == identifier), None)

    def propose(self, user: User, municipality: str) -> Publication:
        """Propose the newest figures for publication."""
        check_can_propose_publication(user, municipality)
        return propose_publication(self._shelf.publishing, self._shelf.databank, municipality, user=user)

    def review(self, user: User, municipality: str, identifier: str) -> Reviewed | None:
        """Give a proposal and what there is to know of its figures; None for another municipality's."""
        found = self.publication(user, municipality, identifier)
        return Reviewed(found, review_figures(self._shelf.publishing, found)) if found else None

    def approve(self, user: User, identifier: str, *, seen: bool = False) -> Publication:
        """Approve what another person proposed, having seen what changed."""
        return approve_publication(self._shelf.publishing, identifier, user=user, seen=seen)

    def withdraw_publication(self, user: User, municipality: str, identifier: str) -> Publication | None:
        """Take a proposal or publication away from everyone, for good; None for another municipality's."""
        if self.publication(user, municipality, identifier) is None:
            return None
        return withdraw_publication(self._shelf.publishing, identifier, user=user)

    def _note(self, action: str, user: User, municipality: str) -> None:
        """Note what someone did in the audit trail."""
        actor, databank = str(user.identifier), self._shelf.databank
        self._shelf.publishing.audit.record(
            AuditEvent(action, actor=actor, municipality=municipality, release=databank)
        )

    def _versions(self, municipality: str) -> list[str]:
        return [release.version for release in self._shelf.releases() if municipality in release.parts]

    def _make(self, municipality: str) -> None:
        try:
            self._shelf.make_release(municipality)
        except UserError as fault:
            self._fault = fault.code
        except Exception as fault:  # noqa: BLE001 - a thread's entry point: told by its kind, never its values
            self._fault = f"own:{type(fault).__name__}"
