"""Relational exports: what is read of a database file, and what a hostile or broken one comes to."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from delivery_factory import PACKAGE
from relational_factory import NAME, database, write_dump

from folkekommune.errors import InputError
from folkekommune.ingest.cells.batch import Batch
from folkekommune.ingest.choice import choose_mapping
from folkekommune.ingest.connectors import relational, shapes
from folkekommune.ingest.delivery import open_delivery
from folkekommune.ingest.mappings.mapping import Mapping, load_mapping
from folkekommune.ingest.relational import reading, sqlite_file

BANK = PACKAGE.databank
FILE = PACKAGE.folder / "mappings" / "relasjonell.toml"


def mapping(folder: Path, *changes: tuple[str, str]) -> Mapping:
    """Give the mapping that ships, with some of its text replaced."""
    text = FILE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file = folder / "relasjonell.toml"
    file.write_text(text, encoding="utf-8")
    loaded = load_mapping(file, BANK, shapes=shapes())
    relational.check(loaded)
    return loaded


def read(folder: Path, *sql: str, content: bytes | None = None, rows: int | None = None) -> list[Batch]:
    """Read the story's database after some more SQL."""
    delivery = open_delivery(write_dump(folder / "delivery", *sql, content=content, rows=rows))
    return list(relational.read(delivery, mapping(folder), BANK))


def rows_of(batches: list[Batch]) -> dict[str, dict[str, str]]:
    """Give the cells of each record that is not withdrawn, by its id."""
    found = {}
    for batch in batches:
        for row, record in enumerate(batch.record.to_pylist()):
            if not batch.withdrawn[row]:
                found[record] = {
                    target: column.words[column.indices[row]]
                    for target, column in batch.cells.items()
                    if column.indices[row] >= 0
                }
    return found


def withdrawn(batches: list[Batch]) -> list[str]:
    return sorted(
        record
        for batch in batches
        for record, gone in zip(batch.record.to_pylist(), batch.withdrawn, strict=True)
        if gone
    )


def remarks(batches: list[Batch]) -> set[tuple[str, str]]:
    return {(remark.kind, remark.field) for batch in batches for remark in batch.remarks}


def refused(folder: Path, *sql: str, content: bytes | None = None) -> InputError:
    with pytest.raises(InputError) as fault:
        read(folder, *sql, content=content)
    return fault.value


# --- What is read --------------------------------------------------------------------------------


def test_answers_measures_and_facts_of_a_visit_come_together(tmp_path):
    batches = read(tmp_path)
    first = rows_of(batches)["101"]
    assert first == {
        "visit_date": "2018-04-17",
        "birth_date": "2018-03-05",
        "sex": "M",
        "person": "1",
        "ENHET": "4601-H01",
        "ROLLE": "HSP",
        "STATUS": "M",
        "KOMMUNE": "4601",
        "BYDEL": "460107",
        "ROKING_MOR": "N",
        "AMMESTATUS": "F",
        "SOVN": "N",
        "RYGGLEIE": "J",
        "VEKT_KG": "5.020",
        "HOYDE_CM": "57.5",
    }
    assert {batch.occasion for batch in batches} == {"U6", "A4"}
    assert rows_of(batches)["105"]["SPRAK_POENG"] == "24"


def test_a_deleted_answer_does_not_count_and_of_two_live_ones_the_later_does(tmp_path):
    # The story has a deleted 'I' after 'F', and for sleep 'U' at nine and 'N' five minutes later.
    first = rows_of(read(tmp_path))["101"]
    assert (first["AMMESTATUS"], first["SOVN"]) == ("F", "N")


