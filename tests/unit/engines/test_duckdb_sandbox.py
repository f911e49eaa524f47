"""The connection reads the releases' files and nothing else, and its settings are locked."""

import duckdb
import pytest
from query_words import col, op
from worlds import World

from folkekommune.engines.duckdb_sandbox import Sandbox
from folkekommune.engines.workplace import ValueDoesNotFit
from folkekommune.query.engine import CellRequest, EngineExhausted, EngineFault, EngineStopped
from folkekommune.query.steps import Assign


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def connection(home):
    (home / "releases").mkdir()
    (home / "releases2").mkdir()
    (home / "secret.csv").write_text("a\n1\n")
    (home / "releases2" / "secret.csv").write_text("a\n1\n")
    with duckdb.connect(str(home / "elsewhere.duckdb")) as other:
        other.execute("CREATE TABLE t (a INTEGER)")
    opened = Sandbox(home / "releases", threads=1, memory_limit="200MB", temporary=home / "scratch" / "spill")
    yield opened
    opened.close()


FORBIDDEN = [
    "SELECT * FROM read_csv('{home}/secret.csv')",
    "SELECT * FROM '{home}/secret.csv'",
    "SELECT * FROM read_text('{home}/secret.csv')",
    "SELECT * FROM read_text('{home}/releases/../secret.csv')",
    "SELECT * FROM read_text('{home}/releases2/secret.csv')",
    "SELECT * FROM glob('{home}/*')",
    "SELECT * FROM read_text('/etc/passwd')",
    "ATTACH '{home}/elsewhere.duckdb'",
    "ATTACH '{home}/new.duckdb'",
    "COPY (SELECT 1) TO '{home}/out.csv'",
    "COPY (SELECT 1) TO '{home}/out.parquet' (FORMAT parquet)",
    "EXPORT DATABASE '{home}/out'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SELECT * FROM read_csv('https://example.invalid/a.csv')",
    "SELECT * FROM in_python",
    "CREATE SECRET s (TYPE s3)",
    "SET memory_limit = '8GB'",
    "SET threads = 8",
    "SET temp_directory = '/tmp'",
    "SET allowed_directories = ['/']",
    "SET allowed_paths = ['/etc/passwd']",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "RESET lock_configuration",
    "PRAGMA enable_profiling",
    "SET ieee_floating_point_ops = false",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_what_is_not_needed_is_refused(statement, connection, home):
    in_python = [1, 2, 3]
    before = {path.name for path in home.rglob("*")}
    with pytest.raises(EngineFault):
        connection.run(statement.format(home=home))
    assert {path.name for path in home.rglob("*")} == before
    assert in_python


def test_a_release_can_be_attached_and_not_written_to(connection, home):
    with duckdb.connect(str(home / "releases" / "a.duckdb")) as release:
        release.execute("CREATE TABLE t AS SELECT 1 AS a")
    connection.run(f"ATTACH '{home}/releases/a.duckdb' AS a (READ_ONLY)")
    assert int(connection.run("SELECT a FROM a.t")[0][0]) == 1
    for statement in ("INSERT INTO a.t VALUES (2)", "DROP TABLE a.t", "CREATE TABLE a.u (b INTEGER)"):
        with pytest.raises(EngineFault):
            connection.run(statement)


def test_the_engines_own_words_never_get_out(connection):
    """DuckDB quotes the value that would not convert."""
    connection.run("CREATE OR REPLACE TEMP TABLE t AS SELECT 'CANARY' AS a")
    with pytest.raises(ValueDoesNotFit) as caught:
        connection.run("SELECT CAST(a AS INTEGER) FROM t")
    assert "CANARY" not in repr(caught.value)
    assert caught.value.__suppress_context__
    with pytest.raises(EngineFault) as caught:
        connection.run("SELECT error(a) FROM t")
    assert "CANARY" not in str(caught.value)


def test_too_little_memory_is_told_and_the_connection_lives_on(tmp_path):
    connection = Sandbox(tmp_path, threads=1, memory_limit="20MB", temporary=tmp_path / "spill")
    with pytest.raises(EngineExhausted) as caught:
        connection.run("SELECT list(i || ' a long text') FROM range(2000000) t(i)")
    assert caught.value.code == "query.engine-exhausted"
    assert int(connection.run("SELECT 1")[0][0]) == 1


def test_what_does_not_fit_in_memory_spills_to_a_folder_of_its_own(tmp_path):
    """Two engines may share the scratch space: DuckDB names its files alike in both."""
    wide = "SELECT i, hash(i) AS a, hash(i + 1) AS b FROM range(1000000) t(i)"
    opened = [
        Sandbox(tmp_path, threads=1, memory_limit="20MB", temporary=tmp_path / "spill") for _ in range(2)
    ]
    for connection in opened:
        connection.run(f"CREATE TEMP TABLE t AS {wide}")
    files = [path for path in (tmp_path / "spill").rglob("*") if path.is_file()]
    assert len({path.parent for path in files}) == 2
    for connection in opened:
        assert int(connection.run("SELECT sum(i) FROM t")[0][0]) == 499_999_500_000
        connection.close()
    assert not any((tmp_path / "spill").iterdir())


def test_a_release_that_is_gone_is_our_fault(tmp_path):
    world = World.of(3).add("a", [1, 2, 3])
    engine = world.duckdb(tmp_path)
    (tmp_path / "release" / "serving.duckdb").unlink()
    with pytest.raises(EngineFault) as caught:
        engine.cells(CellRequest(world.dataset("a")), limit=10)
    assert str(tmp_path) not in str(caught.value)


def test_names_never_enter_the_sql(tmp_path):
    """Two names that differ in case alone, hidden columns' names and quotes are names like others."""
    world = World.of(4).add("a", [1, 2, 3, 4])
    dataset = world.dataset("a")
    names = ["A", "_mask", "_key", "_persons", "c0", "C0", 'a"; DROP TABLE persons; --', "select", "æ"]
    for place, name in enumerate(names):
        dataset = dataset.then(Assign(name, op(col("a"), "*", place)))
    engine = world.duckdb(tmp_path)
    cells = engine.cells(CellRequest(dataset, ("a", *names)), limit=10)
    rows = sorted(zip(*cells.coordinates, strict=True))
    assert rows == [(a, *(a * place for place in range(len(names)))) for a in (1.0, 2.0, 3.0, 4.0)]
    assert set(cells.mask.tolist()) == {1}
    assert cells.persons.tolist() == [1, 1, 1, 1]


def test_stopping_between_two_statements_is_heard(tmp_path):
    world = World.of(3).add("a", [1, 2, 3])
    engine = world.duckdb(tmp_path)
    original = engine._keeping.release

    def stopped_meanwhile(release):
        engine.interrupt()
        return original(release)

    engine._keeping.release = stopped_meanwhile
    with pytest.raises(EngineStopped):
        engine.cells(CellRequest(world.dataset("a")), limit=10)
    engine._keeping.release = original
    assert len(engine.cells(CellRequest(world.dataset("a")), limit=10)) == 1
