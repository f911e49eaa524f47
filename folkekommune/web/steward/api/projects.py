"""Projects and members for who keeps them: listed, made, opened, changed and closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as PathPart
from pydantic import Field

from folkekommune.access.projects import GrantKind, Project, ProjectState
from folkekommune.services.project_keeping import LONGEST_PURPOSE, LONGEST_REFERENCE, LONGEST_TITLE
from folkekommune.web.api_description import faults
from folkekommune.web.api_entries import Lang
from folkekommune.web.sessions import CheckedForm
from folkekommune.web.steward.api.asking import TAG
from folkekommune.web.steward.kept_project import Keeper, KeeperOf, KeptProject

router = APIRouter(prefix="/api/v1/administration/projects", tags=[TAG], responses=faults(401, 403, 404))

_ONE = "/{code}"
_MOST = 100
_LAST_NUMBER = 2**31 - 1
Title = Annotated[str, Field(max_length=LONGEST_TITLE, pattern=r"\S")]
Purpose = Annotated[str, Field(max_length=LONGEST_PURPOSE, pattern=r"\S")]
Reference = Annotated[str, Field(max_length=LONGEST_REFERENCE)]
LogInName = Annotated[str, Field(pattern=r"^[A-Za-z0-9._@-]{1,120}$")]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9._/-]{1,120}$")]
Names = Annotated[list[Name], Field(max_length=_MOST)]
Number = Annotated[int, PathPart(ge=1, le=_LAST_NUMBER)]


@dataclass(frozen=True)
class NewProject:
    """A project to be made; it begins as a draft.

    :param approval: reference of the ethical approval. :param processing_record: of the DPIA and the record
        of processing, without which it does not open. :param variables: all of them when none are named.
    """

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,60}$")]
    title: Title
    purpose: Purpose
    ends_on: date
    approval: Reference = ""
    processing_record: Reference = ""
    databanks: Names = field(default_factory=list)
    variables: Names = field(default_factory=list)
    municipalities: Names = field(default_factory=list)
    members: Annotated[list[LogInName], Field(max_length=_MOST)] = field(default_factory=list)


@dataclass(frozen=True)
class SentState:
    """Where a project is to go. ``closed`` cannot be undone."""

    state: ProjectState


@dataclass(frozen=True)
class SentMember:
    """Who is to be let in, by the name they log in with."""

    name: LogInName


@dataclass(frozen=True)
class SentEnd:
    """The last day."""

    ends_on: date


@dataclass(frozen=True)
class SentPapers:
    """References of the approval, and of the DPIA and the record of processing."""

    approval: Reference
    processing_record: Reference


@dataclass(frozen=True)
class SentGrant:
    """What is granted or taken back."""

    kind: GrantKind
    name: Name


@dataclass(frozen=True)
class SentVariables:
    """Variables of the project's databanks to be granted, all of them or none."""

    names: Annotated[list[Name], Field(min_length=1, max_length=_MOST)]


@dataclass(frozen=True)
class VariableEntry:
    """A variable of the project's databanks. :param granted: whether scripts of the project may import it."""

    databank: str
    name: str
    title: str
    granted: bool


@dataclass(frozen=True)
class MemberEntry:
    """Someone in a project. :param name: none when the account has been closed."""

    identifier: int
    name: str | None
    display_name: str | None
    roles: list[str]
    can_run: bool


@dataclass(frozen=True)
class KeptProjectEntry:
    """A project as who keeps it sees it."""

    code: str
    title: str
    purpose: str
    state: ProjectState
    ends_on: date
    approval: str
    processing_record: str
    databanks: list[str]
    variables: list[str]
    municipalities: list[str]
    members: list[MemberEntry]


@router.get("")
def projects(keeper: KeeperOf) -> list[KeptProjectEntry]:
    """List the projects one keeps, those under way first."""
    return [_entry(keeper, each) for each in keeper.keeping.listed(keeper.session.user)]


@router.post("", status_code=201, responses=faults(400))
def make(keeper: KeeperOf, session: CheckedForm, sent: NewProject) -> KeptProjectEntry:
    """Make a project as a draft."""
    project = Project(
        sent.code,
        sent.title,
        sent.purpose,
        sent.ends_on,
        sent.approval,
        sent.processing_record,
        databanks=frozenset(sent.databanks),
        variables=frozenset(sent.variables),
        municipalities=frozenset(sent.municipalities),
    )
    return _entry(keeper, keeper.keeping.create(session.user, project, sent.members))


