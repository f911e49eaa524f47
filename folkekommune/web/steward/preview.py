"""What the mapping makes of a delivery that lies ready: fields, types and shapes, never a value."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException
from fastapi import Path as PathPart
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.access.vault_tasks import TaskKind
from folkekommune.catalogue.model import ValueType
from folkekommune.errors import UserError
from folkekommune.ingest.preview import Preview, PreviewField
from folkekommune.texts import Language, text
from folkekommune.web.pages import pages_of, say
from folkekommune.web.sessions import CurrentSession
from folkekommune.web.steward.place import Service, StewardPlace
from folkekommune.web.steward.rows import Row
from folkekommune.web.steward.tasks import order_view

router = APIRouter()

_PAGE = "/{language}/forvaltning/{number}/oversettelse"
Name = Annotated[str, PathPart(pattern=r"^[\w][\w.+-]{0,119}$")]
_TYPES = {
    ValueType.INTEGER: "number",
    ValueType.DECIMAL: "decimal",
    ValueType.STRING: "text",
    ValueType.DATE: "date",
    ValueType.IDENTIFIER: "identifier",
}


@router.get(_PAGE, name="steward_waiting")
def waiting(
    request: Request, language: Language, place: StewardPlace, session: CurrentSession, service: Service
) -> Response:
    """List the deliveries that lie ready to be tried."""
    return pages_of(request).render(
        request,
        "steward/waiting.html",
        title=say(request, "steward.waiting-title", place=place.name),
        session=session,
        place=place,
        names=service.waiting(session.user, place.number),
    )


@router.get(_PAGE + "/{name}", name="steward_preview")
def preview(
    request: Request,
    language: Language,
    place: StewardPlace,
    session: CurrentSession,
    *,
    service: Service,
    name: Name,
) -> Response:
    """Try the mapping on one of them."""
    found, fault = None, ""
    standing = service.standing(session.user, place.number, TaskKind.PREVIEW, name)
    try:
        if standing is None or standing.made is not None:
            found = service.preview(session.user, place.number, name)
        if found is None and name not in service.waiting(session.user, place.number):
            raise HTTPException(404)
    except UserError as error:
        fault = say(request, error.code, **error.parameters)
    return pages_of(request).render(
        request,
        "steward/preview.html",
        title=say(request, "steward.preview-title", name=name),
        session=session,
        place=place,
        status=400 if fault else 200,
        fault=fault,
        ordering=order_view(standing, TaskKind.PREVIEW, name, language),
        name=name,
        found=found,
        understood=_understood(found, language) if found else [],
        unknown=_unknown(found, language) if found else [],
        dropped=[one.tried.field.name for one in found.fields if one.tried.field.target == ""]
        if found
        else [],
        missing=[Row(item, (", ".join(at),)) for item, at in found.missing.items()] if found else [],
        faults=[say(request, each.code, **each.parameters) for each in found.faults] if found else [],
    )


def _understood(found: Preview, language: Language) -> list[Row]:
    return [_row(one, language) for one in found.fields if one.tried.field.target]


def _row(one: PreviewField, language: Language) -> Row:
    seen = one.tried.field
    name = text("steward.renamed", language, name=seen.name) if seen.renamed else seen.name
    shapes = " · ".join(one.shapes) or "–"
    return Row(name, (seen.target or "", _type(one, language), shapes, ", ".join(one.tried.occasions)))


def _type(one: PreviewField, language: Language) -> str:
    variable = one.variable
    if variable is None:
        return text("steward.type-role", language)
    if variable.code_list is not None:
        return text("steward.type-codes", language, n=len(variable.code_list.latest))
    unit = f", {variable.unit}" if variable.unit else ""
    return text(f"steward.type-{_TYPES[variable.value_type]}", language) + unit


def _unknown(found: Preview, language: Language) -> list[Row]:
    return [
        Row(one.tried.field.name, (one.tried.field.suggestion or "–", ", ".join(one.tried.occasions)))
        for one in found.fields
        if one.tried.field.target is None
    ]
