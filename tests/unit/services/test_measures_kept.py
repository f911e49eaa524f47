"""Measures are sealed, stay, and are the municipality's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from folkekommune.access.audit import AuditEvent
from folkekommune.access.users import Grant, User
from folkekommune.errors import InputError, PermissionRefused
from folkekommune.keys import Keys, SealBrokenError
from folkekommune.services.measures import Measure, Measures

PLANNER = User(1, "pia", "Pia", (Grant("planner", "4601"),))
HELP = Measure("Ammehjelp", "fullamming_6uker", 2024, 2026, 4.0)
KEYS = Keys(b"a key of nobody but these tests!")


@pytest.fixture
def noted() -> list[AuditEvent]:
    return []


@pytest.fixture
def book(tmp_path: Path, noted: list[AuditEvent]) -> Measures:
    return Measures(tmp_path / "measures", KEYS, noted.append)


def test_a_measure_stays_as_it_was_entered_even_when_it_ends(book: Measures, noted: list[AuditEvent]) -> None:
    entered = book.enter(PLANNER, "4601", replace(HELP, title="  Ammehjelp "))
    book.end(PLANNER, "4601", entered.identifier)
    (kept,) = book.of_municipality(PLANNER, "4601")
    assert kept == replace(HELP, identifier=entered.identifier, ended=True)
    assert [event.action for event in noted] == ["measure-enter", "measure-end"]
    assert {event.municipality for event in noted} == {"4601"}


def test_only_those_who_read_the_dashboard_see_or_enter_them(book: Measures) -> None:
    book.enter(PLANNER, "4601", HELP)
    neighbour = User(2, "nils", "Nils", (Grant("planner", "4631"),))
    for attempt in (
        lambda: book.of_municipality(neighbour, "4601"),
        lambda: book.enter(neighbour, "4601", HELP),
        lambda: book.end(neighbour, "4601", "x"),
    ):
        with pytest.raises(PermissionRefused):
            attempt()
    assert book.of_municipality(neighbour, "4631") == ()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"title": "  "}, "measures.title"),
        ({"title": "x" * 121}, "measures.title"),
        ({"expected": 0.0}, "measures.expected"),
        ({"expected": -51.0}, "measures.expected"),
        ({"answer_in": 2023}, "measures.years"),
    ],
)
def test_what_could_not_be_answered_is_refused(book: Measures, wrong: dict[str, object], code: str) -> None:
    with pytest.raises(InputError) as refused:
        book.enter(PLANNER, "4601", replace(HELP, **wrong))
    assert refused.value.code == code
    assert book.of_municipality(PLANNER, "4601") == ()


def test_the_file_is_sealed_and_bound_to_its_municipality(book: Measures, tmp_path: Path) -> None:
    book.enter(PLANNER, "4601", HELP)
    sealed = (tmp_path / "measures" / "4601.sealed").read_bytes()
    assert b"Ammehjelp" not in sealed
    (tmp_path / "measures" / "4631.sealed").write_bytes(sealed)
    with pytest.raises(SealBrokenError):
        book.of_municipality(User(3, "n", "N", (Grant("planner", "4631"),)), "4631")
