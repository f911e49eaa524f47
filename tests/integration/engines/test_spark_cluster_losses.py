"""A node lost while Spark works: the answer is right, or there is a clear message and nothing is answered."""

import pytest
from door_factory import ASKER, dimension, door_of, lowest
from spark_worlds import LOCAL, NEEDED, cluster, spark_engine
from worlds import World

from folkekommune.disclosure.results import to_plain
from folkekommune.engines import spark_watch
from folkekommune.engines.spark_session import end_context
from folkekommune.errors import UsageError
from folkekommune.query.engine import CellRequest, EngineStopped
from folkekommune.query.outputs import Measure, Table
from folkekommune.settings import SparkSettings

pytestmark = [NEEDED, pytest.mark.thorough, pytest.mark.xdist_group("spark")]

PERSONS = 400


def world() -> World:
    codes = [unit % 3 for unit in range(PERSONS)]
    return World.of(PERSONS).add("group", codes, codes=(0, 1, 2)).add("n", [u / 8 for u in range(PERSONS)])


def table(made: World, *measures: Measure) -> Table:
    codes = dimension("group", (0, 1, 2))
    return Table(made.dataset("group", "n"), (codes,), (Measure.FREQUENCY, *measures), value="n")


def test_a_lost_worker_changes_no_answer_and_the_last_one_gives_a_message(tmp_path, monkeypatch):
    made = world()
    expected = door_of(made, tmp_path / "plain", policy=lowest()).answer(table(made, Measure.MEAN), ASKER)
    (tmp_path / "cluster").mkdir()
    with cluster(tmp_path / "cluster") as started:
        engine = spark_engine(made, tmp_path, started.settings)
        door = door_of(made, tmp_path / "spark", policy=lowest(), engine=engine)
        door.answer(table(made), ASKER)  # from here on rows are kept by both workers
        started.lose()
        assert to_plain(door.answer(table(made, Measure.MEAN), ASKER)) == to_plain(expected)
        engine.forget()
        started.lose()
        monkeypatch.setattr(spark_watch, "PATIENCE", 10.0)
        with pytest.raises(UsageError) as caught:
            door.answer(table(made, Measure.MEDIAN), ASKER)
        assert caught.value.code in {"cluster.no-workers", "cluster.lost"}
        end_context()


def test_a_lost_master_gives_a_message_and_the_next_engine_works(tmp_path):
    made = world()
    engine = spark_engine(made, tmp_path, SparkSettings("spark://127.0.0.1:9", LOCAL.options))
    with pytest.raises(UsageError) as caught:
        engine.cells(CellRequest(made.dataset("group")), limit=9)
    assert (caught.value.code, caught.value.parameters) == (
        "cluster.unreachable",
        {"master": "spark://127.0.0.1:9"},
    )
    assert len(spark_engine(made, tmp_path / "next", LOCAL).cells(CellRequest(made.dataset()), limit=9)) == 1
    end_context()


def test_a_request_that_was_stopped_says_so(tmp_path):
    made = world()
    engine = spark_engine(made, tmp_path, LOCAL)
    engine.cells(CellRequest(made.dataset("group")), limit=9)
    original = engine._workplace.begin

    def stopped_at_once():
        original()
        engine.interrupt()

    engine._workplace.begin = stopped_at_once
    with pytest.raises(EngineStopped):
        engine.cells(CellRequest(made.dataset("group"), ("group",)), limit=9)
    engine._workplace.begin = original
    assert len(engine.cells(CellRequest(made.dataset("group"), ("group",)), limit=9)) == 3
    end_context()
