"""The desk of the workbench: editor, command line, and what is shown below them."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from folkekommune.access.projects import Project
from folkekommune.access.run_records import Run
from folkekommune.access.sessions import Session
from folkekommune.services.script_shelf import ScriptVersion
from folkekommune.services.session_panel import Panel
from folkekommune.web.pages import language_of, pages_of
from folkekommune.web.research.example import example_script
from folkekommune.web.research.project import address, research_of, trail
from folkekommune.web.research.run_view import RunView
from folkekommune.web.research.variables import themes_of
from folkekommune.web.research.words import command_words, option_words

_FAULTY = 422


@dataclass(frozen=True)
class Checked:
    """What the checker found, in sentences, and what the script makes as far as it can be read."""

    faults: tuple[str, ...]
    empty: bool
    panel: Panel | None = None


@dataclass(frozen=True)
class Desk:
    """What lies on the desk.

    :param version: the saved version that the script is, :param newest: the number of the latest one.
    :param saved: whether it was saved just now.
    :param latest: the reader's latest run, to go on with when the desk is empty.
    :param practice: whether the script is to be run on invented persons.
    :param command: one that was given, with what it told; :param at_command: whether to go on giving some.
    """

    script: str = ""
    run: RunView | None = None
    checked: Checked | None = None
    version: ScriptVersion | None = None
    newest: int = 0
    saved: bool = False
    latest: Run | None = None
    command: str = ""
    told: str | None = None
    at_command: bool = False
    practice: bool = False


def desk_page(request: Request, project: Project, session: Session, desk: Desk) -> Response:
    """Show the workbench with what lies on the desk."""
    cases = research_of(request)
    language = language_of(request)
    databanks = cases.databanks(session.user, project.code)
    here = address(language, project.code)
    share = ""
    if desk.version is not None:
        path = address(language, project.code, "skript", desk.version.name, str(desk.version.number))
        share = str(request.base_url.replace(path=path, query=""))
    return pages_of(request).render(
        request,
        "research/workbench.html",
        title=project.title,
        status=_FAULTY if desk.checked and desk.checked.faults else 200,
        session=session,
        scripts=("workbench.js",),
        trail=trail(language),
        project=project,
        here=here,
        desk=desk,
        share=share,
        script=desk.script,
        run=desk.run,
        can_run=cases.can_run(session.user, project),
        databanks=databanks,
        themes=themes_of(databanks, language),
        catalogue=address(language, project.code, "variabler"),
        example=example_script(databanks),
        commands=command_words(),
        options=option_words(),
        checked=desk.checked,
    )
