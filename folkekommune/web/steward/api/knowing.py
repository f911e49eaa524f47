"""What a steward should know: the quality report, and what looks like an attack on someone's privacy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Query

from folkekommune.services.quality_report import report_as_data
from folkekommune.texts import text
from folkekommune.web.api_description import faults
from folkekommune.web.api_entries import Lang
from folkekommune.web.sessions import CurrentSession
from folkekommune.web.steward.alerts import CHOICES
from folkekommune.web.steward.api.asking import needed, stewardship_router
from folkekommune.web.steward.place import Service, StewardPlace

router = stewardship_router()

Version = Annotated[str, Query(pattern=r"^[0-9.]{0,40}$", description="A version; the draft without one.")]
Days = Annotated[int, Query(ge=1, le=max(CHOICES))]


@dataclass(frozen=True)
class AlertEntry:
    """What a project has done that looks like an attack; never of whom.

    :param sort: refusals, repeats, spent or exposed.
    """

    project: str
    day: str
    sort: str
    times: int
    sentence: str


@router.get("/quality", responses=faults(400))
def quality(
    place: StewardPlace, session: CurrentSession, service: Service, version: Version = ""
) -> dict[str, Any]:
    """Give the quality report of the draft or a version: protected tables; each look is noted."""
    return report_as_data(needed(service.quality(session.user, place.number, version or None)))


@router.get("/alerts")
def alerts(
    place: StewardPlace,
    session: CurrentSession,
    service: Service,
    *,
    days: Days = CHOICES[0],
    lang: Lang = "nb",
) -> list[AlertEntry]:
    """List the alerts of the last days, the newest first."""
    found = service.alerts(session.user, place.number, today=datetime.now(UTC).date(), days=days)
    return [
        AlertEntry(
            each.project,
            each.day,
            each.sort.value,
            each.times,
            text(f"disclosure.alert.{each.sort.value}", lang, times=each.times),
        )
        for each in found
    ]