def test_a_time_before_midnight_in_utc_is_the_next_day_here(tmp_path):
    summer = "UPDATE konsultasjon SET dato_utc = '2018-07-22T22:00:00Z' WHERE kons_id = 101"
    winter = "UPDATE konsultasjon SET dato_utc = '2018-01-03T22:59:59Z' WHERE kons_id = 102"
    days = {record: row["visit_date"] for record, row in rows_of(read(tmp_path, summer, winter)).items()}
    assert days["101"] == "2018-07-23"  # two hours ahead: exactly midnight
    assert days["102"] == "2018-01-03"  # one hour ahead: a second before midnight
    assert days["104"] == "2018-07-23"


def test_free_text_is_not_read(tmp_path):
    batches = read(tmp_path)
    words = {word for row in rows_of(batches).values() for word in row.values()}
    assert not any("ringer" in word for word in words)


def test_the_version_is_the_second_of_the_last_change(tmp_path):
    batch = next(batch for batch in read(tmp_path) if batch.occasion == "A4")
    assert batch.version is not None
    # 2021-12-02T13:00:00Z, worked out with date -u.
    assert batch.version.tolist() == [1638450000]


def test_a_fodselsnummer_comes_before_a_d_number(tmp_path):
    both = "UPDATE pasient SET dnr = '52861850714' WHERE pas_id = 1"
    batch = next(batch for batch in read(tmp_path, both) if batch.occasion == "U6")
    assert batch.identity.to_pylist() == ["05831850363", "20911750024", "09811950421", "52861850714"]


def test_a_visit_that_replaces_another_withdraws_it(tmp_path):
    within = """
        INSERT INTO konsultasjon SELECT 900, pas_id, type_id, dato_utc, enhet_id, bruker_id, status_id,
            '2018-05-01T10:00:00Z', 101 FROM konsultasjon WHERE kons_id = 101;
        INSERT INTO svar VALUES (90, 900, 4, 42, NULL, NULL, NULL, '2018-05-01T10:00:00Z', 0);
    """
    batches = read(tmp_path, within)
    found = rows_of(batches)
    assert "101" not in found
    assert found["900"]["AMMESTATUS"] == "D"
    assert withdrawn(batches) == ["101"]


def test_a_visit_replaced_in_an_earlier_delivery_is_withdrawn_too(tmp_path):
    across = "UPDATE konsultasjon SET erstatter_kons_id = 17 WHERE kons_id = 105"
    batches = read(tmp_path, across)
    assert withdrawn(batches) == ["17"]
    assert "105" in rows_of(batches)
    (batch,) = (batch for batch in batches if batch.occasion == "A4")
    assert batch.version is not None
    assert batch.version[0] == batch.version[1]


@pytest.mark.parametrize(
    "gone",
    [
        "UPDATE konsultasjon SET status_id = 23 WHERE kons_id IN (102, 105)",
        "UPDATE pasient SET slettet = 1 WHERE pas_id = 2",
    ],
)
def test_visits_that_never_were_and_deleted_patients_are_withdrawn(tmp_path, gone):
    batches = read(tmp_path, gone)
    assert withdrawn(batches) == ["102", "105"]
    assert set(rows_of(batches)) == {"101", "103", "104"}


def test_batches_are_bounded_and_give_the_same(tmp_path, monkeypatch):
    whole = rows_of(read(tmp_path / "whole"))
    monkeypatch.setattr(reading, "VISITS_AT_A_TIME", 2)
    parts = read(tmp_path / "parts")
    assert max(len(batch.rows) for batch in parts) == 2
    assert rows_of(parts) == whole


