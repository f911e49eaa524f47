"""A variable that holds another person: a number in the delivery, a handle in the draft."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from subject_factory import CHILD, CHILDREN, MOTHER, MOTHERS, SIBLING, SubjectHome

from folkekommune.ingest.loading.report import LoadReport
from folkekommune.store.released import Release

FAMILY_HEADER = "Rad-id;Barnets fødselsnummer;Mors fødselsnummer;Registrert"
REGISTER_HEADER = "lopenr;fodselsnr;gjelder_fra;utdanning;inntektsgruppe;landbakgrunn"


@pytest.fixture
def home(tmp_path: Path) -> SubjectHome:
    return SubjectHome(tmp_path)


def families(home: SubjectHome, *mothers: str) -> LoadReport:
    children = zip((CHILD, SIBLING), mothers, strict=False)
    lines = (f"F{place};{child};{mother};31.12.2024" for place, (child, mother) in enumerate(children))
    return home.load("familier_4601_20250102.csv", (FAMILY_HEADER, *lines), databank=CHILDREN)


def register(home: SubjectHome, *rows: str) -> LoadReport:
    return home.load("modre_4601_20250101.csv", (REGISTER_HEADER, *rows), databank=MOTHERS)


def served(release: Release, query: str) -> list[tuple]:
    with duckdb.connect(str(release.serving), read_only=True) as connection:
        return connection.execute(query).fetchall()


def small(home: SubjectHome) -> Release:
    """Release the link alone: the other variables have no deliveries, and take time."""
    return home.release(CHILDREN, "MOR", "KJONN")


def test_a_child_is_linked_to_its_mother_and_so_is_its_sibling(home):
    assert families(home, MOTHER, MOTHER).loaded == 2
    made = small(home)
    table = pq.read_table(made.variable_file("4601", "MOR"))
    linked = dict(zip(home.numbers(table["unit_id"]), home.numbers(table["value"]), strict=True))
    assert linked == {CHILD: MOTHER, SIBLING: MOTHER}


def test_the_serving_file_has_the_key_by_which_the_mother_is_found_in_the_other_databank(home):
    families(home, MOTHER)
    register(home, f"1;{MOTHER};2020-01-01;3;4;NOR")
    ((named,),) = served(small(home), "SELECT value FROM V_MOR")
    mothers = home.release(MOTHERS)
    assert served(mothers, "SELECT value FROM V_UTDANNING JOIN persons USING (unit) "
                           f"WHERE key = {named}") == [(3,)]  # fmt: skip


def test_the_draft_holds_no_number_of_the_mother(home, tmp_path):
    families(home, MOTHER)
    for file in (tmp_path / "home" / "store").rglob("*.parquet"):
        for column in pq.read_table(file).columns:
            assert int(MOTHER) not in column.to_pylist()


@pytest.mark.parametrize("mother", [MOTHER[:-1] + str((int(MOTHER[-1]) + 1) % 10), "12345", "ukjent"])
def test_a_number_that_cannot_be_anyones_waits_in_quarantine(home, mother):
    assert families(home, mother).quarantined == {"linked-person-unreadable": 1}


def test_a_child_without_a_known_mother_is_loaded_without_her(home):
    assert families(home, "", MOTHER).loaded == 2
    table = pq.read_table(small(home).variable_file("4601", "MOR"))
    assert home.numbers(table["unit_id"]) == [SIBLING]


def test_a_mother_who_objects_is_nobodys_mother_whenever_she_objects(home):
    families(home, MOTHER)
    home.keeping.reserve([int(MOTHER)])
    assert pq.read_table(small(home).variable_file("4601", "MOR")).num_rows == 0
    families(home, MOTHER, MOTHER)
    assert pq.read_table(small(home).variable_file("4601", "MOR")).num_rows == 0


def test_after_a_rotation_the_link_is_the_same_with_other_pseudonyms(home):
    families(home, MOTHER)
    first = small(home)
    home.keeping.rotate()
    second = small(home)
    before, after = (pq.read_table(made.variable_file("4601", "MOR"))["value"] for made in (first, second))
    assert before.to_pylist() != after.to_pylist()
    assert home.numbers(before) == home.numbers(after) == [MOTHER]
    assert served(first, "SELECT value FROM V_MOR") == served(second, "SELECT value FROM V_MOR")


def test_of_several_statements_of_a_lasting_fact_the_one_begun_last_counts(home):
    register(home, f"1;{MOTHER};2020-01-01;2;4;NOR", f"2;{MOTHER};2024-01-01;3;;ANNET")
    made = home.release(MOTHERS)
    assert home.rows(made, "UTDANNING") == [(MOTHER, 3, None, None)]
    assert home.rows(made, "INNTEKT_FEMDEL") == [(MOTHER, 4, None, None)]
    assert home.rows(made, "LANDBAKGRUNN") == [(MOTHER, 4, None, None)]
