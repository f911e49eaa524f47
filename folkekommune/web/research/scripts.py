"""The scripts that a project has saved: the list, and each version at an address that never changes."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi import Path as PathPart
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.access.projects import Project
from folkekommune.services.script_shelf import ScriptVersion
from folkekommune.texts import Language, text
from folkekommune.web.pages import pages_of, say
from folkekommune.web.research.project import Cases, OwnProject, address, trail
from folkekommune.web.sessions import CurrentSession
from folkekommune.web.writing import write_date

router = APIRouter()

_FOLDER = "/{language}/arbeidsbenk/prosjekt/{code}/skript"
Name = Annotated[str, PathPart(max_length=80)]


@router.get(_FOLDER, name="research_scripts")
def scripts(
    request: Request, language: Language, project: OwnProject, cases: Cases, session: CurrentSession
) -> Response:
    """List the scripts, the one saved last first."""
    latest = cases.shelf(session.user, project.code).latest()
    return pages_of(request).render(
        request,
        "research/scripts.html",
        title=say(request, "workbench.scripts-title"),
        session=session,
        trail=trail(language, project),
        rows=[_row(version, language, project, version.name) for version in latest],
        here=address(language, project.code),
    )


@router.get(_FOLDER + "/{name}/{number}", name="research_script_version")
def version(
    request: Request,
    language: Language,
    name: Name,
    number: Annotated[int, PathPart(ge=1, le=99_999)],
    project: OwnProject,
    *,
    cases: Cases,
    session: CurrentSession,
) -> Response:
    """Show a version of a script, and the other versions of it."""
    shelf = cases.shelf(session.user, project.code)
    found = shelf.version(name, number)
    others = shelf.versions(name)
    query = urlencode({"skript": name, "versjon": number})
    return pages_of(request).render(
        request,
        "research/script_version.html",
        title=text("workbench.version-title", language, name=name, number=number),
        session=session,
        trail=[
            *trail(language, project),
            (say(request, "workbench.scripts-title"), address(language, project.code, "skript")),
        ],
        found=found,
        newest=others[0].number,
        share=str(request.url.replace(query="")),
        workbench=f"{address(language, project.code)}?{query}",
        rows=[
            _row(each, language, project, text("workbench.version", language, number=each.number))
            for each in others
        ],
    )


def _row(version: ScriptVersion, language: Language, project: Project, heading: str) -> dict[str, object]:
    """Give a version as a row: its address, what it is called, and who saved it when."""
    return {
        "href": address(language, project.code, "skript", version.name, str(version.number)),
        "heading": heading,
        "number": version.number,
        "by": version.by,
        "at": f"{write_date(version.at.date(), language)} {version.at:%H:%M}",
        "lines": len(version.content.splitlines()),
    }
