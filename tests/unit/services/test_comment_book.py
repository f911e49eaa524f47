"""Comments are the municipality's own, sealed, plain text, and taken back by their author alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from access_factories import PASSWORD, ControlRoom, open_control_room
from sqlalchemy import text

from folkekommune.access.comments import Comments
from folkekommune.access.users import Grant, User
from folkekommune.errors import InputError, PermissionRefused
from folkekommune.keys import Keys, SealBrokenError
from folkekommune.services.comments import LONGEST, CommentBook

KEYS = Keys(b"a key of nobody but these tests!")
BERGEN, AMMING = "4601", "amming"


@pytest.fixture
def room(tmp_path: Path) -> ControlRoom:
    return open_control_room(tmp_path)


@pytest.fixture
def people(room: ControlRoom) -> dict[str, User]:
    grants = {
        "pia": (Grant("planner", BERGEN),),
        "finn": (Grant("steward", BERGEN),),
        "nils": (Grant("planner", "4631"),),
        "frida": (Grant("researcher"),),
        "ada": (Grant("administrator"),),
    }
    return {
        name: room.accounts.create(name, name.title(), password=PASSWORD, grants=granted)
        for name, granted in grants.items()
    }


@pytest.fixture
def book(room: ControlRoom) -> CommentBook:
    return CommentBook(Comments(room.engine, audit=room.audit, clock=room.clock), KEYS)


def test_those_who_read_the_dashboard_read_and_write_and_nobody_else(
    book: CommentBook, people: dict[str, User]
) -> None:
    written = book.write(people["pia"], BERGEN, AMMING, "Se på 2020.")
    for name in ("pia", "finn"):
        (found,) = book.about(people[name], BERGEN, AMMING)
        assert (found.text, found.author, found.own) == ("Se på 2020.", "Pia", name == "pia")
    for name in ("nils", "frida", "ada"):
        for attempt in (
            lambda user: book.about(user, BERGEN, AMMING),
            lambda user: book.write(user, BERGEN, AMMING, "Hei."),
            lambda user: book.withdraw(user, BERGEN, AMMING, written),
        ):
            with pytest.raises(PermissionRefused):
                attempt(people[name])
    assert book.about(people["nils"], "4631", AMMING) == ()


def test_only_its_author_takes_a_comment_back_and_its_text_is_gone(
    book: CommentBook, people: dict[str, User], room: ControlRoom
) -> None:
    written = book.write(people["pia"], BERGEN, AMMING, "Se på 2020.")
    with pytest.raises(PermissionRefused) as refused:
        book.withdraw(people["finn"], BERGEN, AMMING, written)
    assert refused.value.code == "comments.not-own"
    for indicator, identifier in (("sovn", written), (AMMING, "0" * 16)):
        with pytest.raises(InputError):
            book.withdraw(people["pia"], BERGEN, indicator, identifier)
    book.withdraw(people["pia"], BERGEN, AMMING, written)
    (found,) = book.about(people["finn"], BERGEN, AMMING)
    assert (found.text, found.withdrawn) == ("", True)
    with room.engine.connect() as connection:
        assert connection.execute(text("SELECT sealed FROM comments")).scalar_one() == ""


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("  Se her.  ", "Se her."),
        ("Én.\r\n\r\n  To.\n", "Én.\nTo."),
        ("<b>fet</b> & «så»", "<b>fet</b> & «så»"),
        ("a\x00b\u202ec", "abc"),  # what is no sign, or turns the writing round
        ("1234 0181 01123456", "1234 0181 01123456"),
        ("x" * LONGEST, "x" * LONGEST),
    ],
)
def test_a_comment_is_kept_as_plain_lines(
    book: CommentBook, people: dict[str, User], said: str, kept: str
) -> None:
    book.write(people["pia"], BERGEN, AMMING, said)
    assert book.about(people["pia"], BERGEN, AMMING)[0].text == kept


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("", "comments.length"),
        (" \n\t ", "comments.length"),
        ("\x00", "comments.length"),
        ("x" * (LONGEST + 1), "comments.length"),
        ("Gjelder 01810112345.", "comments.identity-number"),
        ("Gjelder 018101 12345", "comments.identity-number"),
    ],
)
def test_what_is_no_comment_is_refused(
    book: CommentBook, people: dict[str, User], said: str, code: str
) -> None:
    with pytest.raises(InputError) as fault:
        book.write(people["pia"], BERGEN, AMMING, said)
    assert fault.value.code == code
    assert book.about(people["pia"], BERGEN, AMMING) == ()


def test_the_text_is_sealed_and_bound_to_its_municipality_and_its_place(
    book: CommentBook, people: dict[str, User], room: ControlRoom
) -> None:
    first = book.write(people["pia"], BERGEN, AMMING, "Hemmelig plan")
    second = book.write(people["finn"], BERGEN, AMMING, "Noe annet")
    with room.engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM comments")).all()
        events = connection.execute(text("SELECT event FROM audit_trail")).scalars().all()
    assert "Hemmelig" not in f"{rows} {events}"
    sealed = next(row.sealed for row in rows if row.id == first)
    with room.engine.begin() as connection:
        connection.execute(text("UPDATE comments SET sealed = :s WHERE id = :i"), {"s": sealed, "i": second})
        connection.execute(text("UPDATE comments SET municipality = '4631' WHERE id = :i"), {"i": first})
    for name, place in (("pia", BERGEN), ("nils", "4631")):
        with pytest.raises(SealBrokenError):
            book.about(people[name], place, AMMING)
