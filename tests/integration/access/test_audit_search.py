"""Rows of the audit trail are found by who, project, kind and time, on either kind of database."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from access_factories import ControlRoom, open_control_room

from folkekommune.access.audit import AuditEvent
from folkekommune.access.audit_search import Reach, Wanted, search

EVENTS = (
    AuditEvent("log-in", "user:pia"),
    AuditEvent("run-done", "user:Pia", project="p1"),
    AuditEvent("run-done", "user:pia", project="p1", municipality="4601"),
    AuditEvent("project-open", "user:ada", project="p_1"),
    AuditEvent("export-approve", "user:finn", municipality="4601+4631"),
    AuditEvent("measure-enter", "user:nils", municipality="4631"),
    AuditEvent("project-open", "user:ada", project="p10"),
)
"""One an hour, from eight o'clock."""


@pytest.fixture
def room(place: Path | str) -> ControlRoom:
    found = open_control_room(place)
    for event in EVENTS:
        found.audit.record(event)
        found.clock.move(hours=1)
    return found


def _found(room: ControlRoom, wanted: Wanted, **how: object) -> list[int]:
    return [row.sequence for row in search(room.audit, wanted, **how)]


CASES = (
    (Wanted(), [7, 6, 5, 4, 3, 2, 1]),
    (Wanted(actors=frozenset({"user:pia"})), [3, 1]),  # not who is written with a capital letter
    (Wanted(actors=frozenset({"user:pia", "user:ada"})), [7, 4, 3, 1]),
    (Wanted(project="p1"), [3, 2]),  # neither p10 nor p_1, where _ is any sign to a database
    (Wanted(project="p_1"), [4]),
    (Wanted(actions=frozenset({"project-"})), [7, 4]),
    (Wanted(actions=frozenset({"log-in", "run-"})), [3, 2, 1]),
    (Wanted(actions=frozenset({"run"})), []),
    (
        Wanted(since=datetime(2026, 3, 1, 10, tzinfo=UTC), until=datetime(2026, 3, 1, 12, tzinfo=UTC)),
        [4, 3],
    ),
    (Wanted(actors=frozenset({"user:pia"}), project="p1"), [3]),
    (Wanted(actors=frozenset({"user:%"})), []),
    (Wanted(reach=Reach(frozenset({"4601"}), frozenset({"p1"}))), [3, 2]),
    (Wanted(reach=Reach(frozenset({"4631"}), frozenset())), [6]),
    (Wanted(reach=Reach(frozenset({"4601", "4631"}), frozenset())), [6, 5, 3]),
    (Wanted(reach=Reach(frozenset(), frozenset())), []),
)


def test_only_what_is_wanted_is_found(room: ControlRoom) -> None:
    for wanted, rows in CASES:
        assert _found(room, wanted) == rows, wanted
        assert _found(room, wanted, newest_first=False) == rows[::-1], wanted


def test_a_page_goes_on_where_the_one_before_ended(room: ControlRoom) -> None:
    assert _found(room, Wanted(), before=4) == [3, 2, 1]
    assert _found(room, Wanted(project="p1"), before=3) == [2]
