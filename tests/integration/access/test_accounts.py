"""Accounts: made, granted, logged in, locked; and each change in the audit trail."""

from __future__ import annotations

from pathlib import Path

import pytest
from access_factories import PASSWORD, ControlRoom, open_control_room
from sqlalchemy import text

from folkekommune.access.users import Grant
from folkekommune.errors import InputError, PermissionRefused

CLIENT = "192.0.2.1"


@pytest.fixture
def room(place: Path | str) -> ControlRoom:
    opened = open_control_room(place)
    opened.accounts.create("kari", "Kari", password=PASSWORD, grants=(Grant("planner", "4601"),))
    return opened


def _refusal(room: ControlRoom, name: str, password: str, client: str = CLIENT) -> str:
    with pytest.raises(PermissionRefused) as refusal:
        room.accounts.log_in(name, password, client=client)
    return refusal.value.code


def test_the_right_password_opens_a_session_with_the_roles(room: ControlRoom) -> None:
    session = room.accounts.log_in(" KARI ", PASSWORD, client=CLIENT)
    found = room.accounts.session(session.token)
    assert found is not None
    assert found.user.grants == (Grant("planner", "4601"),)


def test_wrong_name_and_wrong_password_get_the_same_answer(room: ControlRoom) -> None:
    assert _refusal(room, "kari", "feil feil feil") == "access.wrong-password"
    assert _refusal(room, "ingen", "feil feil feil") == "access.wrong-password"


def test_a_name_is_locked_after_too_many_failures_whether_it_exists_or_not(room: ControlRoom) -> None:
    for name in ("kari", "ingen"):
        for attempt in range(3):
            assert _refusal(room, name, "feil feil feil", f"192.0.2.{attempt}") == "access.wrong-password"
        assert _refusal(room, name, PASSWORD, "192.0.2.77") == "access.locked"


def test_the_lock_opens_when_the_window_has_passed(room: ControlRoom) -> None:
    for _ in range(3):
        _refusal(room, "kari", "feil feil feil")
    room.clock.move(minutes=9)
    assert _refusal(room, "kari", PASSWORD) == "access.locked"
    room.clock.move(minutes=2)
    assert room.accounts.log_in("kari", PASSWORD, client=CLIENT).user.name == "kari"


def test_a_client_that_tries_many_names_is_stopped(room: ControlRoom) -> None:
    for attempt in range(6):
        assert _refusal(room, f"navn{attempt}", "feil feil feil") == "access.wrong-password"
    assert _refusal(room, "kari", PASSWORD) == "access.locked"
    assert room.accounts.log_in("kari", PASSWORD, client="192.0.2.200").user.name == "kari"


def test_a_success_clears_the_failures_of_the_name(room: ControlRoom) -> None:
    for _ in range(2):
        _refusal(room, "kari", "feil feil feil")
    room.clock.move(seconds=1)
    room.accounts.log_in("kari", PASSWORD, client=CLIENT)
    room.clock.move(seconds=1)
    for _ in range(2):
        assert _refusal(room, "kari", "feil feil feil") == "access.wrong-password"
    room.accounts.log_in("kari", PASSWORD, client=CLIENT)


def test_a_closed_account_loses_its_sessions_and_cannot_log_in(room: ControlRoom) -> None:
    session = room.accounts.log_in("kari", PASSWORD, client=CLIENT)
    room.accounts.disable("kari", by="user:sjef")
    assert room.accounts.session(session.token) is None
    assert _refusal(room, "kari", PASSWORD) == "access.wrong-password"


def test_a_new_password_ends_the_old_sessions(room: ControlRoom) -> None:
    session = room.accounts.log_in("kari", PASSWORD, client=CLIENT)
    room.accounts.set_password("kari", "et helt nytt passord", by="user:kari")
    assert room.accounts.session(session.token) is None
    assert room.accounts.log_in("kari", "et helt nytt passord", client=CLIENT)


def test_a_revoked_role_is_gone_at_the_next_page(room: ControlRoom) -> None:
    session = room.accounts.log_in("kari", PASSWORD, client=CLIENT)
    room.accounts.revoke("kari", Grant("planner", "4601"), by="user:sjef")
    found = room.accounts.session(session.token)
    assert found is not None
    assert found.user.grants == ()


def test_granting_a_role_without_municipality_twice_gives_it_once(room: ControlRoom) -> None:
    room.accounts.grant("kari", Grant("researcher"), by="user:sjef")
    user = room.accounts.grant("kari", Grant("researcher"), by="user:sjef")
    assert user.grants == (Grant("planner", "4601"), Grant("researcher"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "kari"}, "access.name-taken"),
        ({"name": "Kari"}, "access.name-taken"),
        ({"name": "o la"}, "access.name-unfit"),
        ({"name": ""}, "access.name-unfit"),
        ({"password": "kort"}, "access.password-length"),
        ({"grants": (Grant("konge"),)}, "access.unknown-role"),
        ({"grants": (Grant("steward"),)}, "access.role-needs-municipality"),
    ],
)
def test_an_unfit_account_is_not_made(room: ControlRoom, change: dict[str, object], code: str) -> None:
    account = {"name": "ola", "display_name": "Ola", "password": PASSWORD, **change}
    with pytest.raises(InputError) as fault:
        room.accounts.create(**account)
    assert fault.value.code == code
    assert [user.name for user in room.accounts.all()] == ["kari"]


def test_no_password_lies_in_the_file(tmp_path: Path) -> None:
    room = open_control_room(tmp_path)
    room.accounts.create("kari", "Kari", password=PASSWORD)
    with room.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        stored = connection.execute(text("SELECT password_hash FROM users")).scalar_one()
    assert stored.startswith("$argon2id$")
    assert PASSWORD.encode() not in (tmp_path / "control.sqlite").read_bytes()


def test_every_change_leaves_its_event_and_a_wrong_name_is_not_written_down(room: ControlRoom) -> None:
    session = room.accounts.log_in("kari", PASSWORD, client=CLIENT)
    room.accounts.log_out(session.token)
    _refusal(room, "kari", "feil feil feil")
    _refusal(room, "hemmeligpassord", "kari")
    events = [(row.event.action, row.event.actor) for row in reversed(room.audit.latest())]
    assert events == [
        ("user-create", "system"),
        ("user-grant", "system"),
        ("log-in", "user:kari"),
        ("log-out", "user:kari"),
        ("log-in-refused", "user:kari"),
        ("log-in-refused", "unknown"),
    ]
    assert room.audit.verify().holds
