"""Who keeps projects, and which project a page is about: asked before anything is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException
from fastapi import Path as PathPart
from starlette.requests import Request

from folkekommune.access.checks import check_can_manage_projects
from folkekommune.access.projects import Project
from folkekommune.access.roles import Permission
from folkekommune.access.sessions import Session
from folkekommune.errors import InputError
from folkekommune.services.project_keeping import CODE, ProjectKeeping
from folkekommune.web.pages import pages_of
from folkekommune.web.ports import Place
from folkekommune.web.sessions import CurrentSession

Code = Annotated[str, PathPart(pattern=f"^{CODE}$")]


@dataclass(frozen=True)
class Keeper:
    """Someone who keeps projects, and the use cases on them."""

    request: Request
    session: Session
    keeping: ProjectKeeping

    @property
    def places(self) -> list[Place]:
        """The municipalities whose data they may grant."""
        reach = self.session.user.reach_of(Permission.PROJECT_MANAGE)
        return [
            Place(entry.number, entry.name)
            for entry in pages_of(self.request).settings.municipalities
            if reach is None or entry.number in reach
        ]


def keeper(request: Request, session: CurrentSession) -> Keeper:
    """Give who asks, once they are found to keep projects."""
    check_can_manage_projects(session.user)
    found = pages_of(request).services.projects
    if not isinstance(found, ProjectKeeping):
        raise HTTPException(404)
    return Keeper(request, session, found)


KeeperOf = Annotated[Keeper, Depends(keeper)]


def kept_project(keeper: KeeperOf, code: Code) -> Project:
    """Give the project of the address; one that another keeps is not told apart from none."""
    try:
        return keeper.keeping.find(keeper.session.user, code)
    except InputError:
        raise HTTPException(404) from None


KeptProject = Annotated[Project, Depends(kept_project)]
