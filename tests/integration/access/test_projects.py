"""Projects open only with their papers in order, and publications only with two people."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from access_factories import PASSWORD, ControlRoom, open_control_room

from folkekommune.access.approvals import Approvals
from folkekommune.access.projects import Project, Projects, ProjectState
from folkekommune.access.users import Grant, User
from folkekommune.errors import InputError, PermissionRefused


@pytest.fixture
def room(place: Path | str) -> ControlRoom:
    return open_control_room(place)


def _steward(room: ControlRoom, name: str, municipality: str = "4601") -> User:
    grants = (Grant("steward", municipality),)
    return room.accounts.create(name, name.title(), password=PASSWORD, grants=grants)


def _projects(room: ControlRoom) -> Projects:
    return Projects(room.engine, audit=room.audit, clock=room.clock)


def _draft(**changes: object) -> Project:
    fields = {"code": "sovn", "title": "Søvn", "purpose": "Å forstå søvn", "ends_on": date(2027, 1, 1)}
    return Project(**{**fields, **changes})


def test_a_project_is_kept_as_it_was_given_but_as_a_draft(room: ControlRoom) -> None:
    user = _steward(room, "kari")
    project = _draft(
        processing_record="DPIA-7",
        approval="REK 2026/1",
        members=frozenset({user.identifier}),
        databanks=frozenset({"no.folkekommune.helseprofil"}),
        variables=frozenset({"SOVN_M6"}),
        municipalities=frozenset({"4601", "4631"}),
        state=ProjectState.OPEN,
    )
    kept = _projects(room).create(project, by="user:sjef")
    assert kept == _draft(**{**vars(project), "state": ProjectState.DRAFT})
    assert _projects(room).of_member(user.identifier) == (kept,)


def test_a_project_without_a_processing_record_does_not_open(room: ControlRoom) -> None:
    projects = _projects(room)
    projects.create(_draft(), by="user:sjef")
    with pytest.raises(InputError) as fault:
        projects.change_state("sovn", ProjectState.OPEN, by="user:sjef")
    assert fault.value.code == "access.project-no-record"
    assert projects.get("sovn").state is ProjectState.DRAFT


def test_a_closed_project_stays_closed(room: ControlRoom) -> None:
    projects = _projects(room)
    projects.create(_draft(processing_record="DPIA-7"), by="user:sjef")
    for state in (ProjectState.OPEN, ProjectState.PAUSED, ProjectState.OPEN, ProjectState.CLOSED):
        projects.change_state("sovn", state, by="user:sjef")
    with pytest.raises(InputError):
        projects.change_state("sovn", ProjectState.OPEN, by="user:sjef")
    actions = [row.event.action for row in room.audit.latest()]
    assert actions[:4] == ["project-closed", "project-open", "project-paused", "project-open"]


def test_two_projects_do_not_share_a_code(room: ControlRoom) -> None:
    projects = _projects(room)
    projects.create(_draft(), by="user:sjef")
    with pytest.raises(InputError):
        projects.create(_draft(title="En annen"), by="user:sjef")
    assert [project.title for project in projects.all()] == ["Søvn"]


def test_a_publication_takes_two_stewards_of_the_municipality(room: ControlRoom) -> None:
    kari, ola, per = _steward(room, "kari"), _steward(room, "ola"), _steward(room, "per", "4631")
    approvals = Approvals(room.engine, audit=room.audit, clock=room.clock)
    assert not approvals.propose("1.0.0", "4601", user=kari).is_approved
    for wrong in (kari, per):
        with pytest.raises(PermissionRefused):
            approvals.approve("1.0.0", "4601", user=wrong)
    assert not approvals.find("1.0.0", "4601").is_approved
    assert approvals.approve("1.0.0", "4601", user=ola).approved_by == ola.identifier


def test_what_is_not_proposed_cannot_be_approved_nor_proposed_twice(room: ControlRoom) -> None:
    kari, ola = _steward(room, "kari"), _steward(room, "ola")
    approvals = Approvals(room.engine, audit=room.audit, clock=room.clock)
    with pytest.raises(InputError):
        approvals.approve("1.0.0", "4601", user=ola)
    approvals.propose("1.0.0", "4601", user=kari)
    with pytest.raises(InputError):
        approvals.propose("1.0.0", "4601", user=ola)
    assert [p.proposed_by for p in approvals.of_municipality("4601")] == [kari.identifier]
