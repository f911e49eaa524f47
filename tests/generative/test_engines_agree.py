"""Random queries give the same answer on the reference engine and on DuckDB, to the bit.

``FOLKEKOMMUNE_QUERIES=3000 FOLKEKOMMUNE_SEED=1 pytest tests/generative/test_engines_agree.py`` asks more.
A query that disagrees is named by its world and number: ``random_query(number, random_world(world))``.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
from asked_of_engines import answers, every_call, every_node, note
from random_queries import random_query, random_world

from folkekommune.catalogue.model import ValueType
from folkekommune.query.typing import QueryError

WORLDS = 12
QUERIES = int(os.environ.get("FOLKEKOMMUNE_QUERIES", "120")) // WORLDS
SEED = int(os.environ.get("FOLKEKOMMUNE_SEED", "0"))


def numbers_of(world: int) -> range:
    return range(SEED * 1_000_000 + world, SEED * 1_000_000 + world + WORLDS * QUERIES, WORLDS)


@pytest.mark.parametrize("number", range(WORLDS))
def test_engines_agree(number, tmp_path) -> None:
    world = random_world(SEED * WORLDS + number)
    reference, engine = world.reference(), world.duckdb(tmp_path)
    too_large = 0
    for seed in numbers_of(number):
        query = random_query(seed, world)
        try:
            found = answers(engine, query)
        except QueryError:
            too_large += 1
            continue
        expected = answers(reference, query)
        differing = [name for name in expected if found.get(name) != expected[name]]
        assert not differing, f"world {SEED * WORLDS + number}, query {seed}: {differing}"
        engine.forget()
    engine.close()
    assert too_large <= QUERIES * 0.02


@pytest.mark.parametrize("number", range(WORLDS))
def test_whole_numbers_are_whole(number) -> None:
    """An expression of type INTEGER or DATE gives whole numbers, which engines store as such."""
    world = random_world(SEED * WORLDS + number)
    reference = world.reference()
    for seed in list(numbers_of(number))[:20]:
        dataset = random_query(seed, world).dataset
        for name, kind in dataset.types.items():
            if kind in {ValueType.INTEGER, ValueType.DATE}:
                values = reference.quantiles(dataset, name, tuple(place / 100 for place in range(101)))
                assert all(value.is_integer() for value in values), f"query {seed}: {name}"


def test_every_node_is_generated() -> None:
    seen: Counter[str] = Counter()
    for number in range(WORLDS):
        world = random_world(SEED * WORLDS + number)
        for seed in numbers_of(number):
            note(random_query(seed, world).dataset, seen)
    nodes = every_node() | every_call()
    assert nodes - {node for node, times in seen.items() if times > 0} == set()
