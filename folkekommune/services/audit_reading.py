"""The audit trail for those who answer for it: read a page at a time, hold it against itself, hand it out.

An administrator of a municipality reads what is about that municipality and the projects granted its data
alone. Events hold codes only, so that nobody learns a figure or an answer here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Protocol
from zoneinfo import ZoneInfo

from folkekommune.access.audit import AuditEvent, AuditRow, AuditTrail, Verification, code_of
from folkekommune.access.audit_search import Reach, Wanted, search
from folkekommune.access.checks import check_can_read_audit
from folkekommune.access.projects import Project
from folkekommune.access.roles import Permission
from folkekommune.access.users import User

PAGE = 50
_OSLO = ZoneInfo("Europe/Oslo")

KINDS: dict[str, frozenset[str]] = {
    "log-in": frozenset({"log-in", "log-in-", "log-out"}),
    "users": frozenset({"user-"}),
    "projects": frozenset({"project-"}),
    "runs": frozenset({"run-", "answer-given", "script-save"}),
    "deliveries": frozenset({"delivery-", "task-", "corrections-read", "quality-read"}),
    "releases": frozenset({"release-", "readings-delete"}),
    "publication": frozenset({"publication-", "official-"}),
    "export": frozenset({"export-", "dataset-export"}),
    "dashboard": frozenset({"measure-", "comment-"}),
    "vault": frozenset({"vault-", "reservations-", "pseudonyms-"}),
    "operation": frozenset(
        {"backup", "restore", "control-move", "keys-", "answers-stop", "answers-resume", "audit-"}
    ),
}
"""Actions by what they are about; one that ends in ``-`` stands for all that begin so."""


class Held(Protocol):
    """What holding the trail against itself and its anchors gave."""

    @property
    def verification(self) -> Verification:
        """How far it holds."""

    @property
    def anchors(self) -> int:
        """How many notes kept elsewhere it was held against."""


@dataclass(frozen=True)
class Asked:
    """What somebody looks for; both days are included, as days in Norway.

    :param who: a log-in name, or an actor as the trail writes it. :param kind: one of :data:`KINDS`.
    """

    who: str = ""
    project: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class AuditPage:
    """Some rows, the newest first.

    :param older: the row that the next page ends before; none when there are no more.
    """

    rows: tuple[AuditRow, ...]
    older: int | None


class AuditReading:
    """The use cases on the audit trail.

    :param hold: holds the trail against itself and what was noted of it elsewhere.
    """

    def __init__(
        self,
        trail: AuditTrail,
        *,
        hold: Callable[[], Held],
        people: Callable[[], Sequence[User]],
        projects: Callable[[], Sequence[Project]],
    ) -> None:
        self._trail = trail
        self._hold = hold
        self._people = people
        self._projects = projects

    def page(self, user: User, asked: Asked, *, before: int | None = None) -> AuditPage:
        """Give a page of rows.

        :raises PermissionRefused: for who may not read the trail.
        """
        check_can_read_audit(user)
        found = tuple(islice(search(self._trail, self._wanted(user, asked), before=before), PAGE + 1))
        more = len(found) > PAGE
        return AuditPage(found[:PAGE], found[PAGE - 1].sequence if more else None)

    def export(self, user: User, asked: Asked) -> Iterator[AuditRow]:
        """Give every row that is asked for, the oldest first; that it was handed out is noted."""
        check_can_read_audit(user)
        self._trail.record(AuditEvent("audit-export", f"user:{user.name}"))
        return search(self._trail, self._wanted(user, asked), newest_first=False)

    def verify(self, user: User) -> Held:
        """Go through the whole trail, which takes its time."""
        check_can_read_audit(user)
        return self._hold()

    def names(self) -> dict[str, str]:
        """Give what people are called, by how the trail writes them."""
        found = {}
        for user in self._people():
            found[f"user:{user.name}"] = found[str(user.identifier)] = user.display_name
        return found

    def _wanted(self, user: User, asked: Asked) -> Wanted:
        wanted = Wanted(
            actors=self._actors(asked.who.strip()),
            actions=KINDS.get(asked.kind, frozenset()),
            project=code_of(asked.project.strip()),
            since=_midnight(asked.since) if asked.since else None,
            until=_midnight(asked.until + timedelta(days=1)) if asked.until else None,
        )
        municipalities = user.reach_of(Permission.AUDIT_READ)
        if municipalities is None:
            return wanted
        mine = (each for each in self._projects() if each.municipalities <= municipalities)
        codes = frozenset(each.code for each in mine if each.municipalities)
        return replace(wanted, reach=Reach(municipalities, codes))

    def _actors(self, who: str) -> frozenset[str]:
        """Give every way the trail may write somebody."""
        if not who:
            return frozenset()
        code, sought = code_of(who), who.casefold()
        meant = [user for user in self._people() if sought in {user.name, user.display_name.casefold()}]
        return frozenset({code, f"user:{code}", f"operator:{code}"}).union(
            *({f"user:{user.name}", str(user.identifier)} for user in meant)
        )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=_OSLO)
