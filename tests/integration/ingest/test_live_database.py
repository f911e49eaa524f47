"""A record system's PostgreSQL database, read where it stands: the same rows as from its dump."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from delivery_factory import PACKAGE, make_loading
from relational_factory import STORY, write_dump, write_manifest

from folkekommune.errors import InputError, UsageError, UserError
from folkekommune.ingest.cells.batch import Batch
from folkekommune.ingest.connectors import relational, shapes
from folkekommune.ingest.delivery import open_delivery
from folkekommune.ingest.loading.load import load_delivery
from folkekommune.ingest.mappings.mapping import load_mapping

sys.path.insert(0, str(Path(__file__).parents[2] / "fixtures"))
from postgres_server import PASSWORD, postgres_server

pytestmark = pytest.mark.xdist_group("postgres")

BANK = PACKAGE.databank
MAPPING = load_mapping(PACKAGE.folder / "mappings" / "relasjonell.toml", BANK, shapes=shapes())
ADDRESS = "FOLKEKOMMUNE_SOURCE_BARNEBASE"
SOURCE = {"connection": "barnebase", "rows": None}


@pytest.fixture(scope="module")
def server():
    """Start a server that holds the story, with real types where PostgreSQL has them."""
    with postgres_server() as address:
        # The record system's own types: moments with zone, dates, booleans, numerics.
        typed = STORY.replace("dato_utc TEXT", "dato_utc TIMESTAMPTZ").replace("fodt TEXT", "fodt DATE")
        typed = typed.replace("endret_utc TEXT", "endret_utc TIMESTAMP").replace(
            "tall NUMERIC", "tall FLOAT8"
        )
        engine = sa.create_engine(address.replace("postgresql:", "postgresql+psycopg:"))
        with engine.begin() as connection:
            for statement in typed.replace(", 0),", ", 0),").split(";\n"):
                if statement.strip():
                    connection.exec_driver_sql(statement)
            connection.exec_driver_sql(
                "ALTER TABLE svar ALTER slettet TYPE BOOLEAN USING slettet::integer::boolean"
            )
        yield address, engine
        engine.dispose()


@pytest.fixture
def address(server, monkeypatch) -> str:
    monkeypatch.setenv(ADDRESS, server[0])
    return str(server[0])


def delivery(folder: Path, **fields: object):
    return open_delivery(write_manifest(folder, **({"source": SOURCE} | fields)))


def content(batches: list[Batch]) -> dict[tuple[str, str, bool], dict[str, str]]:
    found = {}
    for batch in batches:
        for row, record in enumerate(batch.record.to_pylist()):
            cells = {
                target: column.words[column.indices[row]]
                for target, column in batch.cells.items()
                if column.indices[row] >= 0
            }
            assert batch.version is not None
            key = (record, batch.occasion, bool(batch.withdrawn[row]))
            found[key] = cells | {
                "version": str(batch.version[row]),
                "identity": str(batch.identity[row].as_py()),
            }
    return found


def test_a_live_database_gives_what_its_dump_gives(tmp_path, address):
    file = open_delivery(write_dump(tmp_path / "dump"))
    from_file = content(list(relational.read(file, MAPPING, BANK)))
    live = content(list(relational.read(delivery(tmp_path / "live"), MAPPING, BANK)))
    assert live == from_file
    assert len(live) == 5


def test_it_loads_and_the_same_extraction_again_changes_nothing(tmp_path, address):
    loading = make_loading(tmp_path / "home")
    folder = write_manifest(tmp_path / "live", source=SOURCE)
    first = load_delivery(folder, **loading.arguments())
    assert (first.mapping, first.rows, first.loaded, first.persons) == ("relasjonell", 5, 5, 4)
    assert load_delivery(folder, **loading.arguments()).unchanged
    later = write_manifest(tmp_path / "later", source=SOURCE, extracted="2024-02-15T06:30:00")
    assert not load_delivery(later, **loading.arguments()).unchanged


def test_changes_are_asked_for_from_a_day_on(tmp_path, address):
    changes = delivery(tmp_path / "live", scope="changes", since="2019-02-20")
    found = content(list(relational.read(changes, MAPPING, BANK)))
    assert {record for record, _, _ in found} == {"103", "105"}
    assert found["105", "A4", False]["SPRAK_POENG"] == "24"


def test_nothing_can_be_written(tmp_path, address):
    with (
        pytest.raises(InputError) as fault,
        relational.open_source(
            "barnebase", frozenset({"svar"}), place=relational.Place(file="x")
        ) as connection,
    ):
        connection.exec_driver_sql("DELETE FROM svar")
    assert fault.value.code == "relational.reading-failed"


def test_all_is_read_as_of_one_moment(tmp_path, address, server, monkeypatch):
    """What the record system writes while we read does not come half."""
    batches = relational.read(delivery(tmp_path / "live"), MAPPING, BANK)
    monkeypatch.setattr("folkekommune.ingest.relational.reading.VISITS_AT_A_TIME", 1)
    first = next(batches)
    with server[1].begin() as connection:
        connection.exec_driver_sql("INSERT INTO maling VALUES (105, 'HODE', 500, 'mm')")
    try:
        found = content([first, *batches])
    finally:
        with server[1].begin() as connection:
            connection.exec_driver_sql("DELETE FROM maling WHERE type = 'HODE'")
    assert "HODEOMKRETS_CM" not in found["105", "A4", False]


def test_the_address_may_stand_in_a_file(tmp_path, server, monkeypatch):
    file = tmp_path / "address"
    file.write_text(f"{server[0]}\n", encoding="utf-8")
    monkeypatch.delenv(ADDRESS, raising=False)
    monkeypatch.setenv(f"{ADDRESS}_FILE", str(file))
    assert len(list(relational.read(delivery(tmp_path / "live"), MAPPING, BANK))) == 2


@pytest.mark.parametrize(
    ("given", "kind", "code"),
    [
        (None, UsageError, "relational.address-missing"),
        ("mysql://kilde:{password}@localhost/x", UsageError, "relational.address-unreadable"),
        ("kilde:{password}", UsageError, "relational.address-unreadable"),
        (
            "postgresql://kilde:galt-{password}@/postgres?host={host}",
            InputError,
            "relational.connection-failed",
        ),
        (
            "postgresql://kilde:{password}@/postgres?host=/nowhere",
            InputError,
            "relational.connection-failed",
        ),
    ],
)
def test_a_connection_that_fails_says_so_without_its_address(
    tmp_path, server, monkeypatch, given, kind, code
):
    monkeypatch.delenv(ADDRESS, raising=False)
    if given is not None:
        host = server[0].rpartition("host=")[2]
        monkeypatch.setenv(ADDRESS, given.format(password=PASSWORD, host=host))
    with pytest.raises(kind) as fault:
        list(relational.read(delivery(tmp_path / "live"), MAPPING, BANK))
    assert fault.value.code == code
    told = f"{fault.value} {fault.value.parameters} {fault.value.__cause__}"
    assert PASSWORD not in told
    assert fault.value.__suppress_context__ or fault.value.__context__ is None


def test_a_missing_table_is_told_by_name(tmp_path, address, server):
    with server[1].begin() as connection:
        connection.exec_driver_sql("ALTER TABLE maling RENAME TO maalinger")
    try:
        with pytest.raises(InputError) as fault:
            list(relational.read(delivery(tmp_path / "live"), MAPPING, BANK))
    finally:
        with server[1].begin() as connection:
            connection.exec_driver_sql("ALTER TABLE maalinger RENAME TO maling")
    assert (fault.value.code, fault.value.parameters["table"]) == ("relational.table-missing", "maling")


def test_columns_that_cannot_be_compared_are_told(tmp_path, address, server):
    with server[1].begin() as connection:
        connection.exec_driver_sql("ALTER TABLE maling ALTER kons_id TYPE TEXT")
    try:
        with pytest.raises(InputError) as fault:
            list(relational.read(delivery(tmp_path / "live"), MAPPING, BANK))
    finally:
        with server[1].begin() as connection:
            connection.exec_driver_sql("ALTER TABLE maling ALTER kons_id TYPE INTEGER USING kons_id::integer")
    assert fault.value.code == "relational.types-differ"


@pytest.mark.parametrize("name", ["../etc/passwd", "postgresql://x", "", "a b", 7])
def test_a_manifest_names_a_connection_and_never_an_address(tmp_path, name):
    with pytest.raises(UserError) as fault:
        delivery(tmp_path / "live", source={"connection": name})
    assert fault.value.code == "ingest.manifest-incomplete"


def test_a_connection_of_another_mapping_is_not_taken(tmp_path, address):
    loading = make_loading(tmp_path / "home")
    folder = write_manifest(tmp_path / "live", source={"connection": "annet"})
    with pytest.raises(InputError) as fault:
        load_delivery(folder, **loading.arguments())
    assert fault.value.code == "ingest.mapping-none"


def test_the_story_is_the_same_in_both():
    with sqlite3.connect(":memory:") as memory:
        memory.executescript(STORY)
        assert memory.execute("SELECT count(*) FROM svar").fetchone() == (27,)
