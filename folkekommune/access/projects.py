"""Projects: a researcher's permission, with purpose, members, content and an end date."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from folkekommune.access.audit import AuditEvent, AuditTrail, code_of
from folkekommune.access.clock import Clock, utc_now
from folkekommune.access.database import writing
from folkekommune.access.tables import project_grants, project_members, projects
from folkekommune.errors import InputError


class ProjectState(Enum):
    """Where a project is in its life."""

    DRAFT = "draft"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


TRANSITIONS: dict[ProjectState, frozenset[ProjectState]] = {
    ProjectState.DRAFT: frozenset({ProjectState.OPEN, ProjectState.CLOSED}),
    ProjectState.OPEN: frozenset({ProjectState.PAUSED, ProjectState.CLOSED}),
    ProjectState.PAUSED: frozenset({ProjectState.OPEN, ProjectState.CLOSED}),
    ProjectState.CLOSED: frozenset(),
}


@dataclass(frozen=True)
class Project:
    """What a project may use. No variables named means every variable of its databanks.

    :param approval: reference of the ethical or other approval.
    :param processing_record: reference of the DPIA and the record of processing.
    """

    code: str
    title: str
    purpose: str
    ends_on: date
    approval: str = ""
    processing_record: str = ""
    state: ProjectState = ProjectState.DRAFT
    members: frozenset[int] = frozenset()
    databanks: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()
    municipalities: frozenset[str] = frozenset()


class GrantKind(Enum):
    """What a project can be granted; the names are those of a project's fields."""

    DATABANK = "databanks"
    VARIABLE = "variables"
    MUNICIPALITY = "municipalities"

    def of(self, project: Project) -> frozenset[str]:
        """Give what a project is granted of this kind."""
        names: frozenset[str] = getattr(project, self.value)
        return names


