"""Who is asking: the session cookie, for the pages behind a log-in.

The cookie holds a random id and nothing else. Pages for everyone neither read nor set it.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.access.sessions import Session
from folkekommune.errors import FolkeKommuneError
from folkekommune.web.addresses import is_public
from folkekommune.web.form_tokens import FIELD, HEADER
from folkekommune.web.pages import pages_of

COOKIE = "fk_session"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class SessionNeeded(FolkeKommuneError):
    """The page is for those who are logged in."""


def find_session(request: Request) -> Session | None:
    """Find the session of a request, on pages that may know it."""
    token = request.cookies.get(COOKIE, "")
    if not token or is_public(request.url.path):
        return None
    return pages_of(request).services.accounts.session(token)


def current_session(request: Request) -> Session:
    """Give the session of a request.

    :raises SessionNeeded: when there is none, which leads to the log-in page.
    """
    session = find_session(request)
    if session is None:
        raise SessionNeeded
    return session


CurrentSession = Annotated[Session, Depends(current_session)]


async def checked_form(request: Request, session: CurrentSession) -> Session:
    """Give the session of a form, once its token is found to be the session's.

    The token comes in the form's field ``form_token``, or in the header ``X-Form-Token``.
    """
    token = request.headers.get(HEADER)
    if token is None:
        token = str((await request.form()).get(FIELD, ""))
    pages_of(request).tokens.check(session.token, token)
    return session


CheckedForm = Annotated[Session, Depends(checked_form)]


def is_on_the_machine(request: Request) -> bool:
    """Say whether a request comes over plain HTTP from the machine itself, where cookies need no HTTPS."""
    return request.url.scheme == "http" and request.url.hostname in _LOOPBACK


def set_session_cookie(request: Request, response: Response, session: Session) -> None:
    """Hand the browser its session id; over plain HTTP only on the machine itself."""
    secure = not is_on_the_machine(request)
    response.set_cookie(COOKIE, session.token, httponly=True, samesite="lax", secure=secure, path="/")


def remove_session_cookie(response: Response) -> None:
    """Take the session id back."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
