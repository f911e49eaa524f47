"""The correction list: how much there is to correct, and the list itself as a file for the record's staff."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.access.vault_tasks import TaskKind
from folkekommune.services.corrections import (
    CorrectionCount,
    chosen_corrections,
    corrections_csv,
    field_text,
    rule_text,
)
from folkekommune.texts import Language, number
from folkekommune.web.pages import pages_of, say
from folkekommune.web.sessions import CurrentSession
from folkekommune.web.steward.place import Service, StewardPlace
from folkekommune.web.steward.rows import Row
from folkekommune.web.steward.tasks import order_view

router = APIRouter()

_PAGE = "/{language}/forvaltning/{number}/rettelser"
Delivered = Annotated[int | None, Query(alias="leveranse", ge=1)]
Everything = Annotated[bool, Query(alias="alt")]


@router.get(_PAGE, name="steward_corrections")
def corrections(
    request: Request, language: Language, place: StewardPlace, session: CurrentSession, service: Service
) -> Response:
    """Show how many records are to be corrected, by rule and field."""
    standing = service.standing(session.user, place.number, TaskKind.CORRECTIONS)
    not_made = standing is not None and standing.made is None
    counts = () if not_made else service.correction_counts(session.user, place.number)
    return pages_of(request).render(
        request,
        "steward/corrections.html",
        title=say(request, "steward.corrections-title", place=place.name),
        session=session,
        place=place,
        ordering=order_view(standing, TaskKind.CORRECTIONS, "", language),
        not_made=not_made,
        rows=_by_rule(counts, language),
        count=sum(one.open for one in counts),
        closed=sum(one.closed for one in counts),
    )


@router.get(_PAGE + ".csv", name="steward_corrections_file")
def corrections_file(
    language: Language,
    place: StewardPlace,
    session: CurrentSession,
    *,
    service: Service,
    delivery: Delivered = None,
    everything: Everything = False,
) -> Response:
    """Hand the list out: record, field and rule, never a value."""
    found = service.corrections(session.user, place.number)
    if delivery is not None:
        if delivery not in {each.sequence for each in service.deliveries(session.user, place.number)}:
            raise HTTPException(404)
        found = tuple(one for one in found if one.delivery == delivery)
    listed = chosen_corrections(found, everything=everything)
    part = f"-{delivery}" if delivery is not None else ""
    return Response(
        corrections_csv(listed, language).encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="rettelser-{place.number}{part}.csv"',
            "Cache-Control": "no-store",
        },
    )


def _by_rule(counts: Sequence[CorrectionCount], language: Language) -> list[Row]:
    return [
        Row(
            rule_text(one.rule, language).capitalize(),
            (field_text(one.field, language) or "–", str(one.delivery), number(one.open, language)),
        )
        for one in counts
        if one.open
    ]
