"""What looks like an attack on the privacy of those in the municipality's data: by project and day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.texts import Language, text
from folkekommune.web.pages import pages_of, say
from folkekommune.web.sessions import CurrentSession
from folkekommune.web.steward.place import Service, StewardPlace
from folkekommune.web.steward.rows import Row
from folkekommune.web.writing import write_date

router = APIRouter()

CHOICES = (7, 30, 90)
Days = Annotated[int, Query(alias="dager", ge=1, le=max(CHOICES))]


@router.get("/{language}/forvaltning/{number}/varsler", name="steward_alerts")  # noqa: FAST003  (the dependency reads the number)
def alerts(
    request: Request,
    language: Language,
    place: StewardPlace,
    session: CurrentSession,
    *,
    service: Service,
    days: Days = CHOICES[0],
) -> Response:
    """List the alerts of the last days, newest first."""
    found = service.alerts(session.user, place.number, today=datetime.now(UTC).date(), days=days)
    rows = [
        Row(
            write_date(date.fromisoformat(alert.day), language),
            (alert.project, text(f"disclosure.alert.{alert.sort.value}", language, times=alert.times)),
        )
        for alert in found
    ]
    return pages_of(request).render(
        request,
        "steward/alerts.html",
        title=say(request, "steward.alerts-title"),
        session=session,
        place=place,
        rows=rows,
        days=days,
        choices=CHOICES,
    )
