"""A project: what it is for and may use, who is in it, and what can be changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from folkekommune.access.projects import TRANSITIONS, GrantKind, Project, ProjectState
from folkekommune.errors import InputError
from folkekommune.services.project_keeping import Member
from folkekommune.texts import Language, text
from folkekommune.web.pages import pages_of, say
from folkekommune.web.sessions import CheckedForm
from folkekommune.web.steward.kept_project import Keeper, KeeperOf, KeptProject
from folkekommune.web.steward.place import names_of_places
from folkekommune.web.steward.projects import read_day, state_of

router = APIRouter()

_PAGE = "/{language}/forvaltning/prosjekter/{code}"
Written = Annotated[str, Form(max_length=400)]
OPENED = (ProjectState.OPEN, ProjectState.PAUSED)
"""Where a button leads at once; closing cannot be undone, and is asked about first."""


@dataclass(frozen=True)
class Granted:
    """What a project is granted of one kind.

    :param entries: code and name of each, :param addable: the same of what can be granted besides.
    """

    kind: str
    entries: list[tuple[str, str]]
    addable: list[tuple[str, str]]


@router.get(_PAGE, name="steward_project")
def project(request: Request, language: Language, keeper: KeeperOf, project: KeptProject) -> Response:
    """Show a project."""
    return _page(keeper, project)


@router.post(_PAGE + "/tilstand", name="steward_move_project")
def move(
    keeper: KeeperOf, project: KeptProject, session: CheckedForm, tilstand: Annotated[ProjectState, Form()]
) -> Response:
    """Open or pause a project; closing it has a page of its own."""
    if tilstand not in OPENED:
        raise InputError("access.project-state", project=project.code)
    return _change(keeper, project, lambda: keeper.keeping.move(session.user, project.code, tilstand))


@router.get(_PAGE + "/avslutt", name="steward_close_project_ask")
def ask_closing(request: Request, language: Language, keeper: KeeperOf, project: KeptProject) -> Response:
    """Ask whether the project is really to be closed, and tell what follows."""
    return pages_of(request).render(
        request,
        "steward/close_project.html",
        title=say(request, "projects.title-close", title=project.title),
        session=keeper.session,
        project=project,
        closed=not TRANSITIONS[project.state],
    )


@router.post(_PAGE + "/avslutt", name="steward_close_project")
def close(keeper: KeeperOf, project: KeptProject, session: CheckedForm) -> Response:
    """Close a project for good."""
    return _change(
        keeper, project, lambda: keeper.keeping.move(session.user, project.code, ProjectState.CLOSED)
    )


@router.post(_PAGE + "/medlem", name="steward_add_member")
def add_member(keeper: KeeperOf, project: KeptProject, session: CheckedForm, navn: Written = "") -> Response:
    """Let somebody in."""
    return _change(keeper, project, lambda: keeper.keeping.add_member(session.user, project.code, navn))


@router.post(_PAGE + "/medlem/{user}/fjern", name="steward_remove_member")
def remove_member(keeper: KeeperOf, project: KeptProject, session: CheckedForm, user: int) -> Response:
    """Let somebody out."""
    return _change(keeper, project, lambda: keeper.keeping.remove_member(session.user, project.code, user))


@router.post(_PAGE + "/sluttdato", name="steward_project_end")
def set_end(keeper: KeeperOf, project: KeptProject, session: CheckedForm, slutt: Written = "") -> Response:
    """Move the last day."""
    return _change(
        keeper, project, lambda: keeper.keeping.set_end(session.user, project.code, read_day(slutt))
    )


@router.post(_PAGE + "/papirer", name="steward_project_papers")
def set_papers(
    keeper: KeeperOf,
    project: KeptProject,
    session: CheckedForm,
    *,
    godkjenning: Written = "",
    protokoll: Written = "",
) -> Response:
    """Note the references of the papers."""
    return _change(
        keeper,
        project,
        lambda: keeper.keeping.set_papers(
            session.user, project.code, approval=godkjenning, processing_record=protokoll
        ),
    )


@router.post(_PAGE + "/tilgang", name="steward_project_grant")
def grant(
    keeper: KeeperOf,
    project: KeptProject,
    session: CheckedForm,
    *,
    slag: Annotated[GrantKind, Form()],
    navn: Written = "",
) -> Response:
    """Grant one thing more."""
    return _change(keeper, project, lambda: keeper.keeping.grant(session.user, project.code, slag, navn))


@router.post(_PAGE + "/variabler", name="steward_project_variables")
def grant_variables(
    keeper: KeeperOf,
    project: KeptProject,
    session: CheckedForm,
    navn: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Grant some variables more; a project that had all of them has these alone."""
    names = frozenset(navn.replace(",", " ").split())
    return _change(keeper, project, lambda: keeper.keeping.grant_variables(session.user, project.code, names))


