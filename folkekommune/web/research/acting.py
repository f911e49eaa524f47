"""What the buttons and the command line of the workbench do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from folkekommune.access.projects import Project
from folkekommune.access.sessions import Session
from folkekommune.script.faults import ScriptFault
from folkekommune.services.checking import faults_as_data
from folkekommune.services.run_report import told_text
from folkekommune.services.script_shelf import ScriptVersion
from folkekommune.web.pages import language_of, pages_of, say
from folkekommune.web.research.desk import Checked, Desk, desk_page
from folkekommune.web.research.project import OwnProject, address, research_of
from folkekommune.web.research.run_view import run_view
from folkekommune.web.sessions import CheckedForm

router = APIRouter()


@dataclass(frozen=True)
class Sent:
    """What was sent from the desk.

    :param name: to save the script under, :param command: given beside it.
    :param practice: whether to run on invented persons.
    """

    script: str
    run: str
    line: str
    name: str
    command: str
    practice: bool

    @property
    def wanted(self) -> str:
        """What is to be done: the Enter key in a field asks for what the field is for."""
        if self.run == "command" and not self.command:
            return "save" if self.name else "check"
        return self.run


def sent_form(
    script: Annotated[str, Form()] = "",
    run: Annotated[str, Form(pattern="^(all|line|check|save|command|real)$")] = "all",
    line: Annotated[str, Form(pattern=r"^\d{0,6}$")] = "",
    navn: Annotated[str, Form(max_length=200)] = "",
    kommando: Annotated[str, Form(max_length=2000)] = "",
    data: Annotated[str, Form(pattern="^(oving|ekte)$")] = "ekte",
) -> Sent:
    """Read the form."""
    return Sent(
        script.replace("\r\n", "\n"),
        run,
        line,
        navn.strip(),
        kommando.strip(),
        data == "oving" and run != "real",
    )


@router.post("/{language}/arbeidsbenk/prosjekt/{code}/", name="workbench_run")
def act(
    request: Request, project: OwnProject, *, session: CheckedForm, sent: Annotated[Sent, Depends(sent_form)]
) -> Response:
    """Run, check or save the script, or give a command; faults are told before anything is queued."""
    match sent.wanted:
        case "save":
            return _save(request, project, session, sent)
        case "command":
            return _command(request, project, session, sent)
    return _run(request, project, session, sent)


def _run(request: Request, project: Project, session: Session, sent: Sent) -> Response:
    cases, language = research_of(request), language_of(request)
    until_line = int(sent.line) if sent.run == "line" and sent.line else None
    faults = tuple(
        fault
        for fault in cases.faults(session.user, project.code, sent.script)
        if until_line is None or fault.line <= until_line
    )
    if sent.wanted == "check" or faults or not sent.script.strip():
        return _told(request, project, session, sent, faults=faults)
    queued = cases.enqueue(
        session.user, project.code, sent.script, until_line=until_line, practice=sent.practice
    )
    if sent.wanted == "real":
        # The choice beside the script becomes another one with it.
        return _go_on(request, f"{address(language, project.code)}?kjoring={queued.identifier}")
    if not _partial(request):
        return RedirectResponse(address(language, project.code, "kjoringer", queued.identifier), 303)
    stored = cases.run(session.user, project.code, queued.identifier, language)
    view = run_view(stored, cases, language, own=True)
    token = pages_of(request).tokens.of_session(session.token)
    answer = pages_of(request).fragment(
        request, "research/run_fragment.html", run=view, form_token=token, announced=True
    )
    answer.headers["HX-Push-Url"] = f"{address(language, project.code)}?kjoring={queued.identifier}"
    return answer


def _told(
    request: Request, project: Project, session: Session, sent: Sent, *, faults: tuple[ScriptFault, ...]
) -> Response:
    """Show what the checker found, and what the script makes."""
    language = language_of(request)
    checked = Checked(
        tuple(
            say(request, "research.line", line=str(fault["line"]), sentence=fault["message"])
            for fault in faults_as_data(faults, language)
        ),
        empty=not sent.script.strip(),
        panel=research_of(request).panel(session.user, project.code, sent.script, language),
    )
    if _partial(request):
        return pages_of(request).fragment(request, "research/checked.html", checked=checked)
    return desk_page(request, project, session, Desk(sent.script, checked=checked, practice=sent.practice))


def _save(request: Request, project: Project, session: Session, sent: Sent) -> Response:
    saved = research_of(request).save(session.user, project.code, name=sent.name, script=sent.script)
    href = _of_version(request, project, saved) + ("&oving=1" if sent.practice else "")
    if not _partial(request):
        return RedirectResponse(f"{href}&lagret=1", 303)
    answer = pages_of(request).fragment(
        request, "research/saved.html", saved=saved, share=_shared(request, project, saved), announced=True
    )
    answer.headers["HX-Push-Url"] = href
    return answer


def _command(request: Request, project: Project, session: Session, sent: Sent) -> Response:
    cases, language = research_of(request), language_of(request)
    outcome = cases.command(session.user, project.code, command=sent.command, script=sent.script)
    if outcome.faults:
        return _told(request, project, session, sent, faults=outcome.faults)
    if outcome.told is not None:
        written = told_text(outcome.told, language)
        if _partial(request):
            return pages_of(request).fragment(
                request, "research/told.html", command=sent.command, told=written
            )
        desk = Desk(sent.script, command=sent.command, told=written, practice=sent.practice)
        return desk_page(request, project, session, desk)
    if outcome.run_to is not None:
        run = cases.enqueue(
            session.user, project.code, outcome.script, until_line=outcome.run_to, practice=sent.practice
        )
        return _go_on(request, f"{address(language, project.code)}?kjoring={run.identifier}&kommando=1")
    practice = "&oving=1" if sent.practice else ""
    name = outcome.saved or outcome.opened
    if not name:
        return _go_on(request, f"{address(language, project.code)}?kommando=1{practice}")
    version = cases.shelf(session.user, project.code).version(name)
    told = "&lagret=1" if outcome.saved else ""
    return _go_on(request, f"{_of_version(request, project, version)}{told}&kommando=1{practice}")


def _go_on(request: Request, href: str) -> Response:
    """Lead to another address of the workbench, where the script in the editor is another."""
    if _partial(request):
        return Response(status_code=200, headers={"HX-Redirect": href})
    return RedirectResponse(href, 303)


def _of_version(request: Request, project: Project, version: ScriptVersion) -> str:
    """Write the address of the workbench with a version of a script in it."""
    query = urlencode({"skript": version.name, "versjon": version.number})
    return f"{address(language_of(request), project.code)}?{query}"


def _shared(request: Request, project: Project, version: ScriptVersion) -> str:
    """Write the fixed address of a version, whole, to be sent to others in the project."""
    path = address(language_of(request), project.code, "skript", version.name, str(version.number))
    return str(request.base_url.replace(path=path, query=""))


def _partial(request: Request) -> bool:
    return "hx-request" in request.headers
