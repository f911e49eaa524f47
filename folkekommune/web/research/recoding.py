"""Make a ``recode`` command of a file of codes, to be put into a script."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.access.projects import Project
from folkekommune.access.sessions import Session
from folkekommune.errors import InputError
from folkekommune.services.recode_file import LARGEST_FILE, recode_command
from folkekommune.texts import text
from folkekommune.web.pages import language_of, pages_of, say
from folkekommune.web.research.project import OwnProject, address, trail
from folkekommune.web.sessions import CheckedForm, CurrentSession

router = APIRouter()

_ADDRESS = "/{language}/arbeidsbenk/prosjekt/{code}/omkoding"
_FAULTY = 422


@router.get(_ADDRESS, name="research_recoding")
def recoding(request: Request, project: OwnProject, session: CurrentSession) -> Response:
    """Ask for a variable and a file."""
    return _page(request, project, session)


@router.post(_ADDRESS, name="research_recode")
def recode(
    request: Request,
    project: OwnProject,
    session: CheckedForm,
    fil: UploadFile,
    variabel: Annotated[str, Form(max_length=200)] = "",
    tekst: Annotated[bool, Form()] = False,  # noqa: FBT002  (a tick box)
) -> Response:
    """Show the command that the file describes, or what is wrong with it."""
    name = variabel.strip()
    content = fil.file.read(LARGEST_FILE + 1)
    try:
        command = recode_command(name, content, as_text=tekst)
    except InputError as fault:
        sentence = text(fault.code, language_of(request), **fault.parameters)
        field = "variabel" if fault.code == "workbench.recode-variable" else "fil"
        return _page(request, project, session, variable=name, faults=((field, sentence),))
    return _page(request, project, session, variable=name, command=command)


def _page(
    request: Request,
    project: Project,
    session: Session,
    *,
    variable: str = "",
    command: str = "",
    faults: tuple[tuple[str, str], ...] = (),
) -> Response:
    language = language_of(request)
    return pages_of(request).render(
        request,
        "research/recoding.html",
        title=say(request, "workbench.recode-title"),
        status=_FAULTY if faults else 200,
        session=session,
        trail=trail(language, project),
        here=address(language, project.code, "omkoding"),
        workbench=address(language, project.code),
        variable=variable,
        command=command,
        faults=faults,
    )
