"""Projects and their members, as those who keep them do: by command at the machine, or on the pages.

On the pages one must be administrator; an administrator of a municipality keeps the projects that are granted
its data alone, and learns of no other, not even whether it exists. At the machine itself nothing is asked:
who may read the installation's keys needs no role.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from folkekommune.access.checks import (
    can_manage_project,
    check_can_manage_project,
    check_can_manage_projects,
)
from folkekommune.access.projects import TRANSITIONS, GrantKind, Project, Projects, ProjectState
from folkekommune.access.roles import Permission
from folkekommune.access.users import User
from folkekommune.catalogue.model import Databank, Texts
from folkekommune.errors import InputError

LONGEST_TITLE = 200
LONGEST_REFERENCE = 200
LONGEST_PURPOSE = 2000
CODE = r"[\w.-]{1,60}"
"""What a project's code looks like: it stands in addresses and in the audit trail."""
_ELEVEN_DIGITS = re.compile(r"\d{11}")
_NAMES = {
    GrantKind.DATABANK: re.compile(r"[\w.-]{1,120}"),
    GrantKind.VARIABLE: re.compile(r"[A-Za-z]\w{0,59}", re.ASCII),
    GrantKind.MUNICIPALITY: re.compile(r"\d{4}", re.ASCII),
}
"""What the names of grants look like: they stand in the audit trail."""


@dataclass(frozen=True)
class Operator:
    """Someone at the machine itself.

    :param name: what the machine calls them.
    """

    name: str


Keeper = User | Operator


class People(Protocol):
    """Who has an account. ``folkekommune.access.accounts.Accounts`` is one."""

    def find(self, name: str) -> User | None:
        """Find an open account by name."""

    def all(self) -> tuple[User, ...]:
        """List the open accounts."""


@dataclass(frozen=True)
class Member:
    """Someone in a project. :param user: none when the account has been closed."""

    identifier: int
    user: User | None

    @property
    def can_run(self) -> bool:
        """Say whether their role lets them run scripts."""
        return self.user is not None and Permission.SCRIPT_RUN in self.user.permissions


@dataclass(frozen=True)
class Grantable:
    """A variable that a project may be granted: in which of its databanks, and what it is called."""

    databank: str
    name: str
    title: Texts


