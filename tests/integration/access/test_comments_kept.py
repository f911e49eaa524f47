"""Comments are kept in the control database, on either kind, whatever is published meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest
from access_factories import PASSWORD, ControlRoom, open_control_room

from folkekommune.access.comments import Comments
from folkekommune.access.copying import write_control_file
from folkekommune.access.database import open_control_database
from folkekommune.access.users import Grant, User


@pytest.fixture
def room(place: Path | str) -> ControlRoom:
    return open_control_room(place)


def _planner(room: ControlRoom) -> User:
    grants = (Grant("planner", "4601"),)
    return room.accounts.create("pia", "Pia Planlegger", password=PASSWORD, grants=grants)


def _write(room: ControlRoom, by: User) -> Comments:
    """Write three comments, a minute apart: two on one indicator of Bergen, one elsewhere."""
    comments = Comments(room.engine, audit=room.audit, clock=room.clock)
    for identifier, municipality, indicator in (
        ("a" * 16, "4601", "amming"),
        ("b" * 16, "4601", "amming"),
        ("c" * 16, "4631", "amming"),
    ):
        comments.add(identifier, municipality=municipality, indicator=indicator, by=by, sealed="x" * 40)
        room.clock.move(minutes=1)
    return comments


def test_the_newest_comes_first_and_another_municipalitys_never(room: ControlRoom) -> None:
    comments = _write(room, _planner(room))
    found = comments.about("4601", "amming")
    assert [each.identifier[0] for each in found] == ["b", "a"]
    assert [each.written_at.minute for each in found] == [1, 0]
    assert {each.author_name for each in found} == {"Pia Planlegger"}
    assert comments.about("4601", "sovn") == ()


def test_a_withdrawn_comment_has_no_text_left_and_is_withdrawn_once(room: ControlRoom) -> None:
    pia = _planner(room)
    comments = _write(room, pia)
    for municipality in ("4631", "4601", "4601"):
        comments.withdraw("a" * 16, municipality=municipality, by=pia)
    newest, oldest = comments.about("4601", "amming")
    assert (oldest.sealed, oldest.withdrawn_at) == ("", room.clock())
    assert (newest.sealed, newest.withdrawn_at) == ("x" * 40, None)
    events = [row.event for row in room.audit.latest() if row.event.action.startswith("comment-")]
    assert [event.action for event in events] == ["comment-withdraw", *["comment-write"] * 3]
    assert (events[0].actor, events[0].subject, events[0].municipality) == (
        "user:pia",
        f"comment:{'a' * 16}",
        "4601",
    )


def test_they_go_with_the_control_data_into_a_backup(room: ControlRoom, tmp_path: Path) -> None:
    comments = _write(room, _planner(room))
    write_control_file(room.engine, tmp_path / "copy.sqlite")
    copied = Comments(open_control_database(tmp_path / "copy.sqlite"), audit=room.audit)
    assert copied.about("4601", "amming") == comments.about("4601", "amming")
