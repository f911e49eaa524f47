"""People from outside: known by a digest, linked by a reference, let in by a ticket that is good once."""

from __future__ import annotations

from pathlib import Path

import pytest
from access_factories import PASSWORD, ControlRoom, open_control_room
from sqlalchemy import text

from folkekommune.access.attempts import AttemptLimits
from folkekommune.access.outside_identities import OutsideIdentity
from folkekommune.access.outside_log_ins import OutsideLogIns
from folkekommune.access.outside_sessions import Beginning
from folkekommune.access.sessions import Session
from folkekommune.errors import InputError, PermissionRefused

KARI = OutsideIdentity("idporten", "https://idporten.example", "01815500101")
BEGINNING = Beginning("idporten", outside_session="s-1", id_token="a.proof.of-kari")  # noqa: S106  (invented)
LIMITS = AttemptLimits(per_client=3)


@pytest.fixture
def room(place: Path | str) -> ControlRoom:
    opened = open_control_room(place)
    opened.accounts.create("kari", "Kari", password=None)
    return opened


@pytest.fixture
def log_ins(room: ControlRoom) -> OutsideLogIns:
    return _open(room)


def _open(room: ControlRoom, key: bytes = b"a key outside the database") -> OutsideLogIns:
    return OutsideLogIns(
        room.engine, key, sessions=room.sessions, audit=room.audit, limits=LIMITS, clock=room.clock
    )


def _come(log_ins: OutsideLogIns, ticket: str, identity: OutsideIdentity = KARI) -> Session | str:
    attempt = log_ins.use_ticket(ticket, client="192.0.2.1")
    assert attempt is not None
    return log_ins.log_in(identity, attempt, beginning=BEGINNING)


def _link(log_ins: OutsideLogIns) -> Session:
    reference = _come(log_ins, "first")
    assert isinstance(reference, str)
    log_ins.identities.link("kari", reference, by="test")
    session = _come(log_ins, "second")
    assert isinstance(session, Session)
    return session


def test_a_reference_links_a_person_to_a_user_once(room: ControlRoom, log_ins: OutsideLogIns) -> None:
    reference = _come(log_ins, "first")
    assert isinstance(reference, str)
    assert _come(log_ins, "again") == reference
    linked = log_ins.identities.link(" KARI ", f" {reference.lower()} ", by="admin")
    assert (linked.user.name, linked.provider) == ("kari", "idporten")
    with pytest.raises(InputError, match=r"oidc\.unknown-reference"):
        log_ins.identities.link("kari", reference, by="admin")
    session = _come(log_ins, "second")
    assert isinstance(session, Session)
    assert room.sessions.find(session.token) is not None
    events = [(row.event.action, row.event.actor, row.event.subject) for row in room.audit.rows()]
    assert ("user-link", "admin", "user:kari/provider:idporten") in events
    assert ("log-in", "user:kari", "provider:idporten") in events
    assert ("log-in-unlinked", "unknown", "provider:idporten") in events


def test_another_person_another_issuer_and_another_key_are_others(
    room: ControlRoom, log_ins: OutsideLogIns
) -> None:
    _link(log_ins)
    for number, other in enumerate(
        (
            OutsideIdentity("idporten", KARI.issuer, "01815500102"),
            OutsideIdentity("idporten", f"{KARI.issuer}0", KARI.subject[1:]),
            OutsideIdentity("feide", "https://feide.example", KARI.subject),
        )
    ):
        assert isinstance(_come(log_ins, f"other-{number}", other), str)
    assert isinstance(_come(_open(room, b"another key"), "other-key"), str)


