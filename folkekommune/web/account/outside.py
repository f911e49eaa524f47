"""Log in with a provider outside, and end the session there too.

Whatever the provider answers, the reader is sent on at once, so that no address with a code in it stays in
the browser.
"""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from folkekommune.access.outside_identities import REFERENCE_DAYS
from folkekommune.access.outside_sessions import Beginning
from folkekommune.access.sessions import Session
from folkekommune.errors import PermissionRefused
from folkekommune.texts import LANGUAGES, Language
from folkekommune.web.account.goals import goal_of
from folkekommune.web.oidc.client import ProviderClient
from folkekommune.web.oidc.providers import Waiting
from folkekommune.web.oidc.refusals import LogInRefused, Told
from folkekommune.web.oidc.ticket import SECONDS, Ticket
from folkekommune.web.pages import language_of, pages_of, say
from folkekommune.web.ports import OutsideLogInService
from folkekommune.web.sessions import find_session, is_on_the_machine, set_session_cookie

router = APIRouter()

TICKET = "fk_ticket"
WAITING = "fk_waiting"
_LOCKED = {"access.locked": Told.TOO_MANY, "oidc.closed": Told.CLOSED}
_LONGEST_GOAL = 400


@router.get("/{language}/logg-inn/hos/{provider}", name="outside_log_in")
def begin(request: Request, language: Language, provider: str, *, til: str = "") -> Response:
    """Send the reader to the provider, with a ticket in the browser."""
    chosen, outside = _chosen(request, provider)
    session = find_session(request)
    if session is not None:
        return RedirectResponse(goal_of(til, session.user, language), status_code=303)
    ticket = Ticket(provider, language, til[:_LONGEST_GOAL])
    try:
        address = chosen.begin(ticket, answer_to=_answer_to(request, provider))
    except LogInRefused as refusal:
        return _refuse(outside, ticket, refusal)
    response = RedirectResponse(address, status_code=303)
    _set_cookie(
        request, response, TICKET, pages_of(request).providers.tickets.write(ticket), path="/logg-inn"
    )
    return response


@router.get("/logg-inn/{provider}/svar", name="outside_answer")
def answer(request: Request, provider: str) -> Response:
    """Judge the provider's answer, open the session, and send the reader on."""
    _, outside = _chosen(request, provider)
    pages = pages_of(request)
    ticket = pages.providers.tickets.read(request.cookies.get(TICKET, ""))
    if ticket is None:
        return _back_to_log_in(pages.settings.first_language, Told.EXPIRED)
    try:
        response = _go_on(request, ticket, _log_in(request, provider, ticket))
    except LogInRefused as refusal:
        response = _refuse(outside, ticket, refusal)
    except PermissionRefused as refusal:
        response = _back_to_log_in(ticket.language, _LOCKED.get(refusal.code, Told.REFUSED))
    response.delete_cookie(TICKET, path="/logg-inn", httponly=True, samesite="lax")
    return response


def _log_in(request: Request, provider: str, ticket: Ticket) -> Session | str:
    """Give the session of whom the provider answers for, or the reference of someone new."""
    chosen, outside = _chosen(request, provider)
    if ticket.provider != provider:
        raise LogInRefused("mix-up")
    attempt = outside.use_ticket(ticket.identifier, client=request.client.host if request.client else "")
    if attempt is None:
        raise LogInRefused("replay")
    answered = chosen.finish(ticket, request.query_params, answer_to=_answer_to(request, provider))
    return outside.log_in(answered.identity, attempt, beginning=answered.beginning)


@router.get("/{language}/logg-inn/venter", name="outside_waiting")
def waiting(request: Request, language: Language) -> Response:
    """Tell someone whom the provider answers for, and who is no user here, what to do."""
    pages = pages_of(request)
    found = pages.providers.read_waiting(request.cookies.get(WAITING, ""))
    client = pages.providers.client(found.provider) if found else None
    if found is None or client is None:
        return RedirectResponse(f"/{language}/logg-inn", status_code=303)
    return pages.render(
        request,
        "account/waiting.html",
        title=say(request, "oidc.waiting-title"),
        status=403,
        provider=client.provider,
        reference=found.reference,
        days=REFERENCE_DAYS,
    )


@router.get("/logg-inn/{provider}/ut", name="outside_left")
def left(request: Request, provider: str, *, state: str = "") -> Response:
    """Receive someone whose session at the provider's is ended."""
    _chosen(request, provider)
    language = state if state in LANGUAGES else pages_of(request).settings.first_language
    return RedirectResponse(f"/{language}/logg-inn?ut=1", status_code=303)


@router.get("/logg-inn/{provider}/avslutt", name="outside_ended")
def ended(request: Request, provider: str, *, iss: str = "", sid: str = "") -> Response:
    """End the sessions that belong to one the provider has ended (OpenID Connect Front-Channel Logout)."""
    chosen, outside = _chosen(request, provider)
    if iss == chosen.provider.issuer:
        outside.end_from_outside(provider, sid)
    return Response(headers={"Cache-Control": "no-store"})


def end_outside(request: Request, beginning: Beginning) -> Response | None:
    """Show the page that goes on to the provider, if the session there can be ended.

    It goes on by itself from a page, for a form may lead to our own pages alone (``form-action``).
    """
    pages = pages_of(request)
    client = pages.providers.client(beginning.provider)
    if client is None:
        return None
    back_to = f"{pages.settings.address}/logg-inn/{client.provider.name}/ut"
    address = client.end_session(beginning.id_token, back_to=back_to, language=language_of(request))
    if not address:
        return None
    return pages.render(
        request,
        "account/leaving.html",
        title=say(request, "oidc.leaving-title"),
        provider=client.provider,
        address=address,
    )


def _go_on(request: Request, ticket: Ticket, outcome: Session | str) -> Response:
    language = cast(Language, ticket.language)
    if isinstance(outcome, Session):
        response = RedirectResponse(goal_of(ticket.goal, outcome.user, language), status_code=303)
        set_session_cookie(request, response, outcome)
        return response
    response = RedirectResponse(f"/{language}/logg-inn/venter", status_code=303)
    note = pages_of(request).providers.write_waiting(Waiting(ticket.provider, outcome))
    _set_cookie(request, response, WAITING, note, path="/")
    return response


def _refuse(outside: OutsideLogInService, ticket: Ticket, refusal: LogInRefused) -> Response:
    outside.refuse(ticket.provider, refusal.reason)
    return _back_to_log_in(ticket.language, refusal.told, til=ticket.goal)


def _back_to_log_in(language: str, told: Told, *, til: str = "") -> Response:
    query = urlencode({"avvist": told.value} | ({"til": til} if til else {}))
    return RedirectResponse(f"/{language}/logg-inn?{query}", status_code=303)


def _chosen(request: Request, provider: str) -> tuple[ProviderClient, OutsideLogInService]:
    """Find the provider of an address, and who opens sessions for it."""
    found, outside = pages_of(request).providers.client(provider), pages_of(request).services.outside
    if found is None or outside is None:
        raise HTTPException(404)
    return found, outside


def _answer_to(request: Request, provider: str) -> str:
    return f"{pages_of(request).settings.address}/logg-inn/{provider}/svar"


def _set_cookie(request: Request, response: Response, name: str, value: str, *, path: str) -> None:
    secure = not is_on_the_machine(request)
    response.set_cookie(name, value, max_age=SECONDS, path=path, httponly=True, samesite="lax", secure=secure)
