"""Data sets are kept after their imports and about every twenty steps, and used again."""

import threading

import pytest
from query_words import col, kept, op
from worlds import RELEASE, World

from folkekommune.catalogue.model import ValueType
from folkekommune.engines.keeping import KEPT_STEPS
from folkekommune.engines.source import StoredValue
from folkekommune.query.dataset import Aggregate, GroupRoot, Join, PersonRoot, Statistic, start
from folkekommune.query.engine import CellRequest, EngineFault, EngineStopped
from folkekommune.query.steps import Assign, Rename, Select


@pytest.fixture
def world():
    return World.of(6).add("a", [1, 2, 3, 1, 2, 3], codes=(1, 2, 3)).add("b", [5, 5, 6, 6, 7, None])


@pytest.fixture
def engine(world, tmp_path):
    opened = world.duckdb(tmp_path)
    yield opened
    opened.close()


def watched(engine):
    """Gather the statements an engine runs from now on."""
    statements = []
    original = engine._workplace.run

    def run(sql, parameters=None):
        statements.append(sql)
        return original(sql, parameters)

    engine._workplace.run = run
    return statements


def created(statements):
    return sum(sql.startswith("CREATE TEMP TABLE") for sql in statements)


def test_the_second_question_reads_what_was_kept(engine, world):
    statements = watched(engine)
    dataset = world.dataset("a", "b")
    engine.cells(CellRequest(dataset, ("a",)), limit=10)
    assert created(statements) == 1
    statements.clear()
    engine.cells(CellRequest(dataset, ("b",)), limit=10)
    engine.neighbours(kept(dataset, op(col("b"), ">", 5)), "b", (0.5,), side=1)
    assert len(statements) == 2
    assert not any("V_" in sql for sql in statements)


def test_imports_in_a_row_are_kept_once(engine, world):
    statements = watched(engine)
    engine.cells(CellRequest(kept(world.dataset("a", "b"), op(col("a"), ">", 1))), limit=10)
    assert created(statements) == 1


def test_a_data_set_that_shares_its_beginning_begins_there(engine, world):
    shared = world.dataset("a", "b")
    engine.cells(CellRequest(kept(shared, op(col("a"), ">", 1))), limit=10)
    statements = watched(engine)
    engine.cells(CellRequest(kept(shared, op(col("a"), ">", 2))), limit=10)
    again = kept(world.dataset("a", "b"), op(col("a"), ">", 2))
    engine.cells(CellRequest(again), limit=10)
    assert created(statements) == 0


def test_other_people_or_another_grant_are_kept_apart(engine, world):
    engine.cells(CellRequest(world.dataset("a")), limit=10)
    statements = watched(engine)
    engine.cells(CellRequest(world.dataset("a", grant=())), limit=10)
    engine.cells(CellRequest(world.dataset("b")), limit=10)
    assert created(statements) == 2


def test_many_steps_are_kept_on_the_way(engine, world):
    dataset = world.dataset("a")
    for place in range(3 * KEPT_STEPS - 1):
        dataset = dataset.then(Assign("a", op(col("a"), "+", place % 2)))
    statements = watched(engine)
    engine.cells(CellRequest(dataset, ("a",)), limit=10)
    assert created(statements) == 3
    statements.clear()
    engine.cells(CellRequest(dataset.then(Assign("a", op(col("a"), "-", 1))), ("a",)), limit=10)
    assert created(statements) == 1


def test_a_collapse_is_kept_with_its_source(engine, world):
    source = world.dataset("a", "b")
    groups = start(GroupRoot(source, "a", (Aggregate(Statistic.SD, "b", "s"),)))
    statements = watched(engine)
    engine.cells(CellRequest(groups, ("a", "s")), limit=10)
    assert created(statements) == 2
    engine.cells(CellRequest(world.dataset("a").then(Join(groups, ("s",), "a")), ("s",)), limit=10)
    engine.cells(CellRequest(source, ("b",)), limit=10)
    assert created(statements) == 3


def test_naming_and_choosing_variables_cost_nothing(engine, world):
    dataset = world.dataset("a", "b").then(Rename("a", "x")).then(Select(("x",)))
    engine.cells(CellRequest(world.dataset("a", "b")), limit=10)
    statements = watched(engine)
    cells = engine.cells(CellRequest(dataset, ("x",)), limit=10)
    assert sorted(cells.coordinates[0]) == [1, 2, 3]
    assert len(statements) == 1
    assert statements[0].count("SELECT") == 2


def test_forgetting_drops_every_table_and_what_follows_is_right(engine, world):
    before = engine.cells(CellRequest(world.dataset("a", "b"), ("a",)), limit=10)
    engine.forget()
    tables = engine._workplace._sandbox._connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE temporary"
    ).fetchall()
    assert tables == [(0,)]
    after = engine.cells(CellRequest(world.dataset("a", "b"), ("a",)), limit=10)
    assert sorted(before.fingerprint) == sorted(after.fingerprint)


