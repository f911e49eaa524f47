"""PostgreSQL that is stopped and started again: a sentence, nothing half done, and recovery without hands."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from access_factories import PASSWORD, ControlRoom, open_control_room
from control_places import ON_SERVER, Databases, run_on
from fixtures.postgres_server import PASSWORD as SERVER_PASSWORD
from fixtures.postgres_server import Server
from sqlalchemy import text

from folkekommune.access.database import open_control_database, writing
from folkekommune.access.postgresql import ControlUnreachable
from folkekommune.errors import EXIT_FAULT, InputError, UsageError
from folkekommune.texts import LANGUAGES
from folkekommune.texts import text as sentence

pytestmark = [ON_SERVER, pytest.mark.slow]


@pytest.fixture
def address(databases: Databases) -> str:
    return databases()


@pytest.fixture
def room(address: str) -> ControlRoom:
    return open_control_room(address)


def test_a_server_that_stops_is_told_and_one_that_starts_again_is_used_again(
    server: Server, address: str, room: ControlRoom
) -> None:
    room.accounts.create("kari", "Kari", password=PASSWORD)
    session = room.accounts.log_in("kari", PASSWORD, client="::1")
    for asked in (
        lambda: room.accounts.session(session.token),
        lambda: room.accounts.create("ola", "Ola", password=PASSWORD),
        room.audit.verify,
        lambda: open_control_database(address),
    ):
        with server.stopped(), pytest.raises(ControlUnreachable) as fault:
            asked()
        assert (fault.value.code, fault.value.exit_code) == ("control.away", EXIT_FAULT)
    assert all(sentence("control.away", language) for language in LANGUAGES)
    assert room.accounts.session(session.token) is not None
    assert [user.name for user in room.accounts.all()] == ["kari"]
    assert room.audit.verify().holds


def test_a_change_that_the_server_dies_under_is_not_half_done(server: Server, room: ControlRoom) -> None:
    room.accounts.create("kari", "Kari", password=PASSWORD)

    def change() -> None:
        with ExitStack() as stopping, writing(room.engine) as connection:
            connection.execute(text("UPDATE users SET display_name = 'halv'"))
            stopping.enter_context(server.stopped())
            connection.execute(text("UPDATE users SET disabled = true"))

    with pytest.raises(ControlUnreachable):
        change()
    assert [user.display_name for user in room.accounts.all()] == ["Kari"]


def test_a_planned_restart_is_not_noticed(server: Server, room: ControlRoom) -> None:
    room.accounts.create("kari", "Kari", password=PASSWORD)
    with server.stopped("fast"):
        pass
    assert room.accounts.log_in("kari", PASSWORD, client="::1").user.name == "kari"


def test_who_waits_too_long_for_another_is_told(room: ControlRoom) -> None:
    impatient = room.engine.execution_options()
    with writing(room.engine), impatient.connect() as connection:
        connection.exec_driver_sql("SET lock_timeout = 50")
        connection.commit()
        with pytest.raises(ControlUnreachable) as fault:
            connection.execution_options(immediate=True).begin()
    assert fault.value.code == "control.busy"


def test_what_the_database_cannot_hold_is_told_without_a_word_of_it(room: ControlRoom) -> None:
    with pytest.raises(InputError) as fault:
        room.accounts.create("kari", "hemmelig" * 100, password=PASSWORD)
    assert fault.value.code == "control.not-storable"
    assert "hemmelig" not in f"{fault.value} {fault.value.parameters} {fault.value.__cause__}"
    assert room.accounts.all() == ()


def test_a_user_without_rights_and_a_database_that_is_not_there_are_told(
    server: Server, room: ControlRoom
) -> None:
    run_on(server, "CREATE ROLE gjest LOGIN PASSWORD 'gjest'")
    guest = server.address("postgres").replace("kilde@", "gjest@")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PGPASSFILE")
        patch.setenv("PGPASSWORD", "gjest")
        with pytest.raises(UsageError) as refused:
            open_control_database(guest)
    assert refused.value.code == "control.not-allowed"
    with pytest.raises(ControlUnreachable):
        open_control_database(server.address("nowhere"))
    run_on(server, "DROP ROLE gjest")


def test_a_system_credential_is_the_password(
    address: str, room: ControlRoom, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PGPASSFILE")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    (tmp_path / "control-password").write_text("feil\n")
    with pytest.raises(ControlUnreachable):
        open_control_database(address)
    (tmp_path / "control-password").write_text(f"{SERVER_PASSWORD}\n")
    open_control_database(address).dispose()
