"""A databank of spells goes the whole way from a list of decisions to a release, by its files alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from subject_factory import CARE, OLD_MAN, OLD_WOMAN, SubjectHome

from folkekommune.errors import InputError
from folkekommune.ingest.loading.report import LoadReport

FILE = "vedtak_4601_20250108.csv"
HEADER = "vedtak_id,fnr,Navn,fra_dato,til_dato,tjenestekode,timer_per_uke,boform,bydel,kommune,Begrunnelse"
CLEANING = "Bedt om av dattera til Oline"
EPOCH = date(1970, 1, 1)
ROWS = (
    # Cleaning first, and nursing beside it from July; the alarm comes last and ends first.
    f"V1,{OLD_MAN},Ola,2023-01-01,2023-12-31,PB,2.5,E,Årstad,4601,{CLEANING}",
    f"V2,{OLD_MAN},Ola,2023-07-01,,HSYK,6,E,Årstad,4601,",
    f"V3,{OLD_MAN},Ola,2023-09-01,2023-09-30,ALARM,,E,Årstad,4601,",
    f"V4,{OLD_WOMAN},Oline,2024-02-01,,HSYK,1.5,O,Fana,4601,",
)


def day(written: str) -> int:
    return (date.fromisoformat(written) - EPOCH).days


@pytest.fixture
def home(tmp_path: Path) -> SubjectHome:
    return SubjectHome(tmp_path)


def load(home: SubjectHome, *rows: str) -> LoadReport:
    return home.load(FILE, (HEADER, *rows), databank=CARE)


def test_each_service_has_its_own_hours_and_the_service_begun_last_counts(home):
    report = load(home, *ROWS)
    assert (report.rows, report.loaded, report.quarantined) == (4, 4, {})
    made = home.release(CARE)
    assert home.rows(made, "TIMER_PRAKTISK") == [(OLD_MAN, 2.5, day("2023-01-01"), day("2023-12-31"))]
    assert home.rows(made, "TIMER_SYKEPLEIE") == [
        (OLD_MAN, 6.0, day("2023-07-01"), None),
        (OLD_WOMAN, 1.5, day("2024-02-01"), None),
    ]
    assert [row[1:] for row in home.rows(made, "TJENESTE") if row[0] == OLD_MAN] == [
        (10, day("2023-01-01"), day("2023-06-30")),
        (20, day("2023-07-01"), day("2023-08-31")),
        (40, day("2023-09-01"), day("2023-09-30")),
        (20, day("2023-10-01"), None),
    ]


def test_facts_come_from_the_number_and_places_are_codes(home):
    load(home, *ROWS)
    made = home.release(CARE)
    assert {row[:2] for row in home.rows(made, "KJONN")} == {(OLD_MAN, 1), (OLD_WOMAN, 2)}
    assert {row[:2] for row in home.rows(made, "FODSELSAAR")} == {(OLD_MAN, 1938), (OLD_WOMAN, 1941)}
    assert {row[:2] for row in home.rows(made, "BOSTED_BYDEL")} == {
        (OLD_MAN, "460107"),
        (OLD_WOMAN, "460103"),
    }


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"V9,{OLD_MAN},Ola,2023-05-02,2023-05-01,PB,2,E,,4601,", "stop-before-start"),
        (f"V9,{OLD_MAN},Ola,2023-05-02,i morgen,PB,2,E,,4601,", "date-unreadable"),
        (f"V9,{OLD_MAN},Ola,2025-02-01,,PB,2,E,,4601,", "date-in-future"),
        (f"V9,{OLD_MAN},Ola,1937-01-01,,PB,2,E,,4601,", "date-before-birth"),
        (f"V9,{OLD_MAN},Ola,2023-05-02,,VASK,2,E,,4601,", "code-unknown"),
        (f"V9,{OLD_MAN},Ola,2023-05-02,,PB,mye,E,,4601,", "number-unreadable"),
        (f"V9,{OLD_MAN},Ola,,,PB,2,E,,4601,", "date-missing"),
    ],
)
def test_a_spell_that_cannot_be_waits_in_quarantine(home, row, reason):
    report = load(home, *ROWS, row)
    assert (report.loaded, report.quarantined) == (4, {reason: 1})


def test_a_spell_of_one_day_is_a_spell(home):
    assert load(home, f"V9,{OLD_MAN},Ola,2023-05-02,2023-05-02,PB,2,E,,4601,").loaded == 1


def test_the_same_decision_twice_is_one_and_two_on_one_day_are_two(home):
    again = ROWS[0].replace("V1", "V8")
    beside = f"V7,{OLD_MAN},Ola,2023-01-01,,MAT,,E,Årstad,4601,"
    report = load(home, *ROWS, again, beside)
    assert (report.loaded, report.merged, report.quarantined) == (5, 1, {})


def test_two_decisions_on_one_service_at_a_time_are_told_and_kept(home):
    report = load(home, *ROWS, f"V5,{OLD_MAN},Ola,2023-12-31,,PB,4,E,Årstad,4601,")
    assert (report.loaded, report.noted["spells-overlap"]) == (5, 1)
    assert [check.violating for check in report.checks if check.check == "P15"] == [1]
    assert home.rows(home.release(CARE), "TIMER_PRAKTISK") == [
        (OLD_MAN, 2.5, day("2023-01-01"), day("2023-12-30")),
        (OLD_MAN, 4.0, day("2023-12-31"), None),
    ]


def test_what_a_later_full_list_leaves_out_is_gone_and_a_decision_that_has_ended_is_changed(home):
    load(home, *ROWS)
    load(home, ROWS[1].replace("2023-07-01,", "2023-07-01,2024-06-30"), ROWS[3])
    made = home.release(CARE)
    assert home.rows(made, "TIMER_PRAKTISK") == []
    assert (OLD_MAN, 6.0, day("2023-07-01"), day("2024-06-30")) in home.rows(made, "TIMER_SYKEPLEIE")


def test_a_list_with_fewer_rows_than_the_manifest_promises_is_refused(home):
    """Such lists have no last line with a number of rows, so only the manifest can tell."""
    with pytest.raises(InputError) as refused:
        home.load(FILE, (HEADER, *ROWS), databank=CARE, promised=5)
    assert refused.value.code == "ingest.rows-differ"
    assert home.store.draft(CARE, "4601").deliveries() == ()


def test_names_and_reasons_are_nowhere(home, tmp_path):
    load(home, *ROWS, ROWS[0].replace("V1,", "V6,").replace("2023-12-31", "2022-12-31"))
    home.release(CARE)
    kept = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert kept
    for path in kept:
        content = path.read_bytes()
        assert CLEANING.encode() not in content
        assert b"Oline" not in content
        assert OLD_MAN.encode() not in content
