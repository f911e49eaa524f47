"""Doors on the reference engine and on DuckDB give the same bytes on random outputs, noise included."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import replace

import pytest
from door_factory import ASKER, door_of, lowest
from random_outputs import random_outputs
from random_queries import random_world

from folkekommune.disclosure.results import Refusal, to_plain
from folkekommune.query.typing import QueryError

WORLDS = 8
OUTPUTS = int(os.environ.get("FOLKEKOMMUNE_OUTPUTS", "80")) // WORLDS
SEEN: Counter[str] = Counter()
POLICY = lowest()
SILENT, FEWER = 2, 4
"""In so many worlds questions are asked in silence as well, about a part of the outputs: they are many."""


@pytest.mark.parametrize("number", range(WORLDS))
def test_both_doors_give_the_same_bytes(number, tmp_path) -> None:
    world = random_world(number + 100)
    engine = world.duckdb(tmp_path)
    policy = POLICY if number < SILENT else replace(POLICY, switched_off=frozenset({"counterfactuals"}))
    doors = [
        door_of(world, tmp_path / name, policy=policy, engine=each)
        for name, each in (("reference", world.reference()), ("duckdb", engine))
    ]
    outputs = OUTPUTS // FEWER if number < SILENT else OUTPUTS
    for seed in range(number, number + WORLDS * outputs, WORLDS):
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
        answered = SEEN["table"] + SEEN["summary"] + SEEN["analysis"]
        assert answered >= 0.6 * sum(SEEN.values())
