"""Who is who, from deliveries to a release: one child is one person, two children are never one."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from delivery_factory import PACKAGE, Visit
from home_factory import (
    D_NUMBER,
    D_SYSTEM,
    FNR,
    FNR_SYSTEM,
    LATER,
    OTHER,
    TWIN,
    Home,
    at,
    breastfed,
    person,
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_both_numbers_on_one_patient_are_one_person_in_every_system(home):
    home.reports({"U6": [Visit("1", D_NUMBER, cells={"Ammestatus": "Fullammet"})]})
    assert home.numbers(home.release()) == {D_NUMBER: 1}
    report = home.bulk(
        [person("p1", (D_SYSTEM, D_NUMBER), (FNR_SYSTEM, FNR))],
        [breastfed("9", "p1", "2", **at("M6", "2018-09-05"))],
        **LATER,
    )
    assert report.noted["person-linked"] == 1
    made = home.release()
    # The six-week visit of long ago is the same person's, who is now known by the fødselsnummer.
    assert home.numbers(made) == {FNR: 1}
    assert home.numbers(made, "AMMESTATUS_M6") == {FNR: 2}


def test_a_patient_with_a_new_number_later_is_the_same_person(home):
    home.bulk([person("p1", (D_SYSTEM, D_NUMBER))], [breastfed("9", "p1")])
    report = home.bulk(
        [person("p1", (FNR_SYSTEM, FNR))], [breastfed("10", "p1", "2", **at("M6", "2018-09-05"))], **LATER
    )
    assert report.noted["person-linked"] == 1
    made = home.release()
    assert home.numbers(made) == {FNR: 1}
    assert home.numbers(made, "AMMESTATUS_M6") == {FNR: 2}


def test_it_does_not_matter_that_the_older_delivery_comes_last(home):
    home.bulk(
        [person("p1", (FNR_SYSTEM, FNR))], [breastfed("10", "p1", "2", **at("M6", "2018-09-05"))], **LATER
    )
    home.bulk([person("p1", (D_SYSTEM, D_NUMBER))], [breastfed("9", "p1")])
    made = home.release()
    assert home.numbers(made) == {FNR: 1}
    assert home.numbers(made, "AMMESTATUS_M6") == {FNR: 2}


def test_a_corrected_number_takes_the_earlier_visits_along_and_joins_no_one(home):
    bare = {"birthDate": None, "gender": None}
    home.bulk(
        [person("p1", (FNR_SYSTEM, OTHER), **bare), person("p2", (FNR_SYSTEM, FNR), **bare)],
        [breastfed("9", "p1"), breastfed("10", "p2", "3")],
    )
    # p1 had been given a number that is not its own; the child who owns it has another birth date.
    report = home.bulk(
        [person("p1", (FNR_SYSTEM, TWIN), **bare)],
        [breastfed("11", "p1", "2", **at("M6", "2018-09-05"))],
        **LATER,
    )
    assert report.noted["number-corrected"] == 1
    made = home.release()
    assert home.numbers(made) == {TWIN: 1, FNR: 3}
    assert home.numbers(made, "AMMESTATUS_M6") == {TWIN: 2}


def test_twins_are_two_persons_also_when_their_numbers_were_interchanged(home):
    home.bulk(
        [person("p1", (FNR_SYSTEM, FNR)), person("p2", (FNR_SYSTEM, TWIN))],
        [breastfed("9", "p1", "1"), breastfed("10", "p2", "3")],
    )
    assert home.numbers(home.release()) == {FNR: 1, TWIN: 3}
    home.bulk(
        [person("p1", (FNR_SYSTEM, TWIN)), person("p2", (FNR_SYSTEM, FNR))],
        [
            breastfed("11", "p1", "1", **at("M6", "2018-09-05")),
            breastfed("12", "p2", "3", **at("M6", "2018-09-05")),
        ],
        **LATER,
    )
    made = home.release()
    assert home.numbers(made) == {TWIN: 1, FNR: 3}
    assert home.numbers(made, "AMMESTATUS_M6") == {TWIN: 1, FNR: 3}


def test_a_number_copied_from_a_child_with_another_birth_date_waits(home):
    report = home.bulk(
        [person("p1", (FNR_SYSTEM, FNR)), person("p2", (FNR_SYSTEM, FNR), birthDate="2018-02-20")],
        [breastfed("9", "p1", "1"), breastfed("10", "p2", "3")],
    )
    assert report.quarantined == {"identity-contradicted": 1}
    assert home.numbers(home.release()) == {FNR: 1}


def test_two_patients_with_one_number_that_nothing_tells_apart_both_wait_until_it_is_corrected(home):
    report = home.bulk(
        [
            person("p1", (FNR_SYSTEM, FNR)),
            person("p2", (FNR_SYSTEM, FNR)),
            person("p3", (FNR_SYSTEM, OTHER), birthDate="2018-02-20"),
        ],
        [breastfed("9", "p1", "1"), breastfed("10", "p2", "3"), breastfed("8", "p3", "2")],
    )
    assert report.quarantined["identity-shared"] == 2 - report.quarantined.get("duplicate-conflict", 0)
    assert home.numbers(home.release()) == {OTHER: 2}
    home.bulk([person("p2", (FNR_SYSTEM, TWIN))], [breastfed("10", "p2", "3", version="2")], **LATER)
    assert home.numbers(home.release()) == {OTHER: 2, FNR: 1, TWIN: 3}


def test_a_row_of_the_other_sex_beside_one_of_the_numbers_own_is_a_twins(home):
    rows = [
        Visit("1", FNR, cells={"Ammestatus": "Fullammet", "Kjønn": "Gutt", "Fødselsdato": "05.03.2018"}),
        Visit(
            "2",
            FNR,
            "18.04.2018",
            cells={"Ammestatus": "Ikke ammet", "Kjønn": "Jente", "Fødselsdato": "05.03.2018"},
        ),
    ]
    report = home.reports({"U6": rows})
    assert report.quarantined == {"identity-shared": 1}
    assert home.numbers(home.release()) == {FNR: 1}


def test_a_wrong_sex_alone_is_a_slip_of_the_pen(home):
    rows = [
        Visit("2", FNR, cells={"Ammestatus": "Ikke ammet", "Kjønn": "Jente", "Fødselsdato": "05.03.2018"})
    ]
    assert home.reports({"U6": rows}).quarantined == {}
    assert home.numbers(home.release()) == {FNR: 3}


def test_a_person_of_two_municipalities_is_one(home):
    home.reports({"U6": [Visit("1", FNR, cells={"Ammestatus": "Fullammet"})]})
    home.bulk([person("x", (FNR_SYSTEM, FNR))], [breastfed("9", "x")], municipality="4631")
    made = home.release("4601", "4631")
    persons = [pq.read_table(made.persons_file(part)).to_pylist() for part in ("4601", "4631")]
    assert persons[0] == persons[1]
    assert len(persons[0]) == 1


def test_the_draft_holds_no_pseudonym_of_a_release(home):
    home.reports({"U6": [Visit("1", FNR, cells={"Ammestatus": "Fullammet"})]})
    made = home.release()
    [delivery] = home.store.draft(PACKAGE.databank.name, "4601").deliveries()
    drafted = set(pq.read_table(delivery.persons())["unit_id"].to_pylist())
    assert drafted.isdisjoint(pq.read_table(made.persons_file("4601"))["unit_id"].to_pylist())
    assert home.vault.open_linkage("test").handles["handle"].tolist() == sorted(drafted)