def test_another_record_system_is_another_file(tmp_path):
    """Other tables, one column an item, no codes: nothing but the mapping tells."""
    other = """
        CREATE TABLE besok (nr TEXT, pnr TEXT, dag TEXT, slag TEXT, kilo REAL, amming TEXT);
        INSERT INTO besok VALUES ('b-9', '05831850363', '2018-04-17', 'seks', 5.02, 'Fullammet'),
            ('a-10', '20911750024', '2018-01-03', 'tlf', 4.6, NULL);
    """
    file = tmp_path / "annet.toml"
    file.write_text(
        """
        databank = "no.folkekommune.helseprofil"
        shape = "relational"
        [title]
        nb = "x"
        nn = "x"
        en = "x"
        [options]
        files = "hp_{municipality}.db"
        [visit]
        date = "DATO"
        [writing]
        coded = "titles"
        [relational.visits]
        table = "besok"
        key = "nr"
        occasion = "slag"
        [relational.visits.columns]
        identity = "pnr"
        visit_date = "dag"
        VEKT_KG = "kilo"
        AMMESTATUS = "amming"
        [relational.occasions]
        seks = "U6"
        tlf = ""
        """,
        encoding="utf-8",
    )
    loaded = load_mapping(file, BANK, shapes=shapes())
    relational.check(loaded)
    delivery = open_delivery(write_dump(tmp_path / "delivery", other, rows=2))
    batches = list(relational.read(delivery, loaded, BANK))
    assert rows_of(batches) == {
        "b-9": {"visit_date": "2018-04-17", "VEKT_KG": "5.02", "AMMESTATUS": "Fullammet"}
    }
    assert batches[0].version is None


# --- What does not fit together ------------------------------------------------------------------


def test_what_refers_to_nothing_cannot_be_understood_and_is_told(tmp_path):
    batches = read(
        tmp_path,
        "UPDATE konsultasjon SET bruker_id = 77 WHERE kons_id = 101",
        "UPDATE konsultasjon SET pas_id = 77 WHERE kons_id = 102",
        "UPDATE svar SET kode_id = 77 WHERE svar_id = 20",
        "UPDATE konsultasjon SET type_id = 77 WHERE kons_id = 105",
    )
    found = rows_of(batches)
    assert not found["101"]["ROLLE"].strip("?")
    assert not found["104"]["AMMESTATUS"].strip("?")
    assert "105" not in found
    assert [row for batch in batches for row in batch.broken] == [5]
    (six_weeks,) = (batch for batch in batches if batch.occasion == "U6")
    assert six_weeks.identity.to_pylist()[1] is None
    assert {"ROLLE", "AMMESTATUS", "identity"} <= {field for _, field in remarks(batches)}


def test_answers_without_a_visit_are_told(tmp_path):
    orphan = "INSERT INTO svar VALUES (90, 999, 4, 41, NULL, NULL, NULL, '2018-01-01T00:00:00Z', 0)"
    batches = read(tmp_path, orphan)
    assert ("reference-dangling", "svar.kons_id") in remarks(batches)
    assert rows_of(batches) == rows_of(read(tmp_path / "again"))


def test_an_answer_to_a_question_that_does_not_exist_stops_the_load(tmp_path):
    fault = refused(tmp_path, "UPDATE svar SET spm_id = 77 WHERE svar_id = 20")
    assert fault.code == "relational.field-missing"


def test_text_where_a_number_should_be_is_not_a_number(tmp_path):
    batches = read(
        tmp_path,
        "UPDATE svar SET tall = 'mange' WHERE svar_id = 27",
        "UPDATE maling SET verdi = 'tung' WHERE kons_id = 101 AND type = 'VEKT'",
        "UPDATE maling SET verdi = x'fffe' WHERE kons_id = 102",
    )
    found = rows_of(batches)
    assert found["105"]["SPRAK_POENG"] == "mange"
    assert found["101"]["VEKT_KG"] == "tung"
    assert set(found["102"]["VEKT_KG"]) == {"\ufffd"}


def test_a_number_in_a_unit_that_is_not_known_cannot_be_read(tmp_path):
    found = rows_of(read(tmp_path, "UPDATE maling SET enhet = 'oz' WHERE kons_id = 102"))
    assert found["102"]["VEKT_KG"] == "4610 ?"


def test_a_row_without_time_of_change_is_broken(tmp_path):
    batches = read(tmp_path, "UPDATE konsultasjon SET endret_utc = 'i går' WHERE kons_id = 103")
    assert [row for batch in batches for row in batch.broken] == [3]


