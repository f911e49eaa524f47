"""The workbench's front page: the reader's projects."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.texts import Language
from folkekommune.web.pages import pages_of, say
from folkekommune.web.research.project import Cases, address
from folkekommune.web.sessions import CurrentSession

router = APIRouter()


@router.get("/{language}/arbeidsbenk/", name="research_projects")
def projects(request: Request, language: Language, cases: Cases, session: CurrentSession) -> Response:
    """List the projects, those that cannot be used today with the reason."""
    found = [
        (project, address(language, project.code), cases.can_run(session.user, project))
        for project in cases.projects_of(session.user)
    ]
    return pages_of(request).render(
        request,
        "research/projects.html",
        title=say(request, "research.projects-title"),
        session=session,
        projects=found,
    )
