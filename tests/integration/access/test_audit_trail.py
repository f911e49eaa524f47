"""The audit trail is append-only, and every kind of tampering is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from access_factories import KEY, ControlRoom, drop_guards, open_control_room
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from folkekommune.access.audit import AuditEvent, AuditTrail
from folkekommune.access.database import writing


@pytest.fixture
def room(place: Path | str) -> ControlRoom:
    opened = open_control_room(place)
    for number in range(1, 6):
        opened.audit.record(AuditEvent("run", f"user:u{number}", project="p1"))
    return opened


def _tamper(room: ControlRoom, *statements: str) -> None:
    """Change the database as someone who owns it could: without our triggers."""
    with writing(room.engine) as connection:
        drop_guards(connection)
        for statement in statements:
            connection.execute(text(statement))


def test_an_untouched_trail_holds(room: ControlRoom) -> None:
    found = room.audit.verify()
    assert (found.holds, found.rows) == (True, 5)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_trail SET at = 'x' WHERE sequence = 2", "DELETE FROM audit_trail WHERE sequence = 5"],
)
def test_the_database_refuses_to_change_or_delete(room: ControlRoom, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), writing(room.engine) as connection:
        connection.execute(text(statement))
    assert room.audit.verify().holds


@pytest.mark.parametrize(
    ("statements", "broken_at"),
    [
        (["UPDATE audit_trail SET event = replace(event, 'u3', 'u9') WHERE sequence = 3"], 3),
        (["UPDATE audit_trail SET at = '2026-01-01T00:00:00+00:00' WHERE sequence = 1"], 1),
        (["DELETE FROM audit_trail WHERE sequence = 2"], 2),
        (
            [
                "DELETE FROM audit_trail WHERE sequence = 2",
                "UPDATE audit_trail SET sequence = sequence - 1 WHERE sequence = 3",
            ],
            2,
        ),
        (
            [
                """UPDATE audit_trail SET event =
                (SELECT event FROM audit_trail WHERE sequence = 4) WHERE sequence = 5"""
            ],
            5,
        ),
    ],
    ids=["content", "time", "removed", "removed and renumbered", "copied"],
)
def test_tampering_is_found_where_it_happened(
    room: ControlRoom, statements: list[str], broken_at: int
) -> None:
    _tamper(room, *statements)
    assert room.audit.verify().broken_at == broken_at


def test_a_trail_rewritten_without_the_key_is_found(room: ControlRoom) -> None:
    _tamper(room, "DELETE FROM audit_trail")
    forger = AuditTrail(room.engine, b"another key", room.clock)
    for _ in range(5):
        forger.record(AuditEvent("run", "user:someone"))
    assert forger.verify().holds
    assert room.audit.verify().broken_at == 1


def test_a_cut_tail_is_found_by_a_head_noted_elsewhere(room: ControlRoom) -> None:
    head = room.audit.head()
    room.audit.record(AuditEvent("run", "user:u6"))
    assert room.audit.verify(head).holds
    _tamper(room, "DELETE FROM audit_trail WHERE sequence >= 4")
    assert room.audit.verify().holds
    assert room.audit.verify(head).broken_at == 4


def test_a_tail_written_anew_is_found_by_a_head_noted_elsewhere(room: ControlRoom) -> None:
    head = room.audit.head()
    _tamper(room, "DELETE FROM audit_trail WHERE sequence = 5")
    AuditTrail(room.engine, KEY, room.clock).record(AuditEvent("run", "user:other"))
    assert room.audit.verify(head).broken_at == 5


def test_a_change_that_fails_leaves_no_event(room: ControlRoom) -> None:
    def change() -> None:
        with writing(room.engine) as connection:
            room.audit.append(connection, AuditEvent("user-create", "system", "user:x"))
            raise LookupError

    with pytest.raises(LookupError):
        change()
    assert room.audit.verify().rows == 5
