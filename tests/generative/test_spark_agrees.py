"""Spark gives the bytes of the reference engine: on this machine, and on a master with two workers.

Functions by cases worked out by hand and one call of each; random queries in which every node turns
up; protected outputs through the door, noise included.
"""

from __future__ import annotations

import json
from collections import Counter
from itertools import islice

import pytest
from asked_of_engines import answers, covering, plain
from door_factory import ASKER, door_of, lowest
from expression_cases import CASES, faults, small_world
from query_words import call, col
from random_outputs import random_outputs
from random_queries import random_query, random_world
from spark_worlds import LOCAL, NEEDED, cluster, spark_engine
from worlds import World

from folkekommune.catalogue.model import ValueType
from folkekommune.disclosure.results import Refusal, to_plain
from folkekommune.engines.spark_session import end_context
from folkekommune.query.engine import CellRequest
from folkekommune.query.functions import FUNCTIONS, Kind
from folkekommune.query.steps import Assign
from folkekommune.query.typing import QueryError

pytestmark = [NEEDED, pytest.mark.thorough, pytest.mark.xdist_group("spark")]

WORLDS, OUTPUTS = 12, 6
POLICY = lowest()


def batched(names: list[str], size: int):
    """Give names a number at a time."""
    waiting = iter(names)
    while some := tuple(islice(waiting, size)):
        yield some


@pytest.fixture(scope="module", params=["local", "cluster"])
def settings(request, tmp_path_factory):
    """Give the address of a Spark, for as long as the tests with it last."""
    if request.param == "local":
        yield LOCAL
    else:
        with cluster(tmp_path_factory.mktemp("cluster")) as started:
            yield started.settings
            end_context()
    end_context()


def test_expressions_give_what_the_language_says(settings, tmp_path):
    world = small_world()
    engine = spark_engine(world, tmp_path, settings)
    wrong = {subject: faults(engine, world, subject) for subject in CASES}
    assert {subject: found for subject, found in wrong.items() if found} == {}
    engine.close()


def test_every_function_gives_the_same_bits(settings, tmp_path):
    world = World.of(4).add("n", [0.3, 1.7, -2.25, None], kind=ValueType.DECIMAL)
    world.add("t", ["a", " 12.5", "æ", None], kind=ValueType.STRING)
    dataset = world.dataset("n", "t")
    for name, function in FUNCTIONS.items():
        numbers = iter((col("n"), 2.5, 0.5, 0.25))
        arguments = [col("t") if kind is Kind.TEXT else next(numbers) for kind in function.arguments]
        dataset = dataset.then(Assign(f"of {name}", call(name, *arguments)))
    engine, reference = spark_engine(world, tmp_path, settings), world.reference()
    for names in batched([f"of {name}" for name in FUNCTIONS], 25):
        request = CellRequest(dataset, names)
        assert plain(engine.cells(request, limit=9)) == plain(reference.cells(request, limit=9))
    engine.close()


@pytest.mark.parametrize("number", range(WORLDS))
def test_random_queries_agree(settings, number, tmp_path):
    world = random_world(number)
    engine, reference = spark_engine(world, tmp_path, settings), world.reference()
    for seed in covering(WORLDS)[number]:
        query = random_query(seed, world)
        found, expected = answers(engine, query), answers(reference, query)
        differing = [name for name in expected if found.get(name) != expected[name]]
        assert not differing, f"world {number}, query {seed}: {differing}"
        engine.forget()
    engine.close()


def test_doors_give_the_same_bytes(settings, tmp_path):
    world = random_world(100)
    engine = spark_engine(world, tmp_path, settings)
    engines = {"reference": world.reference(), "duckdb": world.duckdb(tmp_path), "spark": engine}
    doors = [door_of(world, tmp_path / name, policy=POLICY, engine=each) for name, each in engines.items()]
    seen: Counter[str] = Counter()
    for seed in range(OUTPUTS):
        for output in random_outputs(seed, world):
            try:
                results = [door.answer(output, ASKER) for door in doors]
            except QueryError:
                continue
            assert len({json.dumps(to_plain(result)) for result in results}) == 1
            seen[results[0].rule if isinstance(results[0], Refusal) else results[0].kind] += 1
        # A run ends, and what was worked out for it is let go of.
        for each in engines.values():
            each.forget()
    # A comparison of refusals alone would prove nothing.
    assert seen["table"]
    assert seen["summary"]
    engine.close()
