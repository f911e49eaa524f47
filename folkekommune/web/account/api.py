"""The API for who is logged in: who that is, and what there is to ask (``/api/v1/``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse

from folkekommune.web.api_description import describe, faults
from folkekommune.web.pages import pages_of
from folkekommune.web.sessions import COOKIE, CurrentSession

TAG = "logged-in"

router = APIRouter(prefix="/api/v1", tags=[TAG], responses=faults(401))

_ABOUT = (
    "What people who are logged in may do, by the same permissions as on the pages. The session is the "
    "cookie that the log-in gives. Whatever changes something takes the header X-Form-Token, whose value "
    "/api/v1/me tells, and comes from the site's own origin. Figures are protected before they are told. "
    "Sentences and faults come in the language that is asked for with lang: nb, nn or en."
)


@dataclass(frozen=True)
class GrantEntry:
    """A role, and where it holds if it holds in one municipality."""

    role: str
    municipality: str | None


@dataclass(frozen=True)
class OwnEntry:
    """Who is logged in, and until when if nothing more is asked."""

    name: str
    display_name: str
    roles: list[GrantEntry]
    ends_at: datetime
    form_token: str


@router.get("/me")
def me(request: Request, session: CurrentSession) -> OwnEntry:
    """Tell who is logged in, and the token that changes must bring."""
    return OwnEntry(
        session.user.name,
        session.user.display_name,
        [GrantEntry(grant.role, grant.municipality) for grant in session.user.grants],
        session.ends_at,
        pages_of(request).tokens.of_session(session.token),
    )


@router.get("/logged-in/openapi.json", include_in_schema=False)
def description(request: Request) -> JSONResponse:
    """Describe the API for who is logged in."""
    routes = [route for route in request.app.state.routes if TAG in getattr(route, "tags", ())]
    name = pages_of(request).settings.name
    content = describe(f"{name}: for those who are logged in", _ABOUT, routes=routes)
    content["components"]["securitySchemes"] = {"session": {"type": "apiKey", "in": "cookie", "name": COOKIE}}
    return JSONResponse(content | {"security": [{"session": []}]})
