"""Projects: those under way and those that are not, and the form that makes one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from folkekommune.access.projects import Project
from folkekommune.errors import InputError
from folkekommune.services.project_keeping import LONGEST_PURPOSE
from folkekommune.texts import Language, number, text
from folkekommune.web.pages import pages_of, say
from folkekommune.web.sessions import CheckedForm
from folkekommune.web.steward.kept_project import Keeper, KeeperOf
from folkekommune.web.steward.rows import Row
from folkekommune.web.writing import write_date

router = APIRouter()

_LIST = "/{language}/forvaltning/prosjekter"
_NEW = "/{language}/forvaltning/nytt-prosjekt"
_FIELDS = {
    "projects.code": "kode",
    "access.project-taken": "kode",
    "projects.title": "tittel",
    "projects.purpose": "formal",
    "projects.reference": "protokoll",
    "projects.date": "slutt",
    "projects.end-past": "slutt",
    "projects.databank": "databank",
    "projects.databanks": "databank",
    "projects.municipalities": "kommune",
    "projects.variables": "variabler",
    "projects.unknown-variables": "variabler",
}
"""Which field a fault is about; the first one for all others."""

Chosen = Annotated[list[str] | None, Form()]


@router.get(_LIST, name="steward_projects")
def projects(request: Request, language: Language, keeper: KeeperOf) -> Response:
    """List the projects with state, purpose, last day and number of members."""
    found = keeper.keeping.listed(keeper.session.user)
    return pages_of(request).render(
        request,
        "steward/projects.html",
        title=say(request, "projects.title-list"),
        session=keeper.session,
        rows=[_row(each, keeper, language) for each in found],
    )


@router.get(_NEW, name="steward_new_project")
def new_project(request: Request, language: Language, keeper: KeeperOf) -> Response:
    """Ask for a new project."""
    return _form(keeper, {}, ())


@router.post(_NEW, name="steward_make_project")
async def make_project(
    request: Request,
    language: Language,
    keeper: KeeperOf,
    session: CheckedForm,
    *,
    databank: Chosen = None,
    kommune: Chosen = None,
) -> Response:
    """Make a project as a draft, or show the form again with what is wrong."""
    form = {name: str(value) for name, value in (await request.form()).items()}
    chosen = frozenset(databank or ()) | frozenset(kommune or ())
    try:
        project = keeper.keeping.create(
            session.user,
            Project(
                form.get("kode", "").strip(),
                form.get("tittel", "").strip(),
                form.get("formal", "").strip(),
                read_day(form.get("slutt", "")),
                form.get("godkjenning", "").strip(),
                form.get("protokoll", "").strip(),
                databanks=frozenset(databank or ()),
                variables=frozenset(form.get("variabler", "").replace(",", " ").split()),
                municipalities=frozenset(kommune or ()),
            ),
        )
    except InputError as fault:
        sentence = say(request, fault.code, **fault.parameters)
        return _form(keeper, form, ((_FIELDS.get(fault.code, "kode"), sentence),), chosen)
    return RedirectResponse(f"/{language}/forvaltning/prosjekter/{project.code}", status_code=303)


def read_day(written: str) -> date:
    """Read a day as browsers send it.

    :raises InputError: ``projects.date``.
    """
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise InputError("projects.date") from None


def _form(
    keeper: Keeper,
    form: Mapping[str, str],
    faults: Sequence[tuple[str, str]],
    chosen: frozenset[str] = frozenset(),
) -> Response:
    request = keeper.request
    language: Language = request.path_params["language"]
    banks = keeper.keeping.databanks()
    return pages_of(request).render(
        request,
        "steward/new_project.html",
        title=say(request, "projects.title-new"),
        session=keeper.session,
        status=400 if faults else 200,
        form=form,
        faults=faults,
        chosen=chosen,
        databanks=[(name, title.in_language(language)) for name, title in banks.items()],
        places=[(place.number, place.name) for place in keeper.places],
        most=LONGEST_PURPOSE,
    )


def state_of(project: Project, keeper: Keeper, language: Language) -> str:
    """Say where a project is, and whether its last day is past."""
    told = text(f"projects.state-{project.state.value}", language)
    past = project.ends_on < keeper.keeping.today()
    return f"{told} {text('projects.is-past', language)}" if past else told


def _row(project: Project, keeper: Keeper, language: Language) -> Row:
    return Row(
        project.title,
        (
            state_of(project, keeper, language),
            project.purpose,
            write_date(project.ends_on, language),
            number(len(project.members), language),
        ),
        f"/{language}/forvaltning/prosjekter/{project.code}",
    )
