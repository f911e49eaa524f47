"""Answer our own faults inside the layers that every answer passes, with their headers and its id."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from folkekommune.web.faults import answer_own_fault


class OwnFaults:
    """Turn an exception that nobody expected into a page, and let it go on to whoever runs the server."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as fault:
            if not begun:
                await answer_own_fault(Request(scope), fault)(scope, receive, send)
            raise
