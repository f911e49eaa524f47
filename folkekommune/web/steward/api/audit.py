"""The audit trail for who reads it: some events at a time, and whether all of it is whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query

from folkekommune.access.audit import AuditRow
from folkekommune.services.audit_reading import KINDS, PAGE, Asked
from folkekommune.web.api_description import faults
from folkekommune.web.steward.api.asking import TAG
from folkekommune.web.steward.audit import ReaderOf

router = APIRouter(prefix="/api/v1/administration/audit", tags=[TAG], responses=faults(401, 403, 404))

_FIRST, _LAST = date(2000, 1, 1), date(2199, 12, 31)
Who = Annotated[str, Query(max_length=160, description="A log-in name, or an actor as the trail writes it.")]
InProject = Annotated[str, Query(max_length=60, description="The code of a project.")]
Kind = Annotated[str, Query(pattern=f"^({'|'.join(KINDS)})?$", description="What kind of action.")]
Day = Annotated[date | None, Query(ge=_FIRST, le=_LAST, description="A day in Norway, included.")]
Before = Annotated[
    int | None, Query(ge=1, le=10**12, description="Only events that stand before this one in the trail.")
]


@dataclass(frozen=True)
class EventEntry:
    """An event: codes, names and hashes.

    :param sequence: its number in the trail. :param milliseconds: how long it took.
    """

    sequence: int
    at: datetime
    action: str
    actor: str
    subject: str
    municipality: str
    project: str
    purpose: str
    release: str
    policy: str
    script_hash: str
    result_hash: str
    rules: list[str]
    milliseconds: int
    digest: str


@dataclass(frozen=True)
class EventsEntry:
    """Some events, the newest first. :param older: what to ask for with ``before`` to get those before."""

    events: list[EventEntry]
    older: int | None


@dataclass(frozen=True)
class CheckedEntry:
    """Whether the trail is whole.

    :param rows: so many hold, :param head: where it stands after them, :param broken_at: the first that does
        not. :param anchors: so many notes kept elsewhere it was held against.
    """

    holds: bool
    rows: int
    head: str
    broken_at: int | None
    anchors: int


@router.get("", description=f"List events, the newest first, {PAGE} at a time.")
def events(
    reader: ReaderOf,
    *,
    who: Who = "",
    project: InProject = "",
    kind: Kind = "",
    since: Day = None,
    until: Day = None,
    before: Before = None,
) -> EventsEntry:
    """List events, the newest first."""
    asked = Asked(who, project, kind, since, until)
    found = reader.reading.page(reader.session.user, asked, before=before)
    return EventsEntry([_entry(each) for each in found.rows], found.older)


@router.get("/verification")
def verification(reader: ReaderOf) -> CheckedEntry:
    """Go through the whole trail, and tell whether it holds."""
    held = reader.reading.verify(reader.session.user)
    found = held.verification
    return CheckedEntry(
        found.holds, found.rows, f"{found.rows}:{found.head}", found.broken_at, anchors=held.anchors
    )


def _entry(row: AuditRow) -> EventEntry:
    event = row.event
    return EventEntry(
        row.sequence,
        datetime.fromisoformat(row.at),
        event.action,
        event.actor,
        event.subject,
        municipality=event.municipality,
        project=event.project,
        purpose=event.purpose,
        release=event.release,
        policy=event.policy,
        script_hash=event.script_hash,
        result_hash=event.result_hash,
        rules=list(event.rules),
        milliseconds=event.milliseconds,
        digest=row.digest,
    )
