"""``/healthz``: may this server be sent requests? For the proxy and the watch, so it names no detail."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from folkekommune.web.operated import Operated


def health_route(operated: Operated) -> BaseRoute:
    """Make the route.

    A server that was stopped on purpose is well: nobody shall start it anew for that. Nor for what it lacks
    while it answers, such as the vault: that is told, and requests are still for it.
    """

    def answer(_: Request) -> Response:
        failing = operated.failing()
        status = "failing" if failing else "stopped" if operated.is_stopped() else "ok"
        code = HTTPStatus.SERVICE_UNAVAILABLE if failing else HTTPStatus.OK
        lists = {"failing": failing, "lacking": operated.lacking()}
        content = {"status": status} | {name: list(found) for name, found in lists.items() if found}
        return JSONResponse(content, status_code=code, headers={"Cache-Control": "no-store"})

    return Route("/healthz", answer, methods=["GET"])
