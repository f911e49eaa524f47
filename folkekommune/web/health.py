"""``/healthz``: may this server be sent requests? For the proxy and the watch, so it names no detail."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from folkekommune.web.operated import Operated


def health_route(operated: Operated) -> BaseRoute:
    """Make the route. A server that was stopped on purpose is well: nobody shall start it anew for that."""

    def answer(_: Request) -> Response:
        failing = operated.failing()
        status = "failing" if failing else "stopped" if operated.is_stopped() else "ok"
        code = HTTPStatus.SERVICE_UNAVAILABLE if failing else HTTPStatus.OK
        content = {"status": status} | ({"failing": list(failing)} if failing else {})
        return JSONResponse(content, status_code=code, headers={"Cache-Control": "no-store"})

    return Route("/healthz", answer, methods=["GET"])
