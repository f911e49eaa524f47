"""A load: begun from the preview of a delivery, told of on the deliveries' page, and cancelled there."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from folkekommune.errors import UserError
from folkekommune.ingest.loading.progress import UNCHANGED, LoadState
from folkekommune.texts import Language, catalogue, text
from folkekommune.web.pages import pages_of, say
from folkekommune.web.sessions import CheckedForm
from folkekommune.web.steward.place import Service, StewardPlace
from folkekommune.web.steward.preview import Name

router = APIRouter()

_PLACE = "/{language}/forvaltning/{number}"


@dataclass(frozen=True)
class LoadView:
    """A load in words.

    :param reading: whether rows are being read, so that there is something to stop.
    :param kind: of the notice about a load that has ended.
    """

    heading: str
    sentence: str
    under_way: bool
    reading: bool = False
    rows: int = 0
    promised: int = 0
    kind: str = "fault"


@router.post(_PLACE + "/last/{name}", name="steward_load")
def load(
    request: Request,
    language: Language,
    place: StewardPlace,
    session: CheckedForm,
    *,
    service: Service,
    name: Name,
) -> Response:
    """Begin to load a delivery that lies ready, and go to the page that tells how far it is."""
    try:
        if not service.load(session.user, place.number, name):
            raise HTTPException(404)
    except UserError as fault:
        return pages_of(request).render(
            request,
            "steward/load_refused.html",
            title=say(request, "steward.load-failed-heading", name=name),
            session=session,
            place=place,
            status=400,
            fault=say(request, fault.code, **fault.parameters),
        )
    return RedirectResponse(f"/{language}/forvaltning/{place.segment}/", status_code=303)


@router.post(_PLACE + "/avbryt-lasting", name="steward_stop_loading")
def stop(
    request: Request, language: Language, place: StewardPlace, session: CheckedForm, service: Service
) -> Response:
    """Ask the load that is under way to stop."""
    service.stop_loading(session.user, place.number)
    return RedirectResponse(f"/{language}/forvaltning/{place.segment}/", status_code=303)


def view_of(state: LoadState | None, language: Language) -> LoadView | None:
    """Put a load in words."""
    if state is None:
        return None
    if not state.is_under_way:
        code = state.fault if state.fault in catalogue() else "ingest.load-died"
        known = state.fault == UNCHANGED
        heading = "steward.load-unchanged-heading" if known else "steward.load-failed-heading"
        return LoadView(
            text(heading, language, name=state.delivery),
            text(code, language, **state.parameters),
            under_way=False,
            kind="info" if known else "fault",
        )
    heading = text("steward.load-heading", language, name=state.delivery)
    if not state.since:
        return LoadView(heading, text("steward.load-checking", language), under_way=True)
    code = "steward.load-rows" if state.promised else "steward.load-rows-alone"
    told = text(code, language, rows=state.rows, promised=state.promised)
    return LoadView(
        heading, told, under_way=True, reading=True, rows=state.rows, promised=max(state.promised, state.rows)
    )
