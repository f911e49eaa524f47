"""The steward's front page: what has come in; and one delivery with what its checks found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException
from fastapi import Path as PathPart
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from folkekommune.access.checks import check_has
from folkekommune.access.roles import Permission
from folkekommune.access.vault_tasks import TaskKind
from folkekommune.services.stewardship import LoadedDelivery
from folkekommune.texts import Language, number, text
from folkekommune.web.components.table import Table, TableCell, TableRow
from folkekommune.web.pages import pages_of, say
from folkekommune.web.sessions import CurrentSession
from folkekommune.web.steward.loads import view_of
from folkekommune.web.steward.place import Service, StewardPlace, places_of_steward
from folkekommune.web.steward.tasks import views_of
from folkekommune.web.writing import write_moment

router = APIRouter()

Identity = Annotated[str, PathPart(pattern=r"^[0-9a-f]{12}$")]
_SHORT = 12


@dataclass(frozen=True)
class Reason:
    """A rule or reason in words, and how many it concerned."""

    words: str
    count: int


@router.get("/{language}/forvaltning/", name="steward_choice")
def choice(request: Request, language: Language, session: CurrentSession) -> Response:
    """Go to the steward's municipality, or let them choose among several."""
    check_has(session.user, Permission.DELIVERY_READ)
    places = places_of_steward(request, session.user)
    if len(places) == 1:
        return RedirectResponse(f"/{language}/forvaltning/{places[0].number}/", status_code=303)
    return pages_of(request).render(
        request,
        "steward/choice.html",
        title=say(request, "steward.choice-title"),
        session=session,
        places=places,
    )


@router.get("/{language}/forvaltning/{number}/", name="steward_deliveries")  # noqa: FAST003  (the dependency reads the number)
def deliveries(
    request: Request, language: Language, place: StewardPlace, session: CurrentSession, service: Service
) -> Response:
    """List deliveries with what became of their rows."""
    listed = service.deliveries(session.user, place.number)
    return pages_of(request).render(
        request,
        "steward/deliveries.html",
        title=say(request, "steward.deliveries-title", place=place.name),
        session=session,
        place=place,
        load=view_of(service.loading(session.user, place.number), language),
        tasks=views_of(service, session.user, place.number, kind=TaskKind.LOAD, language=language),
        table=_table(listed, place.segment, language),
        count=len(listed),
    )


@router.get("/{language}/forvaltning/{number}/leveranse/{identity}", name="steward_delivery")  # noqa: FAST003  (the same)
def delivery(
    request: Request,
    language: Language,
    place: StewardPlace,
    session: CurrentSession,
    *,
    service: Service,
    identity: Identity,
) -> Response:
    """Show the quality of one delivery: checks, repairs and quarantine, in counts."""
    found = service.delivery(session.user, place.number, identity)
    if found is None:
        raise HTTPException(404)
    summary = found.summary
    return pages_of(request).render(
        request,
        "steward/delivery.html",
        title=say(request, "steward.quality-title", day=_day(found, language)),
        session=session,
        place=place,
        sequence=found.sequence,
        list_elsewhere=service.standing(session.user, place.number, TaskKind.CORRECTIONS) is not None,
        summary=summary,
        checks=_checks(summary["checks"], language),
        repaired=_reasons(summary["repaired"], "rule", language),
        quarantined=_reasons(summary["quarantined"], "reason", language),
        excluded=_reasons(summary["excluded"], "excluded", language),
    )


def _table(listed: tuple[LoadedDelivery, ...], place: str, language: Language) -> Table:
    columns = ("loaded-at", "delivery", "mapping", "rows", "loaded", "repaired", "quarantined")
    return Table(
        caption=text("steward.deliveries-caption", language),
        columns=tuple(text(f"steward.column-{name}", language) for name in columns),
        rows=tuple(
            TableRow(
                heading=_day(each, language),
                href=f"/{language}/forvaltning/{place}/leveranse/{each.identity[:_SHORT]}",
                cells=(
                    TableCell(number(each.sequence, language)),
                    TableCell(str(each.summary["mapping"])),
                    TableCell(number(each.summary["rows"], language)),
                    TableCell(number(each.summary["loaded"], language)),
                    TableCell(number(sum(each.summary["repaired"].values()), language)),
                    TableCell(number(sum(each.summary["quarantined"].values()), language)),
                ),
            )
            for each in listed
        ),
    )


def _checks(checks: list[dict[str, object]], language: Language) -> Table:
    columns = ("check", "applicable", "violating", "percent", "verdict")
    return Table(
        caption=text("steward.checks-caption", language),
        columns=tuple(text(f"steward.column-{name}", language) for name in columns),
        rows=tuple(
            TableRow(
                heading=f"{check['check']} " + text(f"ingest.check-{check['check']}", language),
                cells=(
                    TableCell(number(float(str(check["applicable"])), language)),
                    TableCell(number(float(str(check["violating"])), language)),
                    TableCell(f"{number(float(str(check['percent'])), language, 2)} %"),
                    TableCell(text("steward.passed" if check["passed"] else "steward.failed", language)),
                ),
            )
            for check in checks
        ),
    )


def _reasons(counts: dict[str, int], kind: str, language: Language) -> list[Reason]:
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    return [Reason(text(f"ingest.{kind}-{name}", language), count) for name, count in ordered]


def _day(found: LoadedDelivery, language: Language) -> str:
    return write_moment(datetime.fromisoformat(found.loaded_at), language)
