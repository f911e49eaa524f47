"""People who object leave drafts and the next release; pseudonyms change and figures do not."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from delivery_factory import PACKAGE, Visit, number
from home_factory import (
    D_NUMBER,
    D_SYSTEM,
    FNR,
    FNR_SYSTEM,
    LATER,
    OTHER,
    Home,
    breastfed,
    person,
)

from folkekommune.errors import InputError
from folkekommune.ingest.persons.reservations import read_list
from folkekommune.ingest.persons.traces import find_traces
from folkekommune.settings import Mode
from folkekommune.store.retention import delete_version
from folkekommune.texts import LANGUAGES, text

NAME = PACKAGE.databank.name


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def two_children(home: Home) -> None:
    home.reports(
        {
            "U6": [
                Visit("1", FNR, cells={"Ammestatus": "Fullammet"}),
                Visit("2", OTHER, cells={"Ammestatus": "Ikke ammet"}),
            ]
        }
    )


def persons_of(release) -> list[tuple[int, int]]:
    return [tuple(row.values()) for row in pq.read_table(release.persons_file("4601")).to_pylist()]


def test_whoever_objects_leaves_the_draft_and_the_next_release(home):
    two_children(home)
    first = home.release()
    assert home.numbers(first) == {FNR: 1, OTHER: 3}
    added, written = home.keeping.reserve([int(FNR)])
    assert (added, written) == (1, 1)
    [delivery] = home.store.draft(NAME, "4601").deliveries()
    assert len(pq.read_table(delivery.visits()["U6"])) == 1
    assert len(pq.read_table(delivery.persons())) == 1
    second = home.release()
    assert home.numbers(second) == {OTHER: 3}
    assert second.version == "2.0.0"


def test_whoever_objects_is_not_loaded_and_their_rows_are_counted_and_forgotten(home):
    home.keeping.reserve([int(FNR)])
    wrong = Visit("3", FNR, "x", cells={"Ammestatus": "kanskje"})
    report = home.reports(
        {"U6": [Visit("1", FNR, cells={"Ammestatus": "Fullammet"}), Visit("2", OTHER), wrong]}
    )
    assert (report.rows, report.loaded, report.excluded["reserved"]) == (3, 1, 2)
    # What waits for a correction would be kept, with its place in the file: theirs is not even that.
    assert report.quarantined == {}
    assert home.numbers(home.release()) == {}


def test_an_objection_holds_for_every_number_of_the_person(home):
    home.reports({"U6": [Visit("1", D_NUMBER, cells={"Ammestatus": "Fullammet"}), Visit("2", OTHER)]})
    home.bulk([person("p1", (D_SYSTEM, D_NUMBER), (FNR_SYSTEM, FNR))], [breastfed("9", "p1", "2")], **LATER)
    home.keeping.reserve([int(FNR)])
    assert len(persons_of(home.release())) == 1
    # Known by either number, the person is not let in again.
    report = home.reports({"U6": [Visit("5", D_NUMBER)]}, extracted="2026-01-15T06:30:00")
    assert report.excluded["reserved"] == 1


def test_a_patient_whose_other_number_objects_is_not_loaded(home):
    home.keeping.reserve([int(D_NUMBER)])
    report = home.bulk([person("p1", (D_SYSTEM, D_NUMBER), (FNR_SYSTEM, FNR))], [breastfed("9", "p1")])
    assert report.excluded["reserved"] == 1


def test_a_reservation_that_is_taken_back_lets_the_next_delivery_in(home):
    home.keeping.reserve([int(FNR), int(OTHER)])
    assert home.keeping.reserved() == 2
    assert home.keeping.unreserve([int(FNR)]) == 1
    two_children(home)
    assert home.numbers(home.release()) == {FNR: 1}


def test_a_reservation_killed_in_between_is_finished_by_the_next_call(home):
    two_children(home)
    child = os.fork()
    if child == 0:
        home.store.draft = lambda *_: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[method-assign]
        home.keeping.reserve([int(FNR)])
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    # Noted, though not yet out of the draft: no release has the person any more.
    assert home.keeping.reserved() == 1
    assert home.numbers(home.release()) == {OTHER: 3}
    assert home.keeping.reserve([int(FNR)]) == (0, 1)
    [delivery] = home.store.draft(NAME, "4601").deliveries()
    assert len(pq.read_table(delivery.visits()["U6"])) == 1


def test_nothing_is_left_of_the_person_once_old_versions_are_deleted(home):
    two_children(home)
    old = home.release()
    home.keeping.reserve([int(FNR)])
    home.release()

    def traces(*numbers: str) -> set[str]:
        linkage = home.vault.open_linkage("traces")
        root = home.loading.installation.home.root
        found = find_traces(root, home.loading.keys, linkage, [int(each) for each in numbers])
        assert found.files > 5
        return {str(file.relative_to(root)) for file in found.found}

    left = traces(FNR)
    assert left
    assert all(f"releases/{old.version}/" in name for name in left)
    delete_version(home.store, NAME, old.version)
    assert traces(FNR) == set()
    assert any("/drafts/" in name for name in traces(OTHER))


def _real_number() -> str:
    """Work out a number of the real series that no one has: born on a day in 1854, individual number 500.

    The weights are those of the regulation on population registration, section 2-2.
    """
    for individual in range(500, 560):
        nine = [int(digit) for digit in f"010154{individual}"]
        first = -sum(w * d for w, d in zip((3, 7, 6, 1, 8, 9, 4, 5, 2), nine, strict=True)) % 11
        second = -sum(w * d for w, d in zip((5, 4, 3, 2, 7, 6, 5, 4, 3, 2), [*nine, first], strict=True)) % 11
        if first < 10 and second < 10:
            return "".join(map(str, [*nine, first, second]))
    raise AssertionError


def test_a_list_is_read_line_by_line():
    assert read_list(
        ["# navn", FNR, "", f" {OTHER[:6]} {OTHER[6:]} # kom i brev", FNR], "f", mode=Mode.TEST
    ) == (
        int(FNR),
        int(OTHER),
    )


@pytest.mark.parametrize(
    ("line", "mode", "code"),
    [
        ("abc", Mode.TEST, "persons.not-a-number"),
        (FNR[:10], Mode.TEST, "persons.not-a-number"),
        (FNR[:10] + str((int(FNR[10]) + 1) % 10), Mode.TEST, "persons.not-a-number"),
        (FNR, Mode.PRODUCTION, "ingest.synthetic-in-production"),
        (_real_number(), Mode.TEST, "ingest.real-in-test"),
    ],
)
def test_a_list_with_a_wrong_line_is_refused_whole_with_the_line_and_no_number(line, mode, code):
    with pytest.raises(InputError) as caught:
        read_list(["", line], "liste.txt", mode=mode)
    assert caught.value.code == code
    assert caught.value.place.line == 2
    for language in LANGUAGES:
        assert line not in text(code, language, **caught.value.parameters)


def test_new_pseudonyms_hold_from_the_next_release_and_no_key_changes(home):
    two_children(home)
    first = home.release()
    assert home.keeping.rotate() == 2
    second = home.release()
    before, after = persons_of(first), persons_of(second)
    assert {unit for unit, _ in before}.isdisjoint(unit for unit, _ in after)
    assert {key for _, key in before} == {key for _, key in after}
    # Both can still be exported.
    assert home.numbers(first) == home.numbers(second) == {FNR: 1, OTHER: 3}
    # Released once more, nothing is new.
    assert home.release().version == second.version


def test_a_rotation_has_happened_or_has_not(home, monkeypatch):
    two_children(home)
    first = home.release()

    def full(_descriptor: int) -> None:
        raise OSError

    monkeypatch.setattr("folkekommune.ingest.persons.vault.os.fsync", full)
    with pytest.raises(OSError, match=r"^$"):
        home.keeping.rotate()
    monkeypatch.undo()
    assert home.release().version == first.version
    assert home.keeping.rotate() == 2


def test_every_opening_is_noted(home):
    two_children(home)
    made = home.release()
    home.numbers(made)
    home.keeping.reserve([int(number("2018-01-01", 501))])
    home.keeping.rotate()
    opened = [event.subject for event in home.loading.events if event.action == "vault-open"]
    assert opened == ["load", "release", "export", "reservations", "rotate"]