def test_neither_subject_nor_proof_can_be_read_in_the_database(
    room: ControlRoom, log_ins: OutsideLogIns
) -> None:
    session = _link(log_ins)
    with room.engine.connect() as connection:
        rows = [
            str(row)
            for table in ("outside_identities", "outside_sessions", "log_in_attempts", "audit_trail")
            for row in connection.execute(text(f"SELECT * FROM {table}"))
        ]
    assert not any(word in row for row in rows for word in (KARI.subject, "s-1", "proof", session.token))
    assert KARI.subject not in repr(KARI)
    assert log_ins.beginning(session.token) == Beginning("idporten", id_token=BEGINNING.id_token)


def test_an_old_reference_is_no_good_and_a_new_one_is_given(
    room: ControlRoom, log_ins: OutsideLogIns
) -> None:
    reference = _come(log_ins, "first")
    assert isinstance(reference, str)
    room.clock.move(days=15)
    with pytest.raises(InputError, match=r"oidc\.unknown-reference"):
        log_ins.identities.link("kari", reference, by="test")
    assert _come(log_ins, "again") != reference


def test_who_is_linked_stays_so_however_long_it_is(room: ControlRoom, log_ins: OutsideLogIns) -> None:
    _link(log_ins)
    room.clock.move(days=400)
    assert isinstance(_come(log_ins, "a year later"), Session)


@pytest.mark.parametrize("reference", ["", "ABCD-EFGH", "None"])
def test_a_reference_that_nobody_was_given_links_nobody(log_ins: OutsideLogIns, reference: str) -> None:
    _link(log_ins)
    with pytest.raises(InputError, match=r"oidc\.unknown-reference"):
        log_ins.identities.link("kari", reference, by="test")


def test_unlinking_ends_sessions_and_the_person_is_new_again(
    room: ControlRoom, log_ins: OutsideLogIns
) -> None:
    session = _link(log_ins)
    assert log_ins.identities.providers_of(session.user.identifier) == ("idporten",)
    assert log_ins.identities.unlink("kari", by="test") == 1
    assert room.sessions.find(session.token) is None
    assert log_ins.beginning(session.token) is None
    assert isinstance(_come(log_ins, "third"), str)


def test_a_ticket_is_good_once_also_in_two_processes(room: ControlRoom, log_ins: OutsideLogIns) -> None:
    assert log_ins.use_ticket("t", client="192.0.2.1") is not None
    assert _open(room).use_ticket("t", client="192.0.2.2") is None


def test_a_client_with_too_many_failures_is_stopped_and_others_are_not(
    room: ControlRoom, log_ins: OutsideLogIns
) -> None:
    for number in range(3):
        assert log_ins.use_ticket(f"failed-{number}", client="192.0.2.9") is not None
    with pytest.raises(PermissionRefused, match=r"access\.locked"):
        log_ins.use_ticket("one more", client="192.0.2.9")
    assert log_ins.use_ticket("of another", client="192.0.2.1") is not None
    room.clock.move(minutes=16)
    assert log_ins.use_ticket("later", client="192.0.2.9") is not None


def test_a_closed_account_is_not_opened_from_outside(room: ControlRoom, log_ins: OutsideLogIns) -> None:
    _link(log_ins)
    room.accounts.disable("kari", by="test")
    with pytest.raises(PermissionRefused, match=r"oidc\.closed"):
        _come(log_ins, "third")


def test_the_provider_ends_its_own_sessions_and_no_others(room: ControlRoom, log_ins: OutsideLogIns) -> None:
    session = _link(log_ins)
    for provider, outside_session in (("feide", "s-1"), ("idporten", "s-2"), ("idporten", "")):
        log_ins.end_from_outside(provider, outside_session)
    assert room.sessions.find(session.token) is not None
    log_ins.end_from_outside("idporten", "s-1")
    assert room.sessions.find(session.token) is None


def test_an_account_without_a_password_is_not_opened_with_one(room: ControlRoom) -> None:
    for password in ("", PASSWORD, "None"):
        with pytest.raises(PermissionRefused, match=r"access\.(wrong-password|locked)"):
            room.accounts.log_in("kari", password, client="192.0.2.5")
