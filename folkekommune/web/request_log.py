"""Give every request an id, tell it to the client and to everything logged meanwhile, and log how it went."""

from __future__ import annotations

import logging
from time import perf_counter

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from folkekommune.operations.log_lines import REQUESTS, choose_request_id, request_id
from folkekommune.web.route_patterns import pattern_of

HEADER = "X-Request-ID"
_log = logging.getLogger(REQUESTS)


class RequestLog:
    """Log method, route's pattern, status and time of each request, and nothing it carried."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on under its id."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        identifier = choose_request_id(Headers(scope=scope).get(HEADER))
        token = request_id.set(identifier)
        began, status = perf_counter(), 500

        async def with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = identifier
            await send(message)

        try:
            await self._app(scope, receive, with_id)
        finally:
            if _log.isEnabledFor(logging.INFO):
                milliseconds = round(1000 * (perf_counter() - began), 1)
                fields = {
                    "method": scope["method"],
                    "route": pattern_of(scope),
                    "status": status,
                    "milliseconds": milliseconds,
                }
                _log.info("request", extra={"fields": fields})
            request_id.reset(token)
