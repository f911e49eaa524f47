"""Synthetic deliveries in shape D: the tables of the specification, and the truth comes back out of them."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from delivery_factory import make_loading
from synthetic_deliveries import manifest, truth

from folkekommune.ingest.loading.load import load_delivery
from folkekommune.ingest.persons.pseudonyms import hash_records
from folkekommune.synthetic import generate

# From the specification of the export shapes, word for word.
TABLES = {
    "pasient": "pas_id fnr dnr fodt kjonn kommunenr bydel slettet",
    "enhet": "enhet_id navn type bydel",
    "bruker": "bruker_id rolle",
    "konsultasjon": "kons_id pas_id type_id dato_utc enhet_id bruker_id status_id endret_utc "
    "erstatter_kons_id",
    "maling": "kons_id type verdi enhet",
    "sporsmal": "spm_id kortnavn tekst datatype gruppe_id kodeverk_id versjon",
    "svar": "svar_id kons_id spm_id kode_id tall tekst dato registrert_utc slettet",
    "kodeverk": "kodeverk_id navn",
    "kode": "kode_id kodeverk_id verdi tekst fra til",
}
CORRECTED = 100_000_000
SENTINELS = {8, 9}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("dump") / "out"
    generate(out, size="tiny", seed=12, municipalities=("4601",), shapes=("D",))
    return out


@pytest.fixture(scope="module")
def first(made):
    with sqlite3.connect(made / "4601" / "2024-01-15-d-full" / "hp_4601.db") as database:
        yield database
    database.close()


def ask(database: sqlite3.Connection, query: str) -> list[tuple[object, ...]]:
    return database.execute(query).fetchall()


def test_the_tables_are_those_of_the_specification(first):
    found = {
        table: " ".join(str(row[1]) for row in ask(first, f"PRAGMA table_info({table})"))
        for (table,) in ask(first, "SELECT name FROM sqlite_master WHERE type = 'table'")
    }
    assert found == TABLES


def test_codes_are_local_and_have_validity(first):
    local = defaultdict(set)
    query = "SELECT navn, verdi FROM kode JOIN kodeverk USING (kodeverk_id)"
    for name, value in ask(first, query):
        local[name].add(value)
    assert local["amming"] >= {"F", "D", "I"}
    assert local["vurd"] >= {"N", "U", "A", "X"}
    smoking = ask(first, "SELECT fra, til FROM kode WHERE verdi = 'S' AND fra || til IS NULL ORDER BY fra")
    assert (None, "2019-12-31") in smoking
    assert ("2020-01-01", None) in smoking
    assert {row[0] for row in ask(first, "SELECT DISTINCT kjonn FROM pasient")} == {"M", "K"}
    versions = ask(first, "SELECT kortnavn FROM sporsmal GROUP BY kortnavn HAVING count(*) > 1")
    assert versions == [("royk",)]


def test_measures_are_whole_grams_and_millimetres(first):
    kinds = ask(first, "SELECT type, enhet, typeof(verdi), avg(verdi) FROM maling GROUP BY 1, 2, 3")
    assert {row[:3] for row in kinds} == {
        ("VEKT", "g", "integer"),
        ("LENGDE", "mm", "integer"),
        ("HODE", "mm", "integer"),
    }
    head = next(row[3] for row in kinds if row[0] == "HODE")
    assert 350 < head < 480


def test_times_are_in_utc_and_some_shift_the_day(first, made):
    days = {row["visit"]: str(row["date"]) for row in truth(made, "visits") if row["municipality"] == "4601"}
    moments = dict(ask(first, "SELECT kons_id, dato_utc FROM konsultasjon WHERE kons_id < 100000000"))
    shifted = [moment for visit, moment in moments.items() if days.get(visit, "")[:10] != moment[:10]]
    assert len(shifted) > len(moments) / 12
    assert all(moment.endswith("Z") for moment in moments.values())
    assert {moment[11:13] for moment in shifted} >= {"22", "23"}


def test_there_are_soft_deletes_and_corrections(first, made):
    assert ask(first, "SELECT count(*) FROM svar WHERE slettet = 1")[0][0] > 50
    later = made / "4601" / "2025-01-15-d-changes" / "hp_4601.db"
    with sqlite3.connect(later) as database:
        replaced = ask(
            database, "SELECT kons_id, erstatter_kons_id FROM konsultasjon WHERE erstatter_kons_id > 0"
        )
    database.close()
    assert replaced
    assert all(new == old + CORRECTED for new, old in replaced)


def test_the_manifest_counts_visits(first, made):
    entry = manifest(made / "4601" / "2024-01-15-d-full")["files"][0]
    assert (entry["file"], entry["rows"]) == (
        "hp_4601.db",
        ask(first, "SELECT count(*) FROM konsultasjon")[0][0],
    )


def test_what_is_true_comes_back_out(made, tmp_path):
    """Loaded in order, every answer without a planted error is the true one, on the true day."""
    loading = make_loading(tmp_path / "home")
    ids = [
        number + more for number in range(1, 4000) for more in (0, CORRECTED, 5 * CORRECTED, 6 * CORRECTED)
    ]
    hashes = hash_records(loading.keys, "no.folkekommune.helseprofil", pa.array(map(str, ids), pa.string()))
    names = dict(zip(hashes.tolist(), ids, strict=True))
    draft: dict[int, tuple[str, dict[str, object]]] = {}
    for folder in sorted((made / "4601").iterdir()):
        report = load_delivery(folder, **loading.arguments())
        assert sum(report.quarantined.values()) < report.rows / 50
        for occasion, table in loading.draft().deliveries()[-1].visits().items():
            for row in pq.read_table(table).to_pylist():
                visit = names[row["record"]]
                if visit not in draft or row["version"] >= draft[visit][1]["version"]:
                    draft[visit] = (occasion, row)
    planted = defaultdict(set)
    for error in truth(made, "errors"):
        planted[error["visit"]].add(error["item"])
    live = defaultdict(list)
    for visit, (occasion, row) in draft.items():
        if not row["withdrawn"]:
            live[visit % CORRECTED, occasion].append(row)
    assert all(len(rows) == 1 for rows in live.values())
    compared = 0
    for file in (made / "truth" / "answers").glob("*.parquet"):
        for row in pq.read_table(file).to_pylist():
            for found in live.get((row["visit"], file.stem), ()):
                for item, true in row.items():
                    value = found.get(item.upper())
                    if value is None or true is None or value in SENTINELS or item in planted[row["visit"]]:
                        continue
                    assert abs(float(str(value)) - float(true)) < 1e-6, (file.stem, item)
                    compared += 1
    assert compared > 15_000
    for visit in truth(made, "visits"):
        for found in live.get((visit["visit"], visit["occasion"]), ()):
            assert str(found["visit_date"]) == str(visit["date"]) or planted[visit["visit"]]