class ProjectKeeping:
    """The use cases on projects.

    :param databanks: gives the titles of the databanks that can be granted, by name.
    :param variables: gives the titles of a databank's variables that scripts may import, by name.
    """

    def __init__(
        self,
        projects: Projects,
        people: People,
        *,
        databanks: Callable[[], Mapping[str, Texts]],
        variables: Callable[[str], Mapping[str, Texts]],
        today: Callable[[], date] = date.today,
    ) -> None:
        self._projects = projects
        self._people = people
        self.databanks = databanks
        self._variables = variables
        self.today = today

    def listed(self, who: Keeper) -> tuple[Project, ...]:
        """List the projects one keeps, those that are under way first.

        :raises PermissionRefused: for who keeps none.
        """
        _check_keeps(who)
        found = [project for project in self._projects.all() if _keeps(who, project)]
        order = list(ProjectState)
        return tuple(sorted(found, key=lambda each: (order.index(each.state), each.code)))

    def find(self, who: Keeper, code: str) -> Project:
        """Give a project.

        :raises InputError: ``access.unknown-project``, also for one that another keeps.
        """
        _check_keeps(who)
        project = self._projects.get(code)
        if not _keeps(who, project):
            raise InputError("access.unknown-project", project=code)
        return project

    def members(self, project: Project) -> tuple[Member, ...]:
        """Give who is in a project, by name."""
        known = {user.identifier: user for user in self._people.all()}
        found = (Member(identifier, known.get(identifier)) for identifier in project.members)
        return tuple(sorted(found, key=lambda each: each.user.display_name.casefold() if each.user else ""))

    def create(self, who: Keeper, project: Project, members: Sequence[str] = ()) -> Project:
        """Make a project as a draft.

        :param members: the names they log in with.
        :raises InputError: for what is missing or unfit, or a code that is taken.
        """
        _check_keeps(who)
        _check_words(project)
        self._check_end(project.ends_on)
        for kind in GrantKind:
            for name in kind.of(project):
                self._check_grant(kind, name)
        self._check_known(project, project.variables)
        if isinstance(who, User):
            check_can_manage_project(who, project)
        numbers = frozenset(self._user(name).identifier for name in members)
        return self._projects.create(replace(project, members=numbers), by=_by(who))

    def move(self, who: Keeper, code: str, state: ProjectState) -> Project:
        """Open, pause or close a project."""
        return self._projects.change_state(self.find(who, code).code, state, by=_by(who))

    def add_member(self, who: Keeper, code: str, name: str) -> Project:
        """Let somebody into a project that is not closed."""
        project = self.find(who, code)
        if not TRANSITIONS[project.state]:
            raise InputError("access.project-closed", project=code)
        return self._projects.add_member(code, self._user(name).identifier, by=_by(who))

    def remove_member(self, who: Keeper, code: str, identifier: int) -> Project:
        """Let somebody out of a project."""
        return self._projects.remove_member(self.find(who, code).code, identifier, by=_by(who))

    def number_of(self, name: str) -> int:
        """Give the number of an account, by the name one logs in with.

        :raises InputError: when there is none such.
        """
        return self._user(name).identifier

    def set_end(self, who: Keeper, code: str, ends_on: date) -> Project:
        """Move the last day of a project; it is to come."""
        self.find(who, code)
        self._check_end(ends_on)
        return self._projects.set_end(code, ends_on, by=_by(who))

    def set_papers(self, who: Keeper, code: str, *, approval: str, processing_record: str) -> Project:
        """Note the references of a project's papers."""
        project = self.find(who, code)
        _check_words(replace(project, approval=approval, processing_record=processing_record))
        return self._projects.set_papers(
            code, approval=approval.strip(), processing_record=processing_record.strip(), by=_by(who)
        )

    def grant(self, who: Keeper, code: str, kind: GrantKind, name: str) -> Project:
        """Grant a project a databank, a variable or a municipality's data."""
        project = self.find(who, code)
        self._check_grant(kind, name)
        if kind is GrantKind.VARIABLE:
            return self.grant_variables(who, code, [name])
        if isinstance(who, User) and kind is GrantKind.MUNICIPALITY:
            places = project.municipalities | {name}
            check_can_manage_project(who, replace(project, municipalities=places))
        return self._projects.grant(code, kind, name, by=_by(who))

    def variables_of(self, project: Project) -> tuple[Grantable, ...]:
        """Give the variables of a project's databanks, by databank and name."""
        return tuple(
            Grantable(databank, name, title)
            for databank in sorted(project.databanks & set(self.databanks()))
            for name, title in sorted(self._variables(databank).items())
        )

    def grant_variables(self, who: Keeper, code: str, names: Collection[str]) -> Project:
        """Grant a project variables of its databanks. One that had every variable has these alone from then.

        :raises InputError: when none is named, or one is in none of the databanks; then none is granted.
        """
        project = self.find(who, code)
        if not names:
            raise InputError("projects.variables")
        for name in names:
            self._check_grant(GrantKind.VARIABLE, name)
        self._check_known(project, names)
        return self._projects.grant_variables(code, names, by=_by(who))

    def grant_every_variable(self, who: Keeper, code: str) -> Project:
        """Grant a project every variable of its databanks again."""
        return self._projects.grant_every_variable(self.find(who, code).code, by=_by(who))

    def withdraw_grant(self, who: Keeper, code: str, kind: GrantKind, name: str) -> Project:
        """Take from a project what it was granted."""
        project = self.find(who, code)
        if isinstance(who, User) and kind is GrantKind.MUNICIPALITY:
            places = project.municipalities - {name}
            check_can_manage_project(who, replace(project, municipalities=places))
        return self._projects.withdraw_grant(code, kind, name, by=_by(who))

    def candidates(self, project: Project) -> tuple[User, ...]:
        """Give those who may be let in: researchers who are not members yet."""
        return tuple(
            user
            for user in self._people.all()
            if Permission.SCRIPT_RUN in user.permissions and user.identifier not in project.members
        )

    def _user(self, name: str) -> User:
        user = self._people.find(name)
        if user is None:
            raise InputError("access.unknown-user", name=name)
        return user

    def _check_grant(self, kind: GrantKind, name: str) -> None:
        if kind is GrantKind.DATABANK and name not in self.databanks():
            raise InputError("projects.databank", known=", ".join(sorted(self.databanks())))
        if not _NAMES[kind].fullmatch(name):
            raise InputError(f"projects.{kind.value}")

    def _check_known(self, project: Project, names: Collection[str]) -> None:
        unknown = set(names) - {each.name for each in self.variables_of(project)}
        if unknown:
            raise InputError("projects.unknown-variables", names=", ".join(sorted(unknown)))

    def _check_end(self, ends_on: date) -> None:
        if ends_on < self.today():
            raise InputError("projects.end-past")


def importable_variables(databank: Databank) -> dict[str, Texts]:
    """Give the titles of the variables that scripts may import, of persons and of units below them."""
    kinds = (databank.variables, *(kind.variables for kind in databank.unit_types.values()))
    return {name: each.title for known in kinds for name, each in known.items() if each.releasable}


def _check_keeps(who: Keeper) -> None:
    if isinstance(who, User):
        check_can_manage_projects(who)


def _keeps(who: Keeper, project: Project) -> bool:
    return not isinstance(who, User) or can_manage_project(who, project)


def _by(who: Keeper) -> str:
    return f"user:{who.name}" if isinstance(who, User) else who.name


def _check_words(project: Project) -> None:
    """Refuse what is missing or too long, and what the audit trail or the database could not hold."""
    if not re.fullmatch(CODE, project.code) or _ELEVEN_DIGITS.search(project.code):
        raise InputError("projects.code")
    if not project.title.strip() or len(project.title) > LONGEST_TITLE or "\0" in project.title:
        raise InputError("projects.title", most=LONGEST_TITLE)
    if not project.purpose.strip() or len(project.purpose) > LONGEST_PURPOSE or "\0" in project.purpose:
        raise InputError("projects.purpose", most=LONGEST_PURPOSE)
    for reference in (project.approval, project.processing_record):
        if len(reference) > LONGEST_REFERENCE or "\0" in reference:
            raise InputError("projects.reference", most=LONGEST_REFERENCE)
