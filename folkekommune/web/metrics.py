"""``/metrics``: how the server is doing, in Prometheus' text form. Counts of requests, never of people."""

from __future__ import annotations

from collections.abc import Iterable
from time import perf_counter

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from folkekommune.web.operated import Operated
from folkekommune.web.route_patterns import pattern_of

_SECONDS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """The figures of one server."""

    def __init__(self, operated: Operated) -> None:
        self._operated = operated
        self._registry = CollectorRegistry()
        self._registry.register(_Measured(operated))
        self._requests = Counter(
            "folkekommune_requests",
            "Requests answered, by route and status.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "folkekommune_request_seconds",
            "How long answers took.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )

    def count(self, scope: Scope, status: int, seconds: float) -> None:
        """Count a request. Its route's pattern stands for its address, which could hold anything."""
        route = pattern_of(scope)
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def route(self) -> BaseRoute:
        """Make the page, for those who may read it; for others it does not exist."""

        def answer(request: Request) -> Response:
            client = request.client.host if request.client else ""
            if client not in self._operated.measured_from:
                raise HTTPException(404)
            return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)

        return Route("/metrics", answer, methods=["GET"])


class CountRequests:
    """Count every answer, and time it."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and count its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            self._metrics.count(scope, status, perf_counter() - began)


class _Measured(Collector):
    """Figures of the installation, taken when they are asked for."""

    def __init__(self, operated: Operated) -> None:
        self._operated = operated

    def collect(self) -> Iterable[Metric]:
        """Give the figures."""
        yield GaugeMetricFamily(
            "folkekommune_answering",
            "1 while answers are given, 0 when all answering is stopped.",
            value=0 if self._operated.is_stopped() else 1,
        )
        for name, value in sorted(self._operated.measured().items()):
            yield GaugeMetricFamily(f"folkekommune_{name}", "Of the installation.", value=value)
