"""Answer faults: a page that says what happened and what to do, in the language of the address.

Nothing of an exception but its kind and place in the code is logged: a message could hold a value.
"""

from __future__ import annotations

import logging
import secrets
import traceback
from http import HTTPStatus
from urllib.parse import quote

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from folkekommune.access.postgresql import ControlUnreachable
from folkekommune.errors import PermissionRefused, UserError
from folkekommune.keys.vault_client import VaultUnreachable
from folkekommune.web.addresses import is_public
from folkekommune.web.pages import language_of, pages_of, say
from folkekommune.web.route_patterns import NONE, pattern_of
from folkekommune.web.sessions import find_session

_log = logging.getLogger(__name__)
_TOLD = {"control.not-trusted": "control.away"}
"""What is for those who operate the installation, in other words for those who read its pages."""
_KNOWN = {404: "web.not-found", 405: "web.not-found"}


def answer_away(request: Request, error: ControlUnreachable | VaultUnreachable) -> Response:
    """Tell a person to come back in a while. Who they are cannot be looked up now."""
    code = "vault.away-page" if isinstance(error, VaultUnreachable) else _TOLD.get(error.code, error.code)
    return _page(
        request,
        HTTPStatus.SERVICE_UNAVAILABLE,
        title="control.away-title",
        sentence=say(request, code),
        code=error.code,
    )


def answer_user_error(request: Request, error: UserError) -> Response:
    """Tell a person what they can mend, or that they may not."""
    status = HTTPStatus.FORBIDDEN if isinstance(error, PermissionRefused) else HTTPStatus.BAD_REQUEST
    title = "web.refused-title" if isinstance(error, PermissionRefused) else "web.input-title"
    return _page(
        request, status, title=title, sentence=say(request, error.code, **error.parameters), code=error.code
    )


def answer_http_error(request: Request, error: HTTPException) -> Response:
    """Answer an address that does not exist, and the rest of HTTP's faults."""
    status = HTTPStatus.NOT_FOUND if error.status_code in _KNOWN else HTTPStatus(error.status_code)
    found = status is HTTPStatus.NOT_FOUND
    if found and (elsewhere := _elsewhere(request)):
        return _page(request, status, title="web.elsewhere-title", sentence=elsewhere, code="FK-404")
    kind = "web.not-found" if found else "web.http-fault"
    return _page(
        request, status, title=f"{kind}-title", sentence=say(request, kind), code=f"FK-{status.value}"
    )


def _elsewhere(request: Request) -> str:
    """Say where the pages behind a log-in are, when this server has none and one of them is asked for."""
    settings, path = pages_of(request).settings, request.url.path
    if not settings.only_everyone or is_public(path) or pattern_of(request.scope) != NONE:
        return ""
    code = "web.elsewhere-at" if settings.address else "web.elsewhere"
    return say(request, code, address=settings.address)


def answer_invalid_request(request: Request, error: Exception) -> Response:
    """Answer an address or form whose parts are not of the right kind as one that does not exist.

    What a program sent to the API as content is told to be wrong instead: the address was right.
    """
    of_content = (
        request.url.path.startswith("/api/")
        and isinstance(error, RequestValidationError)
        and all(fault["loc"][0] == "body" for fault in error.errors())
    )
    return answer_http_error(
        request, HTTPException(HTTPStatus.BAD_REQUEST if of_content else HTTPStatus.NOT_FOUND)
    )


def answer_own_fault(request: Request, error: Exception) -> Response:
    """Own up to a fault, with a code that is also in the log."""
    code = f"FK-{secrets.token_hex(4)}"
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames[-8:]))
    _log.error("%s: %s at %s", code, type(error).__name__, places)
    sentence = say(request, "web.own-fault", code=code)
    return _page(
        request, HTTPStatus.INTERNAL_SERVER_ERROR, title="web.own-fault-title", sentence=sentence, code=code
    )


def ask_for_log_in(request: Request, error: Exception) -> Response:
    """Send someone without a session to the log-in page, and back afterwards; tell a program so."""
    if request.url.path.startswith("/api/"):
        content = {"code": "api.log-in-needed", "message": say(request, "api.log-in-needed")}
        return JSONResponse(content, status_code=HTTPStatus.UNAUTHORIZED)
    address = request.url_for("log_in_page", language=language_of(request)).path
    if request.method == "GET" and "hx-request" not in request.headers:
        query = f"?{request.url.query}" if request.url.query else ""
        address += f"?til={quote(request.url.path + query, safe='/')}"
        return RedirectResponse(address, status_code=HTTPStatus.SEE_OTHER)
    if "hx-request" in request.headers:
        return Response(status_code=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=HTTPStatus.SEE_OTHER)


def _page(request: Request, status: HTTPStatus, *, title: str, sentence: str, code: str) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"code": code, "message": sentence}, status_code=status)
    return pages_of(request).render(
        request,
        "components/fault.html",
        title=say(request, title),
        status=status,
        session=None if status is HTTPStatus.SERVICE_UNAVAILABLE else find_session(request),
        sentence=sentence,
        code=code,
        searchable=status is HTTPStatus.NOT_FOUND,
    )
