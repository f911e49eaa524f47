"""What is said where Spark is the engine and something it needs is not there. Needs no Spark."""

import importlib
import sys

import pytest
from worlds import World

from folkekommune.bootstrap.engines import chosen_engine
from folkekommune.engines import spark_session
from folkekommune.engines.duckdb import DuckDBEngine
from folkekommune.engines.spark import SparkEngine
from folkekommune.errors import InputError, UsageError
from folkekommune.query.engine import CellRequest
from folkekommune.settings import ChosenEngine, Home, SparkSettings, load_installation
from folkekommune.texts import text


def home_with(folder, lines):
    (folder / "folkekommune.toml").write_text('mode = "test"\n' + lines, encoding="utf-8")
    return Home(folder)


def test_duckdb_is_the_engine_unless_another_is_named(tmp_path):
    installation = load_installation(home_with(tmp_path, ""))
    assert installation.engine is ChosenEngine.DUCKDB
    engine = chosen_engine(installation, lambda _: None)
    assert isinstance(engine, DuckDBEngine)
    engine.close()


def test_spark_is_chosen_with_its_address_and_options(tmp_path):
    lines = 'engine = "spark"\n[spark]\nmaster = "spark://host:7077"\n'
    lines += '[spark.options]\n"spark.executor.memory" = "8g"\n"spark.authenticate" = true\n'
    installation = load_installation(home_with(tmp_path, lines))
    options = {"spark.executor.memory": "8g", "spark.authenticate": "true"}
    assert installation.spark == SparkSettings("spark://host:7077", options)
    assert not installation.spark.local
    assert isinstance(chosen_engine(installation, lambda _: None), SparkEngine)


def test_an_engine_that_is_not_known_is_refused_with_the_place(tmp_path):
    with pytest.raises(InputError) as caught:
        load_installation(home_with(tmp_path, 'engine = "sparkle"\n'))
    assert caught.value.code == "settings.incomplete"


def ask(folder, settings):
    world = World.of(1).add("a", [1])
    files = world.write(folder)
    engine = SparkEngine(lambda _: files, settings, memory_limit="1GB", temporary=folder / "tmp")
    with pytest.raises(UsageError) as caught:
        engine.cells(CellRequest(world.dataset("a")), limit=1)
    engine.close()
    for language in ("nb", "nn", "en"):
        assert text(caught.value.code, language, **caught.value.parameters)
    return caught.value.code


def test_a_missing_pyspark_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    assert ask(tmp_path, SparkSettings()) == "cluster.no-pyspark"


def test_a_missing_java_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(spark_session, "library", importlib.import_module)
    monkeypatch.setitem(sys.modules, "pyspark.sql", sys)
    monkeypatch.setitem(sys.modules, "pyspark.errors", _Module(PySparkException=RuntimeError))
    monkeypatch.setitem(sys.modules, "py4j.protocol", _Module(Py4JError=RuntimeError))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert ask(tmp_path, SparkSettings()) == "cluster.no-java"


class _Module:
    def __init__(self, **names) -> None:
        self.__dict__.update(names)


@pytest.mark.parametrize(
    ("limit", "expected"), [("4GB", "4g"), ("1500MB", "1500m"), ("2GiB", "2g"), (" 8 gb ", "8g")]
)
def test_amounts_are_written_as_java_does(limit, expected):
    assert spark_session._memory(limit) == expected
