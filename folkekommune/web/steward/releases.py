"""Releases and publication: make a version, propose its figures, go to what is proposed."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from folkekommune.access.vault_tasks import TaskKind
from folkekommune.errors import UserError
from folkekommune.texts import Language, catalogue
from folkekommune.web.addresses import split_language
from folkekommune.web.pages import pages_of, say
from folkekommune.web.sessions import CheckedForm, CurrentSession
from folkekommune.web.steward.place import Service, StewardPlace, names_of_places
from folkekommune.web.steward.tasks import views_of

router = APIRouter()

_PAGE = "/{language}/forvaltning/{number}/versjoner"


@router.get(_PAGE, name="steward_releases")
def releases(
    request: Request, language: Language, place: StewardPlace, session: CurrentSession, service: Service
) -> Response:
    """List releases and publications, with what can be done next."""
    return _page(request, (place, session, service))


@router.post(_PAGE, name="steward_make_release")
def make_release(
    request: Request, language: Language, place: StewardPlace, session: CheckedForm, service: Service
) -> Response:
    """Begin to make a release, and go back to the list, which tells how it goes."""
    service.make_release(session.user, place.number)
    return RedirectResponse(request.url.path, status_code=303)


@router.post(_PAGE + "/foreslag", name="steward_propose")
def propose(
    request: Request, language: Language, place: StewardPlace, session: CheckedForm, service: Service
) -> Response:
    """Propose the newest figures for publication."""
    try:
        service.propose(session.user, place.number)
    except UserError as fault:
        return _page(request, (place, session, service), fault=fault)
    return RedirectResponse(f"/{language}/forvaltning/{place.segment}/versjoner", status_code=303)


def _page(
    request: Request, about: tuple[StewardPlace, CurrentSession, Service], *, fault: UserError | None = None
) -> Response:
    place, session, service = about
    sentence = say(request, fault.code, **fault.parameters) if fault else ""
    if not sentence and service.fault:
        known = service.fault if service.fault in catalogue() else "steward.release-failed"
        sentence = say(request, known)
    return pages_of(request).render(
        request,
        "steward/releases.html",
        title=say(request, "steward.releases-title", place=place.name),
        session=session,
        place=place,
        status=400 if fault else 200,
        releases=[
            (each.version, each.created, ", ".join(names_of_places(each.parts)))
            for each in service.releases(session.user, place.number)
        ],
        publications=service.publications(session.user, place.number),
        making=service.is_making,
        tasks=views_of(
            service,
            session.user,
            place.number,
            kind=TaskKind.RELEASE,
            language=split_language(request.url.path)[0] or "nb",
        ),
        withdrawn="trukket" in request.query_params and not sentence,
        fault=sentence,
    )
