"""Tie the pages together into one application. Imported by whoever starts the server, by no page."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from folkekommune.access.postgresql import ControlUnreachable
from folkekommune.errors import UserError
from folkekommune.keys.vault_client import VaultUnreachable
from folkekommune.web import faults
from folkekommune.web.account import api, log_in, outside
from folkekommune.web.assets import Assets
from folkekommune.web.gallery import page as gallery
from folkekommune.web.headers import SecurityHeaders
from folkekommune.web.health import health_route
from folkekommune.web.metrics import CountRequests, Metrics
from folkekommune.web.municipality.api.routers import ROUTERS as DASHBOARD_API
from folkekommune.web.municipality.routers import ROUTERS as MUNICIPALITY_ROUTERS
from folkekommune.web.operated import Operated
from folkekommune.web.origin import OriginGuard
from folkekommune.web.own_faults import OwnFaults
from folkekommune.web.page_cache import PageCache
from folkekommune.web.pages import Pages
from folkekommune.web.ports import Services
from folkekommune.web.public.routers import ROUTERS as PUBLIC_ROUTERS
from folkekommune.web.request_log import RequestLog
from folkekommune.web.sessions import SessionNeeded
from folkekommune.web.settings import WebSettings
from folkekommune.web.steward.api.routers import ROUTERS as STEWARDSHIP_API
from folkekommune.web.steward.routers import ROUTERS as STEWARD_ROUTERS
from folkekommune.web.stopped import StopSwitch

UNWATCHED = Operated()
"""Of a server that nobody operates: tests, and pages tried out."""

_FOR_MEMBERS: tuple[APIRouter, ...] = (
    outside.router,
    log_in.router,
    api.router,
    *DASHBOARD_API,
    *STEWARDSHIP_API,
    *MUNICIPALITY_ROUTERS,
    *STEWARD_ROUTERS,
)


def create_app(
    services: Services,
    *,
    settings: WebSettings,
    routers: Iterable[APIRouter] = (),
    operated: Operated = UNWATCHED,
) -> FastAPI:
    """Make the application.

    :param services: what the pages may call.
    :param routers: further pages, such as those of research and steward; they come first.
    :param operated: how the installation is doing, and whether answering is stopped.
    :raises UsageError: when the front end has not been built.
    """
    assets = Assets()
    app = FastAPI(title=settings.name, openapi_url=None, docs_url=None, redoc_url=None)
    app.state.pages = Pages(settings, services, assets=assets)
    app.router.routes.append(Route("/static/{name}", assets.serve))
    metrics = Metrics(operated)
    app.router.routes += [health_route(operated), metrics.route()]
    app.add_api_route("/", _first_page, include_in_schema=False)
    own = tuple(app.router.routes)
    # Where real persons are, there is no page to try things on.
    tried = (gallery.router,) if settings.synthetic else ()
    private = () if settings.only_everyone else (*routers, *tried, *_FOR_MEMBERS)
    included = (*private, *PUBLIC_ROUTERS)
    for router in included:
        app.include_router(router)
    # What addresses may be logged as (web.route_patterns).
    app.state.routes = (*own, *(route for router in included for route in router.routes))
    _answer_faults(app)

    def publication() -> str:
        found = services.citizen_figures.publication
        return found.state if found else ""

    # The last one added is the outermost.
    app.add_middleware(PageCache, publication=publication)
    app.add_middleware(OriginGuard)
    app.add_middleware(StopSwitch, operated=operated)
    app.add_middleware(GZipMiddleware, minimum_size=800)
    app.add_middleware(OwnFaults)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(CountRequests, metrics=metrics)
    app.add_middleware(RequestLog)
    return app


def _answer_faults(app: FastAPI) -> None:
    for away in (ControlUnreachable, VaultUnreachable):
        app.add_exception_handler(away, faults.answer_away)  # type: ignore[arg-type]  # the same
    app.add_exception_handler(UserError, faults.answer_user_error)  # type: ignore[arg-type]  # Starlette asks for Exception
    app.add_exception_handler(HTTPException, faults.answer_http_error)  # type: ignore[arg-type]  # the same
    app.add_exception_handler(RequestValidationError, faults.answer_invalid_request)
    app.add_exception_handler(SessionNeeded, faults.ask_for_log_in)


def _first_page(request: Request) -> Response:
    settings: WebSettings = request.app.state.pages.settings
    return RedirectResponse(f"/{settings.first_language}/", status_code=307)
