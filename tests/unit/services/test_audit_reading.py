"""The audit trail as it is read: a page at a time, no further than one's municipality, noted when taken."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from access_factories import ControlRoom, open_control_room
from tracked_files import texts

from folkekommune.access.audit import AuditEvent
from folkekommune.access.projects import Project
from folkekommune.access.run_records import ENDED
from folkekommune.access.users import Grant, User
from folkekommune.errors import PermissionRefused
from folkekommune.operations.anchors import hold_against
from folkekommune.services.audit_reading import KINDS, PAGE, Asked, AuditReading
from folkekommune.texts import catalogue

ADA = User(6, "ada", "Ada Administrator", (Grant("administrator"),))
ALVER = User(7, "al", "Al", (Grant("administrator", "4631"),))
END = date(2027, 1, 1)
PROJECTS = (
    Project("alver", "A", "P", END, municipalities=frozenset({"4631"})),
    Project("begge", "B", "P", END, municipalities=frozenset({"4631", "4601"})),
    Project("uten", "U", "P", END),
)


@pytest.fixture
def room(tmp_path: Path) -> ControlRoom:
    return open_control_room(tmp_path)


@pytest.fixture
def reading(room: ControlRoom) -> AuditReading:
    return AuditReading(
        room.audit,
        hold=lambda: hold_against(room.audit, ()),
        people=lambda: (ADA, ALVER),
        projects=lambda: PROJECTS,
    )


@pytest.mark.parametrize("role", ["citizen", "planner", "researcher", "steward", "keeper"])
def test_nobody_but_administrators_reads_checks_or_takes_it(reading: AuditReading, role: str) -> None:
    user = User(1, "u", "U", (Grant(role, "4601"),))
    for attempt in (
        lambda: reading.page(user, Asked()),
        lambda: reading.export(user, Asked()),
        lambda: reading.verify(user),
    ):
        with pytest.raises(PermissionRefused):
            attempt()


def test_pages_hold_fifty_rows_and_together_all_of_them_once(
    room: ControlRoom, reading: AuditReading
) -> None:
    for _ in range(2 * PAGE + 1):
        room.audit.record(AuditEvent("log-in"))
    seen, before = [], None
    for expected in (PAGE, PAGE, 1):
        page = reading.page(ADA, Asked(), before=before)
        assert len(page.rows) == expected
        seen += [row.sequence for row in page.rows]
        before = page.older
    assert before is None
    assert seen == list(range(2 * PAGE + 1, 0, -1))


def test_an_administrator_of_a_municipality_sees_what_is_about_it_alone(
    room: ControlRoom, reading: AuditReading
) -> None:
    for event in (
        AuditEvent("log-in", "user:al"),
        AuditEvent("quality-read", municipality="4601"),
        AuditEvent("quality-read", municipality="4631"),
        AuditEvent("export-approve", municipality="4601+4631"),
        AuditEvent("run-done", project="alver"),
        AuditEvent("run-done", project="begge"),
        AuditEvent("run-done", project="uten"),
        AuditEvent("run-done", project="alver", municipality="4601"),
    ):
        room.audit.record(event)
    assert [row.sequence for row in reading.page(ALVER, Asked()).rows] == [5, 3]
    assert len(reading.page(ADA, Asked()).rows) == 8
    # The file that is handed out goes no further either. That it was is noted first.
    assert [row.sequence for row in reading.export(ALVER, Asked())] == [3, 5]


def test_somebody_is_found_however_the_trail_writes_them(room: ControlRoom, reading: AuditReading) -> None:
    for actor in ("user:ada", "6", "operator:ada", "user:adam", "user:al", "16"):
        room.audit.record(AuditEvent("log-in", actor))
    for who in ("ada", " ada ", "Ada Administrator"):
        assert {1, 2} <= {row.sequence for row in reading.page(ADA, Asked(who=who)).rows} <= {1, 2, 3}
    assert [row.sequence for row in reading.page(ADA, Asked(who="user:adam")).rows] == [4]
    assert reading.page(ADA, Asked(who="Ukjent Navn")).rows == ()
    assert reading.names()["6"] == reading.names()["user:ada"] == "Ada Administrator"


def test_days_are_those_of_norway_and_both_are_included(room: ControlRoom, reading: AuditReading) -> None:
    """In winter a day in Norway begins at 23:00 of the day before in UTC, and ends at 23:00."""
    for day, hour, minute in ((1, 22, 59), (1, 23, 0), (2, 22, 59)):
        room.clock.now = datetime(2026, 3, day, hour, minute, tzinfo=UTC)
        room.audit.record(AuditEvent("log-in"))
    asked = Asked(since=date(2026, 3, 2), until=date(2026, 3, 2))
    assert [row.sequence for row in reading.page(ADA, asked).rows] == [3, 2]


def test_that_the_trail_was_taken_is_noted_and_in_what_is_taken(
    room: ControlRoom, reading: AuditReading
) -> None:
    room.audit.record(AuditEvent("log-in"))
    taken = [row.event for row in reading.export(ADA, Asked())]
    assert [(event.action, event.actor) for event in taken] == [
        ("log-in", "system"),
        ("audit-export", "user:ada"),
    ]


def test_every_action_of_the_program_has_words_and_a_kind() -> None:
    """Also those put together of a state: a project's and a run's."""
    found = {f"run-{state.name.lower().replace('_', '-')}" for state in ENDED}
    found |= {"project-open", "project-paused", "project-closed"}
    for _, content in texts(".py", under="folkekommune/"):
        for call in re.findall(r"(?:AuditEvent|_note|_granting|_linking)\(\s*[^)]*?\)", content):
            found |= set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', call))
        found |= set(re.findall(r'AuditEvent\(\s*"([a-z]+)"', content))
    found -= {"command-line"}
    assert {"log-in", "user-grant", "comment-write", "backup", "project-end-date"} <= found
    assert {action for action in found if f"audit.action-{action}" not in catalogue()} == set()

    def has_kind(action: str) -> bool:
        return any(
            action == each or (each.endswith("-") and action.startswith(each))
            for actions in KINDS.values()
            for each in actions
        )

    assert {action for action in found if not has_kind(action)} == set()
