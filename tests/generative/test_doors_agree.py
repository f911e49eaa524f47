"""Doors on the reference engine and on DuckDB give the same bytes on random outputs, noise included."""

from __future__ import annotations

import json
import os
from collections import Counter
from random import Random

import pytest
from door_factory import ASKER, dimension, door_of, lowest
from random_queries import random_query, random_world

from folkekommune.catalogue.model import ValueType
from folkekommune.disclosure.results import Refusal, to_plain
from folkekommune.query.outputs import Measure, Output, Summary, Table
from folkekommune.query.typing import QueryError

WORLDS = 8
OUTPUTS = int(os.environ.get("FOLKEKOMMUNE_OUTPUTS", "120")) // WORLDS
SEEN: Counter[str] = Counter()
POLICY = lowest()


def random_outputs(seed: int, world) -> list[Output]:
    """Make a table and a summary of a random data set, as far as it allows them."""
    draw = Random(f"output {seed}")  # noqa: S311 - a test
    query = random_query(seed, world)
    dataset = query.dataset
    headings = [
        name
        for name, info in dataset.columns.items()
        if info.type is not ValueType.IDENTIFIER
        and (info.codes or info.type in {ValueType.INTEGER, ValueType.DATE})
    ]
    numeric = [name for name, kind in dataset.types.items() if kind.is_number]
    found: list[Output] = []
    if headings:
        names = draw.choices(headings, k=draw.randint(1, 2))
        value = draw.choice(numeric) if numeric and draw.random() < 0.5 else None
        measures = [Measure.FREQUENCY] + ([Measure.MEAN] if value else [])
        measures += (
            [Measure.ROW_PERCENT, Measure.COLUMN_PERCENT] if len(names) > 1 else [Measure.CELL_PERCENT]
        )
        dimensions = tuple(dimension(name, dataset.columns[name].codes) for name in names)
        found.append(Table(dataset, dimensions, tuple(measures), missing=draw.random() < 0.3, value=value))
    if numeric:
        found.append(Summary(dataset, tuple(draw.sample(numeric, k=min(2, len(numeric))))))
    return found


@pytest.mark.parametrize("number", range(WORLDS))
def test_both_doors_give_the_same_bytes(number, tmp_path) -> None:
    world = random_world(number + 100)
    engine = world.duckdb(tmp_path)
    doors = [
        door_of(world, tmp_path / name, policy=POLICY, engine=each)
        for name, each in (("reference", world.reference()), ("duckdb", engine))
    ]
    for seed in range(number, number + WORLDS * OUTPUTS, WORLDS):
        for output in random_outputs(seed, world):
            try:
                plain, fast = (door.answer(output, ASKER) for door in doors)
            except QueryError:
                SEEN["too large"] += 1
                continue
            assert json.dumps(to_plain(plain)) == json.dumps(to_plain(fast)), (
                f"world {number + 100}, output {seed}"
            )
            SEEN[plain.rule if isinstance(plain, Refusal) else plain.kind] += 1
        engine.forget()
    engine.close()


def test_most_outputs_were_answered() -> None:
    """A comparison of refusals alone would prove nothing."""
    if SEEN:
        answered = SEEN["table"] + SEEN["summary"]
        assert answered >= 0.6 * sum(SEEN.values())
