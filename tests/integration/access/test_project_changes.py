"""What is changed of a project, with its audit event, on either kind of database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from access_factories import PASSWORD, ControlRoom, open_control_room

from folkekommune.access.projects import GrantKind, Project, Projects, ProjectState
from folkekommune.errors import InputError

BANK, OTHER = "no.example.a", "no.example.b"
END = date(2027, 1, 1)
BY = "user:ada"


@pytest.fixture
def room(place: Path | str) -> ControlRoom:
    found = open_control_room(place)
    found.accounts.create("kari", "Kari", password=PASSWORD)
    return found


def _projects(room: ControlRoom, state: ProjectState = ProjectState.OPEN) -> Projects:
    projects = Projects(room.engine, audit=room.audit, clock=room.clock)
    project = Project(
        "sovn",
        "Søvn",
        "Å forstå søvn",
        END,
        processing_record="DPIA-7",
        members=frozenset({1}),
        databanks=frozenset({BANK}),
        variables=frozenset({"V1"}),
        municipalities=frozenset({"4601"}),
    )
    projects.create(project, by=BY)
    if state is not ProjectState.DRAFT:
        projects.change_state("sovn", state, by=BY)
    return projects


def _events(room: ControlRoom) -> list[tuple[str, str, str, str]]:
    """Give what was noted after the project was made and moved: who, what, of what, and in which project."""
    rows = [row.event for row in room.audit.rows()]
    moved = next(at for at, event in enumerate(rows) if event.action in {"project-open", "project-closed"})
    rows = rows[moved + 1 :]
    return [(event.actor, event.action, event.subject, event.project) for event in rows]


def test_every_change_is_made_and_noted_once_however_often_it_is_asked_for(room: ControlRoom) -> None:
    projects = _projects(room)
    for _ in range(2):
        projects.remove_member("sovn", 1, by=BY)
        projects.set_end("sovn", date(2028, 6, 30), by=BY)
        projects.set_papers("sovn", approval="REK 1", processing_record="DPIA 8", by=BY)
        projects.grant("sovn", GrantKind.DATABANK, OTHER, by=BY)
        projects.grant("sovn", GrantKind.VARIABLE, "V2", by=BY)
        projects.withdraw_grant("sovn", GrantKind.VARIABLE, "V1", by=BY)
        changed = projects.withdraw_grant("sovn", GrantKind.MUNICIPALITY, "4601", by=BY)
    assert changed == Project(
        "sovn",
        "Søvn",
        "Å forstå søvn",
        date(2028, 6, 30),
        "REK 1",
        "DPIA 8",
        ProjectState.OPEN,
        databanks=frozenset({BANK, OTHER}),
        variables=frozenset({"V2"}),
    )
    assert _events(room) == [
        (BY, "project-member-remove", "user:1", "sovn"),
        (BY, "project-end-date", "until:2028-06-30", "sovn"),
        (BY, "project-papers", "", "sovn"),
        (BY, "project-grant", f"databanks:{OTHER}", "sovn"),
        (BY, "project-grant", "variables:V2", "sovn"),
        (BY, "project-grant-withdraw", "variables:V1", "sovn"),
        (BY, "project-grant-withdraw", "municipalities:4601", "sovn"),
    ]


def test_what_a_project_was_granted_at_first_and_to_whom_is_noted_too(room: ControlRoom) -> None:
    _projects(room, ProjectState.DRAFT)
    told = [(row.event.action, row.event.subject) for row in room.audit.rows() if row.event.project]
    assert told == [
        ("project-create", ""),
        ("project-grant", f"databanks:{BANK}"),
        ("project-grant", "variables:V1"),
        ("project-grant", "municipalities:4601"),
        ("project-member", "user:1"),
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda projects: projects.set_end("sovn", date(2028, 1, 1), by=BY),
        lambda projects: projects.set_papers("sovn", approval="x", processing_record="x", by=BY),
        lambda projects: projects.grant("sovn", GrantKind.DATABANK, OTHER, by=BY),
        lambda projects: projects.withdraw_grant("sovn", GrantKind.DATABANK, BANK, by=BY),
    ],
)
def test_a_closed_project_is_not_changed(room: ControlRoom, change: Callable[[Projects], object]) -> None:
    projects = _projects(room, ProjectState.CLOSED)
    before = projects.get("sovn")
    with pytest.raises(InputError) as fault:
        change(projects)
    assert fault.value.code == "access.project-closed"
    assert (projects.get("sovn"), _events(room)) == (before, [])


def test_a_member_is_let_out_of_a_closed_project(room: ControlRoom) -> None:
    assert _projects(room, ProjectState.CLOSED).remove_member("sovn", 1, by=BY).members == frozenset()


def test_the_last_variable_is_not_taken_for_then_all_would_be_granted(room: ControlRoom) -> None:
    projects = _projects(room)
    with pytest.raises(InputError) as fault:
        projects.withdraw_grant("sovn", GrantKind.VARIABLE, "V1", by=BY)
    assert fault.value.code == "access.project-last-variable"
    assert projects.get("sovn").variables == {"V1"}


def test_an_open_project_keeps_its_processing_record_and_a_draft_may_lose_it(room: ControlRoom) -> None:
    projects = _projects(room)
    with pytest.raises(InputError) as fault:
        projects.set_papers("sovn", approval="", processing_record="", by=BY)
    assert fault.value.code == "access.project-no-record"
    projects.create(Project("ny", "Ny", "Noe", END, processing_record="DPIA-1"), by=BY)
    assert projects.set_papers("ny", approval="", processing_record="", by=BY).processing_record == ""
