"""The workbench: variables, editor and results of a project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from folkekommune.access.projects import Project
from folkekommune.access.sessions import Session
from folkekommune.services.checking import faults_as_data
from folkekommune.services.session_panel import Panel
from folkekommune.texts import Language
from folkekommune.web.pages import pages_of, say
from folkekommune.web.research.example import example_script
from folkekommune.web.research.project import Cases, OwnProject, address, research_of, trail
from folkekommune.web.research.run_view import RunView, run_view
from folkekommune.web.research.variables import themes_of
from folkekommune.web.research.words import command_words, option_words
from folkekommune.web.sessions import CheckedForm, CurrentSession

router = APIRouter()

_FAULTY = 422


@dataclass(frozen=True)
class Checked:
    """What the checker found, in sentences, and what the script makes as far as it can be read."""

    faults: tuple[str, ...]
    empty: bool
    panel: Panel | None = None


@router.get("/{language}/arbeidsbenk/prosjekt/{code}/", name="workbench")  # noqa: FAST003  (the dependency reads the code)
def workbench(
    request: Request,
    language: Language,
    project: OwnProject,
    *,
    cases: Cases,
    session: CurrentSession,
    kjoring: str = "",
    eksempel: bool = False,
) -> Response:
    """Show the workbench: with ``kjoring`` that run's script and results, with ``eksempel`` an example."""
    view, script = None, ""
    if kjoring:
        stored = cases.run(session.user, project.code, kjoring, language)
        own = stored.run.user_id == session.user.identifier
        view = run_view(stored, cases, language, own=own)
        script = view.script
    elif eksempel:
        script = example_script(cases.databanks(session.user, project.code))
    return _page(request, project, session, script=script, run=view)


@router.post("/{language}/arbeidsbenk/prosjekt/{code}/", name="workbench_run")  # noqa: FAST003  (the same)
def act(
    request: Request,
    language: Language,
    project: OwnProject,
    *,
    cases: Cases,
    session: CheckedForm,
    script: Annotated[str, Form()] = "",
    run: Annotated[str, Form(pattern="^(all|line|check)$")] = "all",
    line: Annotated[str, Form(pattern=r"^\d{0,6}$")] = "",
) -> Response:
    """Run the script, run it up to a line, or check it; faults are told before anything is queued."""
    text = script.replace("\r\n", "\n")
    partial = "hx-request" in request.headers
    until_line = int(line) if run == "line" and line else None
    faults = [
        (fault["line"], say(request, "research.line", line=str(fault["line"]), sentence=fault["message"]))
        for fault in faults_as_data(cases.faults(session.user, project.code, text), language)
        if until_line is None or fault["line"] <= until_line
    ]
    if run == "check" or faults or not text.strip():
        checked = Checked(
            tuple(sentence for _, sentence in faults),
            empty=not text.strip(),
            panel=cases.panel(session.user, project.code, text, language),
        )
        if partial:
            return pages_of(request).fragment(request, "research/checked.html", checked=checked)
        return _page(request, project, session, script=text, checked=checked)
    queued = cases.enqueue(session.user, project.code, text, until_line=until_line)
    home = f"{address(language, project.code)}?kjoring={queued.identifier}"
    if not partial:
        return RedirectResponse(address(language, project.code, "kjoringer", queued.identifier), 303)
    stored = cases.run(session.user, project.code, queued.identifier, language)
    view = run_view(stored, cases, language, own=True)
    token = pages_of(request).tokens.of_session(session.token)
    answer = pages_of(request).fragment(
        request, "research/run_fragment.html", run=view, form_token=token, announced=True
    )
    answer.headers["HX-Push-Url"] = home
    return answer


def _page(
    request: Request,
    project: Project,
    session: Session,
    *,
    script: str,
    run: RunView | None = None,
    checked: Checked | None = None,
) -> Response:
    cases = research_of(request)
    language = request.path_params["language"]
    databanks = cases.databanks(session.user, project.code)
    here = address(language, project.code)
    return pages_of(request).render(
        request,
        "research/workbench.html",
        title=project.title,
        status=_FAULTY if checked and checked.faults else 200,
        session=session,
        scripts=("workbench.js",),
        trail=trail(language),
        project=project,
        here=here,
        script=script,
        run=run,
        can_run=cases.can_run(session.user, project),
        databanks=databanks,
        themes=themes_of(databanks, language),
        example=example_script(databanks),
        commands=command_words(),
        options=option_words(),
        checked=checked,
    )
