"""The audit trail: who did what, a page at a time; whether it is whole; and the file of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Query
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.access.audit import AuditEvent, AuditRow
from folkekommune.access.checks import check_can_read_audit
from folkekommune.access.sessions import Session
from folkekommune.operations.audit_export import write_csv
from folkekommune.services.audit_reading import KINDS, PAGE, Asked, AuditReading
from folkekommune.texts import Language, catalogue, text
from folkekommune.web.pages import pages_of, say
from folkekommune.web.sessions import CurrentSession
from folkekommune.web.steward.place import names_of_places
from folkekommune.web.steward.rows import Row
from folkekommune.web.writing import write_moment

router = APIRouter()

_PAGE = "/{language}/forvaltning/revisjonsspor"
_MOST_SIGNS = 160
_YEARS = range(2000, 2200)
_FEW_DIGITS = 12
Word = Annotated[str, Query(max_length=_MOST_SIGNS)]
Day = Annotated[str, Query(max_length=10)]
Before = Annotated[int | None, Query(alias="for", ge=1, le=10**_FEW_DIGITS)]


@dataclass(frozen=True)
class Filter:
    """What the address asks for, as it was written, and as it was understood.

    :param fault: whether a day could not be read; nothing is then left out by day.
    """

    written: dict[str, str]
    asked: Asked
    fault: bool


@dataclass(frozen=True)
class Reader:
    """Someone who reads the trail, and the use cases on it."""

    session: Session
    reading: AuditReading


def reader(request: Request, session: CurrentSession) -> Reader:
    """Give who asks, once they are found to read the trail."""
    check_can_read_audit(session.user)
    found = pages_of(request).services.audit
    if not isinstance(found, AuditReading):
        raise HTTPException(404)
    return Reader(session, found)


def filter_of(
    *,
    hvem: Word = "",
    prosjekt: Word = "",
    slag: Annotated[str, Query(pattern=r"^[a-z-]{0,20}$")] = "",
    fra: Day = "",
    til: Day = "",
) -> Filter:
    """Read the filter of an address."""
    written = {"hvem": hvem, "prosjekt": prosjekt, "slag": slag, "fra": fra, "til": til}
    since, until = _day(fra), _day(til)
    kind = slag if slag in KINDS else ""
    fault = bool((fra and since is None) or (til and until is None))
    return Filter(
        {name: value for name, value in written.items() if value},
        Asked(hvem, prosjekt, kind, since, until),
        fault,
    )


ReaderOf = Annotated[Reader, Depends(reader)]
FilterOf = Annotated[Filter, Depends(filter_of)]


@router.get(_PAGE, name="steward_audit")
def audit(
    request: Request, language: Language, reader: ReaderOf, chosen: FilterOf, before: Before = None
) -> Response:
    """Show the newest events, or older ones, of those that are asked for."""
    here = f"/{language}/forvaltning/revisjonsspor"
    found = reader.reading.page(reader.session.user, chosen.asked, before=before)
    names = reader.reading.names()
    query = urlencode(chosen.written)
    return pages_of(request).render(
        request,
        "steward/audit.html",
        title=say(request, "audit.title"),
        session=reader.session,
        rows=[_row(each, names, language) for each in found.rows],
        most=PAGE,
        chosen=chosen,
        kinds=[(kind, text(f"audit.kind-{kind}", language)) for kind in KINDS],
        here=here,
        newest=f"{here}?{query}" if query else here,
        older=f"{here}?{urlencode(chosen.written | {'for': found.older})}" if found.older else "",
        is_first=before is None,
        file=f"{here}.csv?{query}" if query else f"{here}.csv",
    )


@router.get(_PAGE + ".csv", name="steward_audit_file")
def audit_file(language: Language, reader: ReaderOf, chosen: FilterOf) -> Response:
    """Hand out all events that are asked for, the oldest first: codes, names and hashes."""
    written = StringIO()
    write_csv(reader.reading.export(reader.session.user, chosen.asked), written)
    return Response(
        written.getvalue().encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="revisjonsspor.csv"',
            "Cache-Control": "no-store",
        },
    )


@router.get(_PAGE + "/kontroll", name="steward_audit_check")
def check(request: Request, language: Language, reader: ReaderOf) -> Response:
    """Go through the whole trail, and tell whether it holds."""
    return pages_of(request).render(
        request,
        "steward/audit_check.html",
        title=say(request, "audit.check-title"),
        session=reader.session,
        held=reader.reading.verify(reader.session.user),
        here=f"/{language}/forvaltning/revisjonsspor",
    )


def tell_action(action: str, language: Language) -> str:
    """Say what was done in words; by its code where this version has none."""
    code = f"audit.action-{action}"
    return text(code, language) if code in catalogue() else action


def _row(row: AuditRow, names: dict[str, str], language: Language) -> Row:
    event = row.event
    return Row(
        str(row.sequence),
        (
            write_moment(datetime.fromisoformat(row.at), language),
            names.get(event.actor, event.actor),
            tell_action(event.action, language),
            _about(event, names),
            event.project or "–",
        ),
    )


def _about(event: AuditEvent, names: dict[str, str]) -> str:
    """Say what an event is about: who, where, which version."""
    subject = event.subject
    if event.action.startswith("project-member"):
        subject = names.get(subject.removeprefix("user:"), subject)
    places = names_of_places(filter(None, event.municipality.split("+")))
    return ", ".join(filter(None, (subject, *places, event.release))) or "–"


def _day(written: str) -> date | None:
    try:
        found = date.fromisoformat(written.strip())
    except ValueError:
        return None
    return found if found.year in _YEARS else None
