"""Answer nothing while all answering is stopped: one sentence in three languages, and the code 503.

The style of the page, and what the watch asks, are still given.
"""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from folkekommune.texts import LANGUAGES, text
from folkekommune.web.operated import Operated
from folkekommune.web.pages import language_of, pages_of, say

CODE = "operations.stopped"
_STILL = ("/healthz", "/metrics")
_RETRY_SECONDS = "300"


class StopSwitch:
    """Look before each answer whether answering is stopped; pages that were kept are no exception."""

    def __init__(self, app: ASGIApp, *, operated: Operated) -> None:
        self._app = app
        self._operated = operated

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Judge one request."""
        if scope["type"] != "http" or not self._refuses(scope["path"]):
            await self._app(scope, receive, send)
            return
        await _answer(Request(scope))(scope, receive, send)

    def _refuses(self, path: str) -> bool:
        return path not in _STILL and not path.startswith("/static/") and self._operated.is_stopped()


def _answer(request: Request) -> Response:
    headers = {"Retry-After": _RETRY_SECONDS, "Cache-Control": "no-store"}
    if request.url.path.startswith("/api/"):
        sentences = {language: text(CODE, language) for language in LANGUAGES}
        content = {"code": CODE, "message": sentences}
        return JSONResponse(content, status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)
    # Whoever reads the page may have come by a link in another language: it is said in all three.
    here = language_of(request)
    others = (text(CODE, language) for language in LANGUAGES if language != here)
    response = pages_of(request).render(
        request,
        "components/fault.html",
        title=say(request, "operations.stopped-title"),
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        sentence=" / ".join((say(request, CODE), *others)),
        code="FK-503",
        searchable=False,
    )
    response.headers.update(headers)
    return response
