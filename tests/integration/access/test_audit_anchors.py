"""The audit trail against notes kept elsewhere, and what the data-protection officer is given."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from access_factories import ControlRoom, drop_guards, open_control_room
from sqlalchemy import text

from folkekommune.access.audit import AuditEvent, code_of
from folkekommune.access.database import writing
from folkekommune.errors import InputError
from folkekommune.operations.anchors import hold_against, note_anchor, read_anchors
from folkekommune.operations.audit_export import FIELDS, chosen, write_csv, write_json_lines


@pytest.fixture
def room(place: Path | str) -> ControlRoom:
    opened = open_control_room(place)
    for number in range(1, 7):
        event = AuditEvent(
            "run-done",
            f"user:u{number}",
            project=f"p{number % 2}",
            purpose="DPIA-1",
            release="no.example:1.0.0",
            policy="standard-1",
            script_hash="a" * 64,
            result_hash="b" * 64,
            rules=("minimum_frequency",),
            milliseconds=12,
        )
        opened.audit.record(event)
        opened.clock.move(days=1)
    return opened


def tamper(room: ControlRoom, *statements: str) -> None:
    """Do what someone with the file in hand can do: the triggers are theirs to remove."""
    with writing(room.engine) as connection:
        drop_guards(connection)
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statements", "row"),
    [
        (("UPDATE audit_trail SET event = replace(event, 'u3', 'u9') WHERE sequence = 3",), 3),
        (("UPDATE audit_trail SET at = '2020' WHERE sequence = 2",), 2),
        (("DELETE FROM audit_trail WHERE sequence = 4",), 4),
        (("DELETE FROM audit_trail WHERE sequence = 1",), 1),
        (
            (
                "UPDATE audit_trail SET sequence = 99 WHERE sequence = 2",
                "UPDATE audit_trail SET sequence = 2 WHERE sequence = 3",
                "UPDATE audit_trail SET sequence = 3 WHERE sequence = 99",
            ),
            2,
        ),
        (
            (
                "DELETE FROM audit_trail WHERE sequence = 4",
                "UPDATE audit_trail SET sequence = sequence - 1 WHERE sequence > 4",
            ),
            4,
        ),
    ],
)
def test_one_row_that_was_altered_removed_or_moved_is_found(room: ControlRoom, statements, row: int):
    tamper(room, *statements)
    found = hold_against(room.audit, ())
    assert (found.holds, found.verification.broken_at) == (False, row)


@pytest.mark.parametrize("cut", [6, 4, 1])
def test_a_tail_that_was_cut_off_is_found_by_a_note_kept_elsewhere(
    room: ControlRoom, tmp_path: Path, cut: int
):
    file = tmp_path / "elsewhere" / "notes.txt"
    note_anchor(room.audit, file)
    tamper(room, f"DELETE FROM audit_trail WHERE sequence >= {cut}")
    assert hold_against(room.audit, ()).holds
    found = hold_against(room.audit, read_anchors(file))
    assert (found.holds, found.verification.broken_at) == (False, cut)


def test_a_trail_begun_anew_is_found_though_it_is_longer(room: ControlRoom, tmp_path: Path):
    file = tmp_path / "notes.txt"
    note_anchor(room.audit, file)
    tamper(room, "DELETE FROM audit_trail")
    for _ in range(9):
        room.audit.record(AuditEvent("run-done"))
    found = hold_against(room.audit, read_anchors(file))
    assert (found.holds, found.verification.broken_at) == (False, 6)


def test_every_note_is_held_against_and_the_trail_may_go_on(room: ControlRoom, tmp_path: Path):
    file = tmp_path / "notes.txt"
    note_anchor(room.audit, file)
    room.audit.record(AuditEvent("run-done"))
    note_anchor(room.audit, file)
    room.audit.record(AuditEvent("run-done"))
    found = hold_against(room.audit, read_anchors(file))
    assert (found.holds, found.anchors, found.verification.rows) == (True, 2, 8)


def test_a_note_that_was_scribbled_over_is_told_with_its_line(tmp_path: Path):
    file = tmp_path / "notes.txt"
    file.write_text("2026-05-17T12:00:00+00:00 1:" + "a" * 64 + "\nnonsense\n")
    with pytest.raises(InputError, match=r"operations.anchor-damaged"):
        read_anchors(file)


def test_the_export_has_every_field_of_every_call_and_can_be_narrowed(room: ControlRoom):
    rows = list(chosen(room.audit.rows(), since=date(2026, 3, 2), until=date(2026, 3, 5), project="p1"))
    assert [row.event.actor for row in rows] == ["user:u3", "user:u5"]
    lines = io.StringIO()
    assert write_json_lines(rows, lines) == 2
    first = json.loads(lines.getvalue().splitlines()[0])
    assert list(first) == list(FIELDS)
    assert (first["purpose"], first["rules"], first["milliseconds"]) == ("DPIA-1", ["minimum_frequency"], 12)
    table = io.StringIO()
    write_csv(rows, table)
    assert [row["actor"] for row in csv.DictReader(io.StringIO(table.getvalue()))] == ["user:u3", "user:u5"]


def test_a_reference_that_people_wrote_becomes_a_code():
    # Worked out by hand: other characters become one dash; digits as many as in an identity number go.
    assert code_of("DPIA 2026/12, rev. 3") == "DPIA-2026/12-rev.-3"
    assert code_of("sak 12345678901 x") == "sak---x"
    AuditEvent("run-done", purpose=code_of("Ø" * 500 + "\n=cmd|'x'"))


def test_an_event_of_before_there_were_purposes_is_still_read(room: ControlRoom):
    with room.engine.connect() as connection:
        content = connection.execute(text("SELECT event FROM audit_trail WHERE sequence = 1")).scalar_one()
    fields = json.loads(content)
    del fields["purpose"]
    tamper(room, "DELETE FROM audit_trail WHERE sequence > 1")
    with writing(room.engine) as connection:
        connection.execute(text("UPDATE audit_trail SET event = :event"), {"event": json.dumps(fields)})
    assert next(room.audit.rows()).event.purpose == ""
