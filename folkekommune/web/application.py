"""Tie the pages together into one application. Imported by whoever starts the server, by no page."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from folkekommune.errors import UserError
from folkekommune.web import faults
from folkekommune.web.account import log_in
from folkekommune.web.assets import Assets
from folkekommune.web.headers import SecurityHeaders
from folkekommune.web.municipality import front as municipality_front
from folkekommune.web.municipality import indicator
from folkekommune.web.origin import OriginGuard
from folkekommune.web.page_cache import PageCache
from folkekommune.web.pages import Pages
from folkekommune.web.ports import Services
from folkekommune.web.public import api, open_data, question
from folkekommune.web.public import front as public_front
from folkekommune.web.sessions import SessionNeeded
from folkekommune.web.settings import WebSettings
from folkekommune.web.steward.routers import ROUTERS as STEWARD_ROUTERS

_ROUTERS: tuple[APIRouter, ...] = (
    log_in.router,
    municipality_front.router,
    indicator.router,
    *STEWARD_ROUTERS,
    public_front.router,
    open_data.router,
    api.router,
    question.router,
)


def create_app(services: Services, *, settings: WebSettings, routers: Iterable[APIRouter] = ()) -> FastAPI:
    """Make the application.

    :param services: what the pages may call.
    :param routers: further pages, such as those of research and steward; they come first.
    :raises UsageError: when the front end has not been built.
    """
    assets = Assets()
    app = FastAPI(title=settings.name, openapi_url=None, docs_url=None, redoc_url=None)
    app.state.pages = Pages(settings, services, assets=assets)
    app.router.routes.append(Route("/static/{name}", assets.serve))
    app.add_api_route("/healthz", _health, include_in_schema=False)
    app.add_api_route("/", _first_page, include_in_schema=False)
    for router in (*routers, *_ROUTERS):
        app.include_router(router)
    _answer_faults(app)

    def publication() -> str:
        found = services.citizen_figures.publication
        return found.identifier if found else ""

    # The last one added is the outermost.
    app.add_middleware(PageCache, publication=publication)
    app.add_middleware(OriginGuard)
    app.add_middleware(GZipMiddleware, minimum_size=800)
    app.add_middleware(SecurityHeaders)
    return app


def _answer_faults(app: FastAPI) -> None:
    app.add_exception_handler(UserError, faults.answer_user_error)  # type: ignore[arg-type]  # Starlette asks for Exception
    app.add_exception_handler(HTTPException, faults.answer_http_error)  # type: ignore[arg-type]  # the same
    app.add_exception_handler(RequestValidationError, faults.answer_invalid_request)
    app.add_exception_handler(SessionNeeded, faults.ask_for_log_in)
    app.add_exception_handler(Exception, faults.answer_own_fault)


def _health() -> Response:
    return JSONResponse({"status": "ok"})


def _first_page(request: Request) -> Response:
    settings: WebSettings = request.app.state.pages.settings
    return RedirectResponse(f"/{settings.first_language}/", status_code=307)