@router.post(_PAGE + "/variabler/alle", name="steward_project_every_variable")
def grant_every_variable(keeper: KeeperOf, project: KeptProject, session: CheckedForm) -> Response:
    """Grant every variable of the databanks again."""
    return _change(keeper, project, lambda: keeper.keeping.grant_every_variable(session.user, project.code))


@router.post(_PAGE + "/tilgang/fjern", name="steward_project_withdraw_grant")
def withdraw_grant(
    keeper: KeeperOf,
    project: KeptProject,
    session: CheckedForm,
    *,
    slag: Annotated[GrantKind, Form()],
    navn: Written = "",
) -> Response:
    """Take away what was granted."""
    return _change(
        keeper, project, lambda: keeper.keeping.withdraw_grant(session.user, project.code, slag, navn)
    )


def _change(keeper: Keeper, project: Project, change: Callable[[], Project]) -> Response:
    """Change the project and go back to its page, or show the page with what is wrong."""
    try:
        change()
    except InputError as fault:
        return _page(keeper, project, fault=fault)
    language = keeper.request.path_params["language"]
    return RedirectResponse(f"/{language}/forvaltning/prosjekter/{project.code}?lagret=1", status_code=303)


def _page(keeper: Keeper, project: Project, *, fault: InputError | None = None) -> Response:
    request = keeper.request
    language: Language = request.path_params["language"]
    closed = not TRANSITIONS[project.state]
    return pages_of(request).render(
        request,
        "steward/project.html",
        title=project.title,
        session=keeper.session,
        status=400 if fault else 200,
        project=project,
        here=f"/{language}/forvaltning/prosjekter/{project.code}",
        state=state_of(project, keeper, language),
        moves=[state.value for state in OPENED if state in TRANSITIONS[project.state]],
        closed=closed,
        members=[(each, _roles(each, language)) for each in keeper.keeping.members(project)],
        candidates=[(user.name, user.display_name) for user in keeper.keeping.candidates(project)],
        granted=_granted(keeper, project, language),
        variables=_variables(keeper, project, language),
        saved="lagret" in request.query_params and fault is None,
        fault=say(request, fault.code, **fault.parameters) if fault else "",
    )


def _roles(member: Member, language: Language) -> str:
    """Name what somebody is here, without what it lets them do."""
    if member.user is None:
        return text("projects.account-closed", language)
    names = dict.fromkeys(grant.role for grant in member.user.grants)
    return ", ".join(text(f"access.role-{name}", language).partition(":")[0] for name in names)


def _granted(keeper: Keeper, project: Project, language: Language) -> list[Granted]:
    banks = {name: title.in_language(language) for name, title in keeper.keeping.databanks().items()}
    places = {place.number: place.name for place in keeper.places}
    found = []
    for kind, known in ((GrantKind.DATABANK, banks), (GrantKind.MUNICIPALITY, places)):
        held = sorted(kind.of(project))
        names = names_of_places(held) if kind is GrantKind.MUNICIPALITY else [known.get(n, n) for n in held]
        addable = [(name, title) for name, title in known.items() if name not in held]
        found.append(Granted(kind.value, list(zip(held, names, strict=True)), addable))
    return found


def _variables(keeper: Keeper, project: Project, language: Language) -> Granted:
    """Give the single variables, with their titles; none that are named means all, and all can be added."""
    titles = {each.name: each.title.in_language(language) for each in keeper.keeping.variables_of(project)}
    held = [(name, titles.get(name, name)) for name in sorted(project.variables)]
    addable = [(name, title) for name, title in titles.items() if name not in project.variables]
    return Granted(GrantKind.VARIABLE.value, held, addable)
