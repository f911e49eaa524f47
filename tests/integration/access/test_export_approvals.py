"""Two others must say yes to an export, and their yes is for that export alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from access_factories import PASSWORD, open_control_room
from sqlalchemy import text as sql

from folkekommune.access.export_approvals import ExportApprovals, request_of
from folkekommune.access.users import Grant, User
from folkekommune.errors import EXIT_FORBIDDEN, PermissionRefused
from folkekommune.texts import LANGUAGES, text

REQUEST = request_of(
    "no.example.health",
    "1.0.0",
    municipalities=("4601",),
    datasets=("VEKT_KG", "KJONN"),
    receiver="0123456789abcdef" * 4,
)


@pytest.fixture
def room(place):
    """Open a control database."""
    return open_control_room(place)


def steward(room, name: str, *municipalities: str, role: str = "steward") -> User:
    grants = tuple(Grant(role, number) for number in municipalities or ("4601",))
    return room.accounts.create(name, name.title(), password=PASSWORD, grants=grants, by="test")


def refusal(call, *given, **named) -> str:
    with pytest.raises(PermissionRefused) as found:
        call(*given, **named)
    assert found.value.exit_code == EXIT_FORBIDDEN
    for language in LANGUAGES:
        assert text(found.value.code, language, **found.value.parameters)
    return found.value.code


def test_two_others_are_needed(room):
    approvals = ExportApprovals(room.audit)
    kari, ola, per = (steward(room, name) for name in ("kari", "ola", "per"))
    assert refusal(approvals.check, REQUEST, user=per) == "access.two-approvers"
    assert approvals.approve(REQUEST, user=kari) == ("kari",)
    assert refusal(approvals.check, REQUEST, user=per) == "access.two-approvers"
    assert approvals.approve(REQUEST, user=ola) == ("kari", "ola")
    assert approvals.check(REQUEST, user=per) == ("kari", "ola")


def test_approving_twice_counts_once(room):
    approvals = ExportApprovals(room.audit)
    kari, per = steward(room, "kari"), steward(room, "per")
    approvals.approve(REQUEST, user=kari)
    assert approvals.approve(REQUEST, user=kari) == ("kari",)
    assert refusal(approvals.check, REQUEST, user=per) == "access.two-approvers"


def test_ones_own_approval_does_not_count(room):
    approvals = ExportApprovals(room.audit)
    kari, ola = steward(room, "kari"), steward(room, "ola")
    approvals.approve(REQUEST, user=kari)
    approvals.approve(REQUEST, user=ola)
    assert refusal(approvals.check, REQUEST, user=ola) == "access.own-export"


@pytest.mark.parametrize(
    "change",
    [
        {"version": "1.0.1"},
        {"municipalities": ("4601", "4624")},
        {"datasets": ("KJONN",)},
        {"receiver": "f" * 64},
        {"databank": "no.example.other"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_approval_is_for_one_export_alone(room, change):
    approvals = ExportApprovals(room.audit)
    kari, ola, per = (steward(room, name, "4601", "4624") for name in ("kari", "ola", "per"))
    approvals.approve(REQUEST, user=kari)
    approvals.approve(REQUEST, user=ola)
    assert refusal(approvals.check, replace(REQUEST, **change), user=per) == "access.two-approvers"


def test_the_order_of_names_does_not_matter():
    other = request_of(
        "no.example.health",
        "1.0.0",
        municipalities=("4601",),
        datasets=("KJONN", "VEKT_KG", "KJONN"),
        receiver=REQUEST.receiver,
    )
    assert other.identifier == REQUEST.identifier


@pytest.mark.parametrize("role", ["planner", "researcher", "administrator"])
def test_only_stewards_approve_and_export(room, role):
    approvals = ExportApprovals(room.audit)
    someone = steward(room, "someone", role=role)
    assert refusal(approvals.approve, REQUEST, user=someone) == "access.no-permission-in"
    assert refusal(approvals.check, REQUEST, user=someone) == "access.no-permission-in"


def test_a_steward_of_one_municipality_approves_nothing_for_two(room):
    approvals = ExportApprovals(room.audit)
    both = replace(REQUEST, municipalities=("4601", "4624"))
    assert refusal(approvals.approve, both, user=steward(room, "kari")) == "access.no-permission-in"
    assert approvals.approvers(both) == ()


def test_an_approval_slipped_into_the_database_spoils_them_all(room):
    """Whoever can write to the file cannot approve in another's name."""
    approvals = ExportApprovals(room.audit)
    kari, per = steward(room, "kari"), steward(room, "per")
    approvals.approve(REQUEST, user=kari)
    with room.engine.begin() as connection:
        connection.execute(
            sql(
                "INSERT INTO audit_trail (sequence, at, event, previous, digest) "
                "SELECT sequence + 1, at, replace(event, 'user:kari', 'user:ola'), digest, digest "
                "FROM audit_trail ORDER BY sequence DESC LIMIT 1"
            )
        )
    assert refusal(approvals.check, REQUEST, user=per) == "access.audit-broken"


def test_approvals_and_the_export_stand_in_the_trail(room):
    approvals = ExportApprovals(room.audit)
    kari = steward(room, "kari")
    approvals.approve(REQUEST, user=kari)
    approvals.note_export(REQUEST, user=kari)
    export, approval = (row.event for row in room.audit.latest(2))
    assert (approval.action, export.action) == ("export-approve", "dataset-export")
    for event in (approval, export):
        assert event.actor == "user:kari"
        assert event.subject == REQUEST.subject
        assert event.municipality == "4601"
        assert event.release == "no.example.health:1.0.0"
    assert room.audit.verify().holds
