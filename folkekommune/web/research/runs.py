"""The runs of a project: the list, one run with its results, and cancelling."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as PathPart
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from folkekommune.access.run_records import Run
from folkekommune.services.result_files import PLAIN, SEPARATED, one_result, whole_run
from folkekommune.services.stored_runs import is_practice
from folkekommune.texts import Language, text
from folkekommune.web.pages import pages_of, say
from folkekommune.web.research.project import Cases, Identifier, OwnProject, address, trail
from folkekommune.web.research.run_view import run_view, state_code
from folkekommune.web.sessions import CheckedForm, CurrentSession
from folkekommune.web.writing import write_date

router = APIRouter()

_FOLDER = "/{language}/arbeidsbenk/prosjekt/{code}/kjoringer"


@router.get(_FOLDER, name="research_runs")
def runs(
    request: Request, language: Language, project: OwnProject, cases: Cases, session: CurrentSession
) -> Response:
    """List the runs, newest first."""
    rows = [
        (
            address(language, project.code, "kjoringer", run.identifier),
            f"{write_date(run.created_at.date(), language)} {run.created_at:%H:%M}",
            _state(run, language),
            run.script.strip().splitlines()[-1:],
        )
        for run in cases.latest_runs(session.user, project.code)
    ]
    return pages_of(request).render(
        request,
        "research/runs.html",
        title=say(request, "research.runs-title"),
        session=session,
        trail=trail(language, project),
        rows=rows,
    )


@router.get(_FOLDER + "/{identifier}", name="research_run")
def show(
    request: Request,
    language: Language,
    identifier: Identifier,
    project: OwnProject,
    *,
    cases: Cases,
    session: CurrentSession,
    sett: str = "",
) -> Response:
    """Show a run, or what is new in it since ``sett``; nothing new is answered with nothing."""
    stored = cases.run(session.user, project.code, identifier, language)
    view = run_view(
        stored,
        cases,
        language,
        own=stored.run.user_id == session.user.identifier,
        practised=cases.practised(session.user, project.code, stored),
    )
    pages = pages_of(request)
    if "hx-request" in request.headers:
        if sett == view.stamp:
            return Response(status_code=204)
        token = pages.tokens.of_session(session.token)
        return pages.fragment(
            request, "research/run_fragment.html", run=view, form_token=token, announced=True
        )
    return pages.render(
        request,
        "research/run_page.html",
        title=say(request, "research.run-title"),
        session=session,
        trail=[
            *trail(language, project),
            (say(request, "research.runs-title"), address(language, project.code, "kjoringer")),
        ],
        run=view,
        workbench=f"{address(language, project.code)}?kjoring={identifier}",
        here=address(language, project.code),
    )


@router.get(_FOLDER + "/{identifier}/alt.txt", name="research_all_results")
def everything(
    request: Request,
    language: Language,
    identifier: Identifier,
    project: OwnProject,
    *,
    cases: Cases,
    session: CurrentSession,
) -> Response:
    """Give everything a run gave as one text."""
    stored = cases.run(session.user, project.code, identifier, language)
    return _file(request, language, whole_run(stored, language), f"{identifier}.txt")


@router.get(_FOLDER + "/{identifier}/{number}.{form}", name="research_one_result")
def one(
    request: Request,
    language: Language,
    identifier: Identifier,
    number: Annotated[int, PathPart(ge=1, le=99_999)],
    form: Annotated[str, PathPart(pattern=f"^({PLAIN}|{SEPARATED})$")],
    *,
    project: OwnProject,
    cases: Cases,
    session: CurrentSession,
) -> Response:
    """Give one result as a text table, or as values divided by semicolons."""
    stored = cases.run(session.user, project.code, identifier, language)
    content = one_result(stored, number, form, language=language)
    return _file(request, language, content, f"{identifier}-{number}.{form}")


@router.post(_FOLDER + "/{identifier}/avbryt", name="research_cancel")
def cancel(
    request: Request,
    language: Language,
    identifier: Identifier,
    project: OwnProject,
    *,
    cases: Cases,
    session: CheckedForm,
) -> Response:
    """Ask for a run to stop, and show it."""
    cases.cancel(session.user, project.code, identifier)
    href = address(language, project.code, "kjoringer", identifier)
    if "hx-request" not in request.headers:
        return RedirectResponse(href, 303)
    view = run_view(cases.run(session.user, project.code, identifier, language), cases, language, own=True)
    pages = pages_of(request)
    token = pages.tokens.of_session(session.token)
    return pages.fragment(request, "research/run_fragment.html", run=view, form_token=token, announced=True)


def _state(run: Run, language: Language) -> str:
    """Tell where a run is in its life, and of practice that it is."""
    state = text(f"research.state-{state_code(run.state)}", language)
    return f"{text('practice.tag', language)}: {state}" if is_practice(run) else state


def _file(request: Request, language: Language, content: str, name: str) -> Response:
    """Give a text to take along; with made-up persons its first line says so."""
    if pages_of(request).settings.synthetic:
        content = f"{text('common.synthetic', language)}\n{content}"
    # Spreadsheets take a file for UTF-8 only when it begins with this mark.
    kind, mark = ("text/csv", "\ufeff") if name.endswith(SEPARATED) else ("text/plain", "")
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(mark + content, media_type=f"{kind}; charset=utf-8", headers=headers)