@router.get(_ONE)
def project(keeper: KeeperOf, project: KeptProject) -> KeptProjectEntry:
    """Give a project with its members."""
    return _entry(keeper, project)


@router.post(_ONE + "/state", responses=faults(400))
def move(keeper: KeeperOf, project: KeptProject, session: CheckedForm, sent: SentState) -> KeptProjectEntry:
    """Open, pause or close a project."""
    return _entry(keeper, keeper.keeping.move(session.user, project.code, sent.state))


@router.post(_ONE + "/members", responses=faults(400))
def add_member(
    keeper: KeeperOf, project: KeptProject, session: CheckedForm, sent: SentMember
) -> KeptProjectEntry:
    """Let somebody in."""
    return _entry(keeper, keeper.keeping.add_member(session.user, project.code, sent.name))


@router.post(_ONE + "/members/{user}/removal", responses=faults(400))
def remove_member(
    keeper: KeeperOf, project: KeptProject, session: CheckedForm, user: Number
) -> KeptProjectEntry:
    """Let somebody out."""
    return _entry(keeper, keeper.keeping.remove_member(session.user, project.code, user))


@router.post(_ONE + "/end", responses=faults(400))
def set_end(keeper: KeeperOf, project: KeptProject, session: CheckedForm, sent: SentEnd) -> KeptProjectEntry:
    """Move the last day."""
    return _entry(keeper, keeper.keeping.set_end(session.user, project.code, sent.ends_on))


@router.post(_ONE + "/papers", responses=faults(400))
def set_papers(
    keeper: KeeperOf, project: KeptProject, session: CheckedForm, sent: SentPapers
) -> KeptProjectEntry:
    """Note the references of the papers."""
    changed = keeper.keeping.set_papers(
        session.user, project.code, approval=sent.approval, processing_record=sent.processing_record
    )
    return _entry(keeper, changed)


@router.post(_ONE + "/grants", responses=faults(400))
def grant(keeper: KeeperOf, project: KeptProject, session: CheckedForm, sent: SentGrant) -> KeptProjectEntry:
    """Grant a databank, a variable or a municipality's data."""
    return _entry(keeper, keeper.keeping.grant(session.user, project.code, sent.kind, sent.name))


@router.get(_ONE + "/variables")
def variables(keeper: KeeperOf, project: KeptProject, lang: Lang = "nb") -> list[VariableEntry]:
    """List the variables of the project's databanks, and which of them it may use."""
    return [
        VariableEntry(
            each.databank,
            each.name,
            each.title.in_language(lang),
            not project.variables or each.name in project.variables,
        )
        for each in keeper.keeping.variables_of(project)
    ]


@router.post(_ONE + "/variables", responses=faults(400))
def grant_variables(
    keeper: KeeperOf, project: KeptProject, session: CheckedForm, sent: SentVariables
) -> KeptProjectEntry:
    """Grant some variables more. A project that had every variable has these alone from then on."""
    return _entry(keeper, keeper.keeping.grant_variables(session.user, project.code, sent.names))


@router.post(_ONE + "/variables/every", responses=faults(400))
def grant_every_variable(keeper: KeeperOf, project: KeptProject, session: CheckedForm) -> KeptProjectEntry:
    """Grant every variable of the project's databanks again."""
    return _entry(keeper, keeper.keeping.grant_every_variable(session.user, project.code))


@router.post(_ONE + "/grants/withdrawal", responses=faults(400))
def withdraw_grant(
    keeper: KeeperOf, project: KeptProject, session: CheckedForm, sent: SentGrant
) -> KeptProjectEntry:
    """Take away what was granted."""
    return _entry(keeper, keeper.keeping.withdraw_grant(session.user, project.code, sent.kind, sent.name))


def _entry(keeper: Keeper, project: Project) -> KeptProjectEntry:
    return KeptProjectEntry(
        project.code,
        project.title,
        project.purpose,
        project.state,
        project.ends_on,
        approval=project.approval,
        processing_record=project.processing_record,
        databanks=sorted(project.databanks),
        variables=sorted(project.variables),
        municipalities=sorted(project.municipalities),
        members=[
            MemberEntry(
                each.identifier,
                each.user.name if each.user else None,
                each.user.display_name if each.user else None,
                sorted({grant.role for grant in each.user.grants}) if each.user else [],
                each.can_run,
            )
            for each in keeper.keeping.members(project)
        ],
    )
