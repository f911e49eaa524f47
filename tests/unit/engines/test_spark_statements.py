"""What is written for Spark, without Spark: every function can be written, and every statement parses."""

import re

import numpy as np
import pytest
import sqlglot
from query_words import call
from random_queries import random_query, random_world
from worlds import World

from folkekommune.catalogue.model import ValueType
from folkekommune.engines.duckdb_dialect import DUCKDB
from folkekommune.engines.meaning import FUNCTIONS as MEANINGS
from folkekommune.engines.spark_dialect import PYTHON, SPARK
from folkekommune.engines.spark_functions import answer
from folkekommune.engines.sql_engine import SqlEngine
from folkekommune.engines.tables import AttachedRelease
from folkekommune.query.engine import CellRequest, RowsRequest
from folkekommune.query.functions import FUNCTIONS, Kind
from folkekommune.query.steps import Assign
from folkekommune.query.typing import QueryError

DUCKDB_ALONE = re.compile(
    r"\b(EXCLUDE|UBIGINT|UTINYINT|VARCHAR|enum_code|isfinite|quantile_disc|MATERIALIZED|printf)\b|::|\$p\d"
)


class Notes:
    """A workplace where nothing is run: it parses what it is given, and tells of three persons."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.dialect = SPARK
        self.begin = self.whole = lambda *_: None
        self.kinds = lambda *_: {}

    def run(self, sql, parameters=None):
        """Give as many columns as are asked for."""
        parsed = self.create("", sql, parameters)
        columns = (parsed.ctes[0].this if "r.*" in sql else parsed).selects
        counting = sql.startswith("SELECT count(*) FROM")
        return [np.array([3] if counting else [], dtype=np.int64) for _ in columns]

    def create(self, _table, sql, parameters=None, *, stages=()):
        """Take a statement down."""
        for name in stages:
            self.create(name, stages[name], parameters)
        self.statements.append(sql)
        assert not DUCKDB_ALONE.search(sql)
        assert set(re.findall(r":(p\d+)", sql)) <= set(parameters or {})
        return sqlglot.parse_one(sql, read="spark")

    def attach(self, _release):
        """Tell of a release of two parts."""
        tables = {"values": lambda *_: "stored_values", "units": lambda _: "units"}
        return AttachedRelease(("4601", "4624"), 3, "persons", shared="shared", **tables)


def test_both_dialects_write_every_function():
    assert SPARK.functions.keys() == DUCKDB.functions.keys() == FUNCTIONS.keys()


def test_every_function_that_workers_are_asked_for_is_there():
    world = World.of(3).add("n", [1, 2, 3], kind=ValueType.DECIMAL).add("t", ["a", "b", "c"])
    dataset = world.dataset("n", "t")
    for place, (name, function) in enumerate(FUNCTIONS.items()):
        arguments = ["x" if kind is Kind.TEXT else 2 for kind in function.arguments]
        dataset = dataset.then(Assign(f"v{place}", call(name, *arguments)))
    notes = Notes()
    SqlEngine(notes).cells(CellRequest(dataset, tuple(dataset.columns)), limit=9)
    called = {name for sql in notes.statements for name in re.findall(rf"{PYTHON}(\w+)\(", sql)}
    assert {"ln", "invnormal", "string"} & MEANINGS.keys() <= called
    assert {name for name in called if name not in MEANINGS} <= {"power", "scale"}


@pytest.mark.parametrize("number", range(4))
def test_every_statement_parses(number):
    """Statements hold no value of a script: their marks are bound, and text never becomes SQL."""
    world = random_world(number)
    for seed in range(number, number + 12 * 6, 12):
        query = random_query(seed, world)
        notes = Notes()
        engine = SqlEngine(notes)
        try:
            engine.cells(query.request, limit=40)
            for name in query.numeric:
                engine.neighbours(query.dataset, name, query.probabilities, side=query.side)
            names = tuple(n for n, kind in query.dataset.types.items() if kind is not ValueType.IDENTIFIER)
            engine.rows(RowsRequest(query.dataset, names, query.ignored, few=2))
        except QueryError:
            continue
        assert notes.statements
        assert not any("'\"$p0" in sql or 'q"1' in sql or "ålder" in sql for sql in notes.statements)


@pytest.mark.parametrize(
    ("base", "exponent", "expected"),
    [(2.0, 10.0, 1024.0), (4.0, 0.5, 2.0), (0.0, -1.0, None), (-8.0, 0.5, None), (10.0, 400.0, None)],
)
def test_powers_on_workers(base, exponent, expected):
    assert answer("power", base, exponent) == expected


def test_powers_of_missing_are_missing():
    """Also to the power of nought, which C and Java call 1."""
    assert answer("power", None, 0.0) is None
    assert answer("power", 1.0, None) is None


def test_the_scale_of_a_sum_on_workers_is_the_reference_engines():
    # 61 bits, less 4 for terms up to 10, less 2 for 3 of them.
    assert answer("scale", 10.0, 3.0) == 2.0**55
    assert answer("scale", 0.0, 3.0) == 1.0
    assert answer("scale", None, 0.0) is None
