"""Sessions end by themselves, and a copy of the database opens none."""

from __future__ import annotations

from pathlib import Path

import pytest
from access_factories import PASSWORD, ControlRoom, open_control_room
from sqlalchemy import text


@pytest.fixture
def room(place: Path | str) -> ControlRoom:
    opened = open_control_room(place)
    opened.accounts.create("kari", "Kari", password=PASSWORD)
    return opened


def _log_in(room: ControlRoom) -> str:
    return room.accounts.log_in("kari", PASSWORD, client="::1").token


def test_a_session_that_is_not_used_ends_after_the_idle_limit(room: ControlRoom) -> None:
    token = _log_in(room)
    room.clock.move(minutes=29)
    assert room.sessions.find(token) is not None
    room.clock.move(minutes=29)
    assert room.sessions.find(token) is not None
    room.clock.move(minutes=30)
    assert room.sessions.find(token) is None


def test_a_session_in_use_ends_after_the_absolute_limit(room: ControlRoom) -> None:
    token = _log_in(room)
    for _ in range(23):
        room.clock.move(minutes=20)
        assert room.sessions.find(token) is not None
    room.clock.move(minutes=20)
    assert room.sessions.find(token) is None


def test_the_session_says_when_it_ends(room: ControlRoom) -> None:
    token = _log_in(room)
    room.clock.move(hours=0.4)
    found = room.sessions.find(token)
    assert found is not None
    assert (found.ends_at - room.clock.now).total_seconds() == 30 * 60


def test_each_log_in_has_its_own_session(room: ControlRoom) -> None:
    first, second = _log_in(room), _log_in(room)
    room.accounts.log_out(first)
    assert room.sessions.find(first) is None
    assert room.sessions.find(second) is not None


def test_the_database_does_not_hold_the_token(room: ControlRoom) -> None:
    token = _log_in(room)
    with room.engine.connect() as connection:
        stored = connection.execute(text("SELECT id_hash FROM sessions")).scalar_one()
    assert token not in stored
    assert room.sessions.find(stored) is None


def test_a_session_never_shows_its_token_when_printed(room: ControlRoom) -> None:
    session = room.accounts.log_in("kari", PASSWORD, client="::1")
    assert session.token not in repr(session)


def test_a_made_up_token_opens_nothing(room: ControlRoom) -> None:
    assert room.sessions.find("") is None
    assert room.sessions.find("x" * 43) is None