def kinds(engine):
    found = engine._workplace._sandbox._connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name LIKE 'kept%'"
    ).fetchall()
    return {name: kind for name, kind in found if name.startswith("c")}


def test_whole_numbers_are_stored_as_such(engine, world):
    engine.cells(CellRequest(world.dataset("a", "b")), limit=10)
    assert kinds(engine) == {"c0": "UTINYINT", "c1": "INTEGER"}


def test_a_value_too_large_for_its_column_changes_nothing_but_the_column(world, tmp_path):
    world.add("big", [1, 2**40, -(2**31) - 1, 2, None, 2**31], codes=(1, 2), kind=ValueType.INTEGER)
    engine = world.duckdb(tmp_path)
    cells = engine.cells(CellRequest(world.dataset("a", "big"), ("big",)), limit=10)
    assert sorted(v for v in cells.coordinates[0] if v is not None) == [-(2**31) - 1, 1, 2, 2**31, 2**40]
    assert kinds(engine) == {"c0": "UTINYINT", "c1": "DOUBLE"}


def test_texts_with_codes_are_stored_by_number_and_read_as_they_are(world, tmp_path):
    places = ["4601", "", "0301", "4601", None, "'x"]
    world.add("k", places, codes=("0301", "4601", "", "'x", "9999"))
    world.add("odd", places, codes=("0301", "4601"))
    engine = world.duckdb(tmp_path)
    dataset = world.dataset("a", "k", "odd").then(Assign("same", op(col("k"), "==", "4601")))
    cells = engine.cells(CellRequest(dataset, ("k", "odd", "same")), limit=10)
    found = set(zip(*cells.coordinates, strict=True))
    assert found == {(place, place, float(place == "4601")) for place in places}
    assert kinds(engine)["c1"].startswith("ENUM")
    assert kinds(engine)["c2"] == "VARCHAR"


def test_a_coded_text_merges_with_the_same_text_otherwise_coded(world, tmp_path):
    places = ["4601", "0301", "0301", "4601", None, "5001"]
    world.add("one", places, codes=("0301", "4601", "5001")).add(
        "two", places, codes=("5001", "4601", "0301")
    )
    world.add("three", places)
    engine = world.duckdb(tmp_path)
    groups = start(GroupRoot(world.dataset("b", "one"), "one", (Aggregate(Statistic.SUM, "b", "s"),)))
    for key in ("one", "two", "three"):
        merged = world.dataset("a", key).then(Join(groups, ("s",), key))
        cells = engine.cells(CellRequest(merged, (key, "s")), limit=10)
        found = set(zip(*cells.coordinates, strict=True))
        assert found == {("4601", 11), ("0301", 11), (None, None), ("5001", None)}


def test_a_variable_with_two_values_for_a_unit_is_a_fault_and_no_answer(tmp_path):
    """It would count its person twice in every answer."""
    world = World.of(3).add("a", [1, 2, 3])
    spells = [StoredValue(1, 0, 1, 0, 9), StoredValue(1, 0, 2, 5, 20)]
    world.add_rows("p", spells, ValueType.INTEGER)
    engine = world.duckdb(tmp_path)

    def at(day):
        return world.dataset("a").then(world.variable("p", at=day))

    assert engine.cells(CellRequest(at(3)), limit=10).units.tolist() == [3]
    for _ in range(2):
        with pytest.raises(EngineFault):
            engine.cells(CellRequest(at(7)), limit=10)
    assert engine.cells(CellRequest(at(15)), limit=10).units.tolist() == [3]


@pytest.mark.parametrize("keeping", [False, True])
def test_an_interrupt_from_another_thread_leaves_the_engine_usable(keeping, engine, world):
    """Both while it answers and while it keeps."""
    answer = engine.cells(CellRequest(world.dataset("a")), limit=10)
    other = world.dataset("a", grant=()) if keeping else world.dataset("a")
    slow = "(SELECT sum(hash(x.i * y.i)) FROM range(90000) x(i), range(90000) y(i)) > 0"
    original = engine._workplace.run
    engine._workplace.run = lambda sql, parameters=None: original(
        sql.replace(" FROM ", f", {slow} AS slow FROM ", 1), parameters
    )
    timer = threading.Timer(0.3, engine.interrupt)
    timer.start()
    with pytest.raises(EngineStopped):
        engine.cells(CellRequest(other), limit=10)
    timer.join()
    engine._workplace.run = original
    again = engine.cells(CellRequest(world.dataset("a")), limit=10)
    assert again.fingerprint.tolist() == answer.fingerprint.tolist()
    assert engine.cells(CellRequest(other), limit=10).units.tolist() == [6]


def test_an_interrupt_while_nothing_runs_stops_nothing(engine, world):
    engine.interrupt()
    assert engine.cells(CellRequest(start(PersonRoot(RELEASE, ("4601",)))), limit=10).units.tolist() == [6]
