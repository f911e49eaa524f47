"""Find rows of the audit trail: by who, project, kind of action and time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, or_

from folkekommune.access.audit import AuditEvent, AuditRow, AuditTrail
from folkekommune.access.tables import audit_trail


@dataclass(frozen=True)
class Reach:
    """How far someone sees who does not see everything: events of some municipalities and projects."""

    municipalities: frozenset[str]
    projects: frozenset[str]

    def holds(self, event: AuditEvent) -> bool:
        """Say whether an event is one of theirs; one of several municipalities is when all of them are."""
        named = set(event.municipality.split("+")) if event.municipality else set()
        return named <= self.municipalities and bool(named or event.project in self.projects)


@dataclass(frozen=True)
class Wanted:
    """Which rows: those that meet all that is said.

    :param actors: any of these. :param actions: any of these, or any that begins so where one ends in ``-``.
    :param since: :param until: when, the first moment included and the last not.
    :param reach: no further than this.
    """

    actors: frozenset[str] = frozenset()
    actions: frozenset[str] = frozenset()
    project: str = ""
    since: datetime | None = None
    until: datetime | None = None
    reach: Reach | None = None

    def fits(self, event: AuditEvent) -> bool:
        """Say whether an event is wanted, its time apart."""
        whole = {action for action in self.actions if not action.endswith("-")}
        begun = tuple(self.actions - whole)
        return (
            (not self.actors or event.actor in self.actors)
            and (not self.actions or event.action in whole or event.action.startswith(begun))
            and self.project in {"", event.project}
            and (self.reach is None or self.reach.holds(event))
        )

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """Tell the database what it can leave out at once: it may let through more than fits."""
        if self.actors:
            yield or_(*(_holds("actor", actor) for actor in sorted(self.actors)))
        if self.actions:
            yield or_(
                *(_holds("action", action, begun=action.endswith("-")) for action in sorted(self.actions))
            )
        if self.project:
            yield _holds("project", self.project)
        # Moments are written alike, in UTC, so that their text sorts as they do.
        if self.since:
            yield audit_trail.c.at >= _written(self.since)
        if self.until:
            yield audit_trail.c.at < _written(self.until)


def search(
    trail: AuditTrail, wanted: Wanted, *, before: int | None = None, newest_first: bool = True
) -> Iterator[AuditRow]:
    """Give the rows that are wanted.

    :param before: only those that stand before this one in the trail.
    """
    conditions = list(wanted.conditions())
    if before is not None:
        conditions.append(audit_trail.c.sequence < before)
    rows = trail.rows(*conditions, newest_first=newest_first)
    return (row for row in rows if wanted.fits(row.event))


def _holds(name: str, value: str, *, begun: bool = False) -> ColumnElement[bool]:
    """Find a field as events are written; with ``begun`` one that may go on."""
    written = f'"{name}": {json.dumps(value, ensure_ascii=False)}'
    if begun:
        written = written.removesuffix('"')
    return audit_trail.c.event.contains(written, autoescape=True)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
