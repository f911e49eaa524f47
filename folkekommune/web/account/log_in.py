"""Log in with a local account, and out again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from folkekommune.access.roles import Permission
from folkekommune.access.users import User
from folkekommune.errors import PermissionRefused
from folkekommune.texts import Language
from folkekommune.web import addresses
from folkekommune.web.addresses import split_language
from folkekommune.web.pages import pages_of, say
from folkekommune.web.sessions import (
    CheckedForm,
    find_session,
    remove_session_cookie,
    set_session_cookie,
)

router = APIRouter()

_FIRST_PAGES = (
    (Permission.DELIVERY_READ, addresses.STEWARD),
    (Permission.SCRIPT_RUN, addresses.RESEARCH),
    (Permission.DASHBOARD_READ, addresses.MUNICIPALITY),
)


@router.get("/{language}/logg-inn", name="log_in_page")
def log_in_page(request: Request, language: Language, til: str = "") -> Response:
    """Show the form, or go on when a session is open."""
    session = find_session(request)
    if session is not None:
        return RedirectResponse(_goal(til, session.user, language), status_code=303)
    return _form(request, til=til)


@router.post("/{language}/logg-inn", name="log_in")
def log_in(
    request: Request,
    language: Language,
    *,
    navn: Annotated[str, Form(max_length=200)] = "",
    passord: Annotated[str, Form(max_length=400)] = "",
    form_token: Annotated[str, Form(max_length=400)] = "",
    til: Annotated[str, Form(max_length=400)] = "",
) -> Response:
    """Open a session and go where the reader was heading. A session from before is left behind."""
    pages = pages_of(request)
    client = request.client.host if request.client else ""
    try:
        pages.tokens.check_log_in(form_token)
        session = pages.services.accounts.log_in(navn, passord, client=client)
    except PermissionRefused as refusal:
        sentence = say(request, refusal.code, **refusal.parameters)
        return _form(request, til=til, name=navn, fault=sentence, status=403)
    response = RedirectResponse(_goal(til, session.user, language), status_code=303)
    set_session_cookie(request, response, session)
    return response


@router.post("/{language}/logg-ut", name="log_out")
def log_out(request: Request, language: Language, session: CheckedForm) -> Response:
    """End the session and take the cookie back."""
    pages_of(request).services.accounts.log_out(session.token)
    response = RedirectResponse(f"/{language}/logg-inn?ut=1", status_code=303)
    remove_session_cookie(response)
    return response


def _form(request: Request, *, til: str, name: str = "", fault: str = "", status: int = 200) -> Response:
    pages = pages_of(request)
    return pages.render(
        request,
        "account/log_in.html",
        title=say(request, "web.log-in-title"),
        status=status,
        til=til,
        name=name,
        fault=fault,
        logged_out=request.query_params.get("ut") == "1",
        token=pages.tokens.of_log_in(),
    )


def _goal(til: str, user: User, language: Language) -> str:
    """Give where to go: the page that was asked for if it is one of ours, else the user's own room."""
    if _is_ours(til):
        return til
    room = next((path for permission, path in _FIRST_PAGES if permission in user.permissions), "")
    return f"/{language}/{room}/" if room else f"/{language}/"


def _is_ours(til: str) -> bool:
    """Say whether an address is one of our pages behind the log-in: a path, never another site."""
    language, rest = split_language(til)
    if language is None or not til.startswith(f"/{language}/") or "\\" in til:
        return False
    return rest.partition("/")[0] in {addresses.MUNICIPALITY, addresses.RESEARCH, addresses.STEWARD}
