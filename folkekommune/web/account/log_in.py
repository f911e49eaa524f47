"""The log-in page, local accounts, and out again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from folkekommune.errors import PermissionRefused
from folkekommune.texts import Language
from folkekommune.web.account.goals import goal_of, is_ours
from folkekommune.web.account.outside import end_outside
from folkekommune.web.oidc.refusals import Told
from folkekommune.web.pages import pages_of, say
from folkekommune.web.sessions import (
    CheckedForm,
    find_session,
    remove_session_cookie,
    set_session_cookie,
)

router = APIRouter()


@router.get("/{language}/logg-inn", name="log_in_page")
def log_in_page(request: Request, language: Language, til: str = "", avvist: Told | None = None) -> Response:
    """Show who one can log in with, and the form, or go on when a session is open.

    :param avvist: why a log-in with a provider was not accepted.
    """
    session = find_session(request)
    if session is not None:
        return RedirectResponse(goal_of(til, session.user, language), status_code=303)
    if avvist is not None:
        return _form(request, til=til, refusal=say(request, f"oidc.told-{avvist.value}"), status=403)
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
    response = RedirectResponse(goal_of(til, session.user, language), status_code=303)
    set_session_cookie(request, response, session)
    return response


@router.post("/{language}/logg-ut", name="log_out")
def log_out(request: Request, language: Language, session: CheckedForm) -> Response:
    """End the session, here and where it began, and take the cookie back."""
    outside = pages_of(request).services.outside
    beginning = outside.beginning(session.token) if outside else None
    pages_of(request).services.accounts.log_out(session.token)
    response = end_outside(request, beginning) if beginning else None
    response = response or RedirectResponse(f"/{language}/logg-inn?ut=1", status_code=303)
    remove_session_cookie(response)
    return response


def _form(
    request: Request, *, til: str, name: str = "", fault: str = "", refusal: str = "", status: int = 200
) -> Response:
    pages = pages_of(request)
    return pages.render(
        request,
        "account/log_in.html",
        title=say(request, "web.log-in-title"),
        status=status,
        til=til if is_ours(til) else "",
        name=name,
        fault=fault,
        refusal=refusal,
        providers=pages.providers.all,
        logged_out=request.query_params.get("ut") == "1",
        token=pages.tokens.of_log_in(),
    )
