"""The gallery's page, and the pages for faults that it leads to."""

from __future__ import annotations

from enum import Enum
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.errors import PermissionRefused
from folkekommune.texts import Language
from folkekommune.web import faults
from folkekommune.web.addresses import GALLERY
from folkekommune.web.gallery.samples import SCRIPT, samples
from folkekommune.web.pages import pages_of, say
from folkekommune.web.sessions import find_session

router = APIRouter()


class Scheme(Enum):
    """The colours of the page: as the browser has them, or one scheme whatever the browser has."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class Fault(Enum):
    """A page that tells a fault."""

    NOT_FOUND = "finnes-ikke"
    REFUSED = "ikke-tilgang"
    OWN = "egen-feil"


@router.get(f"/{{language}}/{GALLERY}", name="gallery")
def gallery(
    request: Request, language: Language, farger: Annotated[Scheme, Query()] = Scheme.AUTO
) -> Response:
    """Show every part in every state."""
    return pages_of(request).render(
        request,
        "gallery/gallery.html",
        title=say(request, "gallery.title"),
        session=find_session(request),
        scripts=("workbench.js",),
        scheme=farger.value,
        schemes=[(each.value, f"?farger={each.value}") for each in Scheme],
        fault_pages=[(each.name.lower(), f"/{language}/{GALLERY}/{each.value}") for each in Fault],
        samples=samples(language),
        script=SCRIPT,
    )


@router.get(f"/{{language}}/{GALLERY}/{{fault}}", name="gallery_fault")
def fault_page(request: Request, language: Language, fault: Fault) -> Response:
    """Show the page for a fault, made as it is made when the fault happens."""
    if fault is Fault.REFUSED:
        return faults.answer_user_error(request, PermissionRefused("access.no-permission"))
    if fault is Fault.OWN:
        return faults.answer_own_fault(request, RuntimeError())
    return faults.answer_http_error(request, HTTPException(HTTPStatus.NOT_FOUND))
