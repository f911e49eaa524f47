"""The workbench: variables, editor and results of a project."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.texts import Language
from folkekommune.web.research.desk import Desk, desk_page
from folkekommune.web.research.example import example_script
from folkekommune.web.research.project import Cases, OwnProject
from folkekommune.web.research.run_view import run_view
from folkekommune.web.sessions import CurrentSession

router = APIRouter()


@router.get("/{language}/arbeidsbenk/prosjekt/{code}/", name="workbench")  # noqa: FAST003  (the dependency reads the code)
def workbench(
    request: Request,
    language: Language,
    project: OwnProject,
    *,
    cases: Cases,
    session: CurrentSession,
    kjoring: str = "",
    skript: str = "",
    versjon: Annotated[int | None, Query(ge=1, le=99_999)] = None,
    lagret: bool = False,
    kommando: bool = False,
    eksempel: bool = False,
    oving: bool = False,
) -> Response:
    """Show the workbench.

    ``kjoring`` is a run whose script and results are shown, ``skript`` and ``versjon`` a saved script;
    ``oving`` asks for practice.
    """
    desk = Desk(latest=cases.latest_of(session.user, project.code), at_command=kommando, practice=oving)
    if kjoring:
        stored = cases.run(session.user, project.code, kjoring, language)
        view = run_view(
            stored,
            cases,
            language,
            own=stored.run.user_id == session.user.identifier,
            practised=cases.practised(session.user, project.code, stored),
        )
        desk = Desk(view.script, run=view, at_command=kommando, practice=view.practice)
    elif skript:
        shelf = cases.shelf(session.user, project.code)
        version, newest = shelf.version(skript, versjon), shelf.version(skript).number
        desk = Desk(
            version.content, version=version, newest=newest, saved=lagret, at_command=kommando, practice=oving
        )
    elif eksempel:
        desk = Desk(example_script(cases.databanks(session.user, project.code)), practice=oving)
    return desk_page(request, project, session, desk)