def test_a_visit_type_that_the_mapping_does_not_know_stops_the_load(tmp_path):
    fault = refused(tmp_path, "UPDATE kode SET verdi = 'TLF' WHERE kode_id = 12")
    assert fault.code == "relational.occasion-unknown"
    assert "TLF" not in str(fault)


def test_a_question_that_the_mapping_does_not_know_stops_the_load(tmp_path):
    fault = refused(tmp_path, "UPDATE sporsmal SET kortnavn = 'ammestat' WHERE spm_id = 4")
    assert (fault.code, fault.suggestion) == ("ingest.field-unknown", "ammestatus")


def test_fewer_visits_than_promised_are_refused(tmp_path):
    with pytest.raises(InputError) as fault:
        read(tmp_path, rows=6)
    assert fault.value.code == "ingest.rows-differ"


# --- Hostile files -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7 " * 100, "relational.not-sqlite"),
        (b"", "relational.not-sqlite"),
        (b"SQLite format 3\0", "relational.not-sqlite"),
        (bytes(range(256)) * 64, "relational.not-sqlite"),  # what an encrypted database looks like
    ],
)
def test_a_file_that_is_no_database_is_refused(tmp_path, content, code):
    assert refused(tmp_path, content=content).code == code


def test_a_database_that_was_cut_is_refused(tmp_path):
    whole = database()
    assert refused(tmp_path, content=whole[: len(whole) // 2]).code == "relational.database-cut"


def test_a_damaged_database_is_refused(tmp_path):
    whole = bytearray(database())
    whole[4096:] = b"\xff" * (len(whole) - 4096)
    assert refused(tmp_path, content=bytes(whole)).code == "relational.database-damaged"


@pytest.mark.parametrize("end", ["-wal", "-journal"])
def test_a_database_that_was_copied_in_use_is_refused(tmp_path, end):
    folder = write_dump(tmp_path / "delivery")
    (folder / f"{NAME}{end}").write_bytes(b"x")
    with pytest.raises(InputError) as fault:
        list(relational.read(open_delivery(folder), mapping(tmp_path), BANK))
    assert fault.value.code == "relational.database-in-use"


@pytest.mark.parametrize(
    "trap",
    [
        "DROP TABLE bruker; CREATE VIEW bruker AS SELECT 1 AS bruker_id, 'HSP' AS rolle;",
        "DROP TABLE bruker; CREATE VIRTUAL TABLE bruker USING fts5(bruker_id, rolle);",
        "DROP TABLE bruker; CREATE TABLE bruker (bruker_id INTEGER, rolle TEXT AS (hex(zeroblob(1000000))));",
    ],
)
def test_what_runs_the_senders_queries_is_not_read(tmp_path, trap):
    fault = refused(tmp_path, trap)
    assert (fault.code, fault.parameters["table"]) == ("relational.not-a-table", "bruker")


def test_views_and_triggers_that_no_one_asks_for_do_nothing(tmp_path):
    traps = """
        CREATE VIEW alt AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;
        CREATE TRIGGER felle AFTER UPDATE ON svar BEGIN DELETE FROM svar; END;
    """
    assert set(rows_of(read(tmp_path, traps))) == {"101", "102", "103", "104", "105"}


def test_only_the_listed_tables_can_be_read(tmp_path):
    path = write_dump(tmp_path / "delivery") / NAME
    with sqlite_file.open_file(path, frozenset({"konsultasjon"})) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM konsultasjon").scalar() == 5
    for forbidden in (
        "SELECT fnr FROM pasient",
        "SELECT sql FROM sqlite_master",
        "DELETE FROM konsultasjon",
        "ATTACH 'annet.db' AS annet",
        "PRAGMA writable_schema = ON",
        "SELECT load_extension('x')",
    ):
        with (
            pytest.raises(InputError) as fault,
            sqlite_file.open_file(path, frozenset({"konsultasjon"})) as connection,
        ):
            connection.exec_driver_sql(forbidden)
        assert fault.value.code == "relational.not-allowed", forbidden


def test_a_huge_value_stops_the_load_before_it_is_held(tmp_path):
    huge = f"UPDATE svar SET tekst = zeroblob({sqlite_file.LARGEST_VALUE + 1}) WHERE svar_id = 1"
    assert refused(tmp_path, huge).code == "relational.value-too-large"


def test_a_long_value_is_cut_to_what_no_item_can_be(tmp_path):
    long = "UPDATE svar SET kode_id = NULL, tekst = replace(hex(zeroblob(50000)), '0', 'a') WHERE svar_id = 5"
    assert len(rows_of(read(tmp_path, long))["101"]["AMMESTATUS"]) == 201


@pytest.mark.parametrize(
    ("sql", "code", "table"),
    [
        ("DROP TABLE maling", "relational.table-missing", "maling"),
        ("ALTER TABLE svar RENAME COLUMN tall TO nummer", "relational.column-missing", None),
    ],
)
def test_a_table_or_column_that_is_not_there_is_told(tmp_path, sql, code, table):
    fault = refused(tmp_path, sql)
    assert (fault.code, fault.parameters.get("table")) == (code, table)


def test_the_file_is_left_as_it_was(tmp_path):
    folder = write_dump(tmp_path / "delivery")
    before = (folder / NAME).read_bytes()
    list(relational.read(open_delivery(folder), mapping(tmp_path), BANK))
    assert (folder / NAME).read_bytes() == before
    assert sorted(file.name for file in folder.iterdir()) == [NAME, "manifest.json"]


# --- Mappings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "code", "key"),
    [
        (('occasion = "type.verdi"', 'occasion = "typ.verdi"'), "relational.join-unknown", "occasion"),
        (('time_zone = "Europe/Oslo"', 'time_zone = "Europa/Oslo"'), "relational.zone-unknown", "time_zone"),
        (('table = "konsultasjon"', 'tabel = "konsultasjon"'), "ingest.key-missing", "table"),
        (('latest = "registrert_utc"', 'lates = "registrert_utc"'), "ingest.key-unknown", "lates"),
        (('identity = ["pasient.fnr", "pasient.dnr"]', ""), "ingest.key-missing", "identity"),
        (('files = "hp_{municipality}.db"', 'files = "hp_{kommune}.db"'), "ingest.placeholder-unknown", None),
    ],
)
def test_a_mapping_that_does_not_hold_together_is_refused(tmp_path, change, code, key):
    with pytest.raises(InputError) as fault:
        mapping(tmp_path, change)
    assert fault.value.code == code
    assert key is None or str(fault.value.parameters["key"]).endswith(key)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (('ENHET = "enhet_id"', 'ENHETT = "enhet_id"'), "ingest.target-unknown"),
        (('6U" = "U6"', '6U" = "U66"'), "relational.occasion-not-in-databank"),
    ],
)
def test_items_and_occasions_that_the_databank_lacks_are_refused(tmp_path, change, code):
    delivery = open_delivery(write_dump(tmp_path / "delivery"))
    with pytest.raises(InputError) as fault:
        list(relational.read(delivery, mapping(tmp_path, change), BANK))
    assert fault.value.code == code


def test_the_mapping_is_found_by_the_record_system(tmp_path):
    delivery = open_delivery(write_dump(tmp_path / "delivery"))
    _, chosen = choose_mapping(delivery, {BANK.name: PACKAGE}, mapping=None, databank=None)
    assert chosen.name == "relasjonell"


def test_the_story_is_what_sqlite_makes_of_it(tmp_path):
    shutil.copy(write_dump(tmp_path / "delivery") / NAME, tmp_path / "copy.db")
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