class Projects:
    """Keep the projects in the control database."""

    def __init__(self, engine: Engine, *, audit: AuditTrail, clock: Clock = utc_now) -> None:
        self._engine = engine
        self._audit = audit
        self._clock = clock

    def create(self, project: Project, *, by: str) -> Project:
        """Make a project as a draft; :meth:`change_state` opens it.

        :raises InputError: when the code is taken.
        """
        try:
            with writing(self._engine) as connection:
                connection.execute(
                    insert(projects).values(
                        code=project.code,
                        title=project.title,
                        purpose=project.purpose,
                        approval=project.approval,
                        processing_record=project.processing_record,
                        state=ProjectState.DRAFT.value,
                        ends_on=project.ends_on,
                        created_at=self._clock(),
                    )
                )
                self._audit.append(connection, AuditEvent("project-create", by, project=project.code))
                for kind in GrantKind:
                    for name in sorted(kind.of(project)):
                        self._grant(connection, project.code, kind, name, by=by)
                for member in sorted(project.members):
                    self._add_member(connection, project.code, member, by=by)
        except IntegrityError:
            raise InputError("access.project-taken", project=project.code) from None
        return self.get(project.code)

    def change_state(self, code: str, state: ProjectState, *, by: str) -> Project:
        """Move a project along. Opening needs a reference of the processing record.

        :raises InputError: when the state cannot follow, or the reference is missing.
        """
        with writing(self._engine) as connection:
            project = _read(connection, code)
            if state not in TRANSITIONS[project.state]:
                raise InputError("access.project-state", project=code)
            if state is ProjectState.OPEN and not project.processing_record:
                raise InputError("access.project-no-record", project=code)
            connection.execute(update(projects).where(projects.c.code == code).values(state=state.value))
            self._audit.append(connection, AuditEvent(f"project-{state.value}", by, project=code))
            return _read(connection, code)

    def add_member(self, code: str, user_id: int, *, by: str) -> Project:
        """Let a user into a project."""
        with writing(self._engine) as connection:
            if user_id not in _read(connection, code).members:
                self._add_member(connection, code, user_id, by=by)
            return _read(connection, code)

    def remove_member(self, code: str, user_id: int, *, by: str) -> Project:
        """Let a user out of a project, also of a closed one: its results are no longer theirs to read."""
        with writing(self._engine) as connection:
            if user_id in _read(connection, code).members:
                connection.execute(
                    delete(project_members).where(
                        project_members.c.project == code, project_members.c.user_id == user_id
                    )
                )
                self._audit.append(
                    connection, AuditEvent("project-member-remove", by, f"user:{user_id}", project=code)
                )
            return _read(connection, code)

    def set_end(self, code: str, ends_on: date, *, by: str) -> Project:
        """Let a project last longer or shorter.

        :raises InputError: when it is closed.
        """
        with self._changing(code) as (connection, project):
            if project.ends_on != ends_on:
                connection.execute(update(projects).where(projects.c.code == code).values(ends_on=ends_on))
                self._audit.append(
                    connection, AuditEvent("project-end-date", by, f"until:{ends_on}", project=code)
                )
            return _read(connection, code)

    def set_papers(self, code: str, *, approval: str, processing_record: str, by: str) -> Project:
        """Note the references of a project's approval, and of its DPIA and record of processing.

        :raises InputError: when it is closed, or would be left open without a processing record.
        """
        with self._changing(code) as (connection, project):
            if not processing_record and project.state is not ProjectState.DRAFT:
                raise InputError("access.project-no-record", project=code)
            if (project.approval, project.processing_record) != (approval, processing_record):
                papers = {"approval": approval, "processing_record": processing_record}
                connection.execute(update(projects).where(projects.c.code == code).values(papers))
                self._audit.append(
                    connection,
                    AuditEvent("project-papers", by, project=code, purpose=code_of(processing_record)),
                )
            return _read(connection, code)

    def grant(self, code: str, kind: GrantKind, name: str, *, by: str) -> Project:
        """Grant a project one thing more.

        :raises InputError: when it is closed.
        """
        with self._changing(code) as (connection, project):
            if name not in kind.of(project):
                self._grant(connection, code, kind, name, by=by)
            return _read(connection, code)

    def grant_variables(self, code: str, names: Collection[str], *, by: str) -> Project:
        """Grant a project some variables more, all of them or none; one that had every one has these alone.

        :raises InputError: when it is closed.
        """
        with self._changing(code) as (connection, project):
            for name in sorted(set(names) - project.variables):
                self._grant(connection, code, GrantKind.VARIABLE, name, by=by)
            return _read(connection, code)

    def grant_every_variable(self, code: str, *, by: str) -> Project:
        """Grant a project every variable of its databanks, by naming none.

        :raises InputError: when it is closed.
        """
        with self._changing(code) as (connection, project):
            if project.variables:
                connection.execute(
                    delete(project_grants).where(
                        project_grants.c.project == code,
                        project_grants.c.kind == GrantKind.VARIABLE.value,
                    )
                )
                self._audit.append(
                    connection, AuditEvent("project-grant-every", by, "variables", project=code)
                )
            return _read(connection, code)

    def withdraw_grant(self, code: str, kind: GrantKind, name: str, *, by: str) -> Project:
        """Take from a project what it was granted.

        :raises InputError: when it is closed, or for the last of its variables: none means every one.
        """
        with self._changing(code) as (connection, project):
            if name in kind.of(project):
                if kind is GrantKind.VARIABLE and len(project.variables) == 1:
                    raise InputError("access.project-last-variable", project=code)
                connection.execute(
                    delete(project_grants).where(
                        project_grants.c.project == code,
                        project_grants.c.kind == kind.value,
                        project_grants.c.name == name,
                    )
                )
                self._audit.append(
                    connection, AuditEvent("project-grant-withdraw", by, f"{kind.value}:{name}", project=code)
                )
            return _read(connection, code)

    def get(self, code: str) -> Project:
        """Find a project.

        :raises InputError: when there is none of that code.
        """
        with self._engine.connect() as connection:
            return _read(connection, code)

    def of_member(self, user_id: int) -> tuple[Project, ...]:
        """List a user's projects, by code."""
        query = (
            select(project_members.c.project)
            .where(project_members.c.user_id == user_id)
            .order_by(project_members.c.project)
        )
        with self._engine.connect() as connection:
            return tuple(_read(connection, code) for code in connection.execute(query).scalars().all())

    def all(self) -> tuple[Project, ...]:
        """List all projects, by code."""
        with self._engine.connect() as connection:
            codes = connection.execute(select(projects.c.code).order_by(projects.c.code)).scalars().all()
            return tuple(_read(connection, code) for code in codes)

    def _add_member(self, connection: Connection, code: str, user_id: int, *, by: str) -> None:
        connection.execute(insert(project_members).values(project=code, user_id=user_id))
        self._audit.append(connection, AuditEvent("project-member", by, f"user:{user_id}", project=code))

    def _grant(self, connection: Connection, code: str, kind: GrantKind, name: str, *, by: str) -> None:
        connection.execute(insert(project_grants).values(project=code, kind=kind.value, name=name))
        self._audit.append(connection, AuditEvent("project-grant", by, f"{kind.value}:{name}", project=code))

    @contextmanager
    def _changing(self, code: str) -> Iterator[tuple[Connection, Project]]:
        """Change a project that is not closed."""
        with writing(self._engine) as connection:
            project = _read(connection, code)
            if project.state is ProjectState.CLOSED:
                raise InputError("access.project-closed", project=code)
            yield connection, project


def _read(connection: Connection, code: str) -> Project:
    row = connection.execute(select(projects).where(projects.c.code == code)).first()
    if row is None:
        raise InputError("access.unknown-project", project=code)
    return _project(connection, row)


def _project(connection: Connection, row: Row[Any]) -> Project:
    granted = connection.execute(select(project_grants).where(project_grants.c.project == row.code)).all()
    members = connection.execute(
        select(project_members.c.user_id).where(project_members.c.project == row.code)
    ).scalars()
    return Project(
        code=row.code,
        title=row.title,
        purpose=row.purpose,
        ends_on=row.ends_on,
        approval=row.approval,
        processing_record=row.processing_record,
        state=ProjectState(row.state),
        members=frozenset(members),
        **{kind.value: frozenset(g.name for g in granted if g.kind == kind.value) for kind in GrantKind},
    )
