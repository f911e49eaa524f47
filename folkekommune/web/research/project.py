"""Which project a page is about, and the use cases behind the pages."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, HTTPException
from fastapi import Path as PathPart
from starlette.requests import Request

from folkekommune.access.projects import Project
from folkekommune.services.research import Research
from folkekommune.texts import Language, text
from folkekommune.web.addresses import RESEARCH
from folkekommune.web.pages import pages_of
from folkekommune.web.sessions import CurrentSession

Code = Annotated[str, PathPart(max_length=80)]
Identifier = Annotated[str, PathPart(pattern=r"^[0-9a-f]{16}$")]


def research_of(request: Request) -> Research:
    """Give the use cases; a server without them has no workbench."""
    found = pages_of(request).services.research
    if not isinstance(found, Research):
        raise HTTPException(404)
    return found


Cases = Annotated[Research, Depends(research_of)]


def own_project(cases: Cases, code: Code, session: CurrentSession) -> Project:
    """Give the project of the address, once its reader is found to be one of its researchers."""
    return cases.project(session.user, code)


OwnProject = Annotated[Project, Depends(own_project)]


def address(language: Language, code: str, *rest: str) -> str:
    """Write the address of a project, or of a page in it."""
    parts = (quote(part, safe="") for part in rest)
    return "/".join((f"/{language}/{RESEARCH}/prosjekt/{code}", *parts)) + ("" if rest else "/")


def trail(language: Language, project: Project | None = None) -> list[tuple[str, str]]:
    """Give the pages above one: all projects, and perhaps the project."""
    top = [(text("research.projects-title", language), f"/{language}/{RESEARCH}/")]
    return [*top, (project.title, address(language, project.code))] if project else top
