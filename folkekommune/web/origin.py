"""Refuse changes that another site's page started: the first lock, before any page is asked.

For every unsafe method the browser's ``Sec-Fetch-Site`` must be ``same-origin``; where it says
nothing, ``Origin`` must be our own host. A program that shows its own token in ``Authorization`` and
brings no cookie passes: no browser sends that header for another site's page.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from folkekommune.errors import PermissionRefused
from folkekommune.web.faults import answer_user_error

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class OriginGuard:
    """Let our own requests through and answer 403 to the others."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Judge one request."""
        if scope["type"] == "http" and scope["method"] not in _SAFE:
            request = Request(scope)
            if not is_own_request(request):
                refusal = answer_user_error(request, PermissionRefused("web.foreign-request"))
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)


def is_own_request(request: Request) -> bool:
    """Say whether a request with an unsafe method was started by one of our own pages."""
    if "authorization" in request.headers and "cookie" not in request.headers:
        return True
    fetch_site = request.headers.get("sec-fetch-site")
    if fetch_site is not None:
        return fetch_site == "same-origin"
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host")
