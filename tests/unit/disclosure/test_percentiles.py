"""Percentiles: read off protected ranks, averaged, at three digits (disclosure-rules.md section 5)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from door_factory import door_of, policy_of, summary_of
from worlds import World

from folkekommune.disclosure.percentiles import Ranks, reach
from folkekommune.disclosure.policy import load_policy
from folkekommune.query.expressions import Binary, Column, Expression, Number, Operator
from folkekommune.query.outputs import Summary
from folkekommune.query.steps import Assign

PLAIN = replace(policy_of(population_small=1), switched_off=frozenset({"people_layer", "condition_layer"}))
NOISY = policy_of(population_small=1)


def figures(world: World, folder, policy, name: str = "x") -> dict[str, str | None]:
    found = summary_of(door_of(world, folder, policy=policy), Summary(world.dataset(name), (name,)))[name]
    return {key: value.text for key, value in found.items()}


def test_a_percentile_is_the_mean_of_eleven_order_statistics(tmp_path) -> None:
    """Of 1..1200 squared: the median is the mean of the squares of 595..605, 360010, at three digits."""
    world = World.of(1200).add("x", [(unit + 1) ** 2 for unit in range(1200)])
    found = figures(world, tmp_path, PLAIN)
    assert found["p50"] == "360000"
    # 295..305 squared: 90010; 12 is the rank of p1: 7..17 squared: 154.
    assert found["p25"] == "90000"
    assert found["p1"] == "154"


@pytest.mark.parametrize(
    ("size", "shown"),
    [(999, {"p25", "p50", "p75"}), (1000, {"p1", "p25", "p50", "p75", "p99"}), (39, {"p50"})],
)
def test_ten_persons_must_lie_beyond(tmp_path, size, shown) -> None:
    world = World.of(size).add("x", list(range(size)))
    found = figures(world, tmp_path, PLAIN)
    assert {name for name in found if name.startswith("p") and found[name] is not None} == shown


def test_a_median_of_two_values_does_not_count_persons(tmp_path) -> None:
    """0 and 1100: the mean of eleven would be 100 for each person over the middle. It is off by noise."""
    told = []
    for seed in range(40):
        world = World.of(601)
        order = np.random.default_rng(seed).permutation(601)
        world.add("x", [1100 if place < 303 else 0 for place in order.tolist()], codes=(0, 1100))
        told.append(float(figures(world, tmp_path / str(seed), NOISY)["p50"]))
    # The 301st of 601 is the middle; 298 are 0, so eight of the eleven middle ones are 1100.
    true = 800
    assert sum(value == true for value in told) < 20
    assert abs(np.mean(told) - true) < 120
    assert np.std(told) > 80


def test_noise_moves_a_median_of_many_values_by_few_ranks(tmp_path) -> None:
    world = World.of(2001).add("x", list(range(2001)))
    assert abs(float(figures(world, tmp_path, NOISY)["p50"]) - 1000) <= 10


def test_a_monotone_rewriting_is_drawn_from_the_same_people(tmp_path) -> None:
    """Ranks are what has noise, so scaling a variable brings no fresh draw of the people layer."""
    world = World.of(601).add("x", [1 if unit < 303 else 0 for unit in range(601)], codes=(0, 1))
    policy = replace(NOISY, switched_off=frozenset({"condition_layer"}))
    door = door_of(world, tmp_path, policy=policy)
    dataset = world.dataset("x")
    answers = set()
    for factor in range(1, 15):
        value: Expression = Binary(Operator.MULTIPLY, Column("x"), Number(factor))
        scaled = dataset.then(Assign("y", value))
        answers.add(round(float(summary_of(door, Summary(scaled, ("y",)))["y"]["p50"].text) / factor, 2))
    assert max(answers) - min(answers) < 0.02


def test_one_persons_value_does_not_decide_where_a_derived_variable_is_clipped(tmp_path) -> None:
    """Ones among 1000 zeros: 10 of them lie beyond the 99th percentile, 11 do not. The edge is blurred.

    Were it exact, the mean would tell 10 from 11 every time: it is 0 there and about 11/1000 here.
    """
    jumped = {10: 0, 11: 0}
    for ones in jumped:
        for seed in range(14):
            order = np.random.default_rng(seed).permutation(1000).tolist()
            world = World.of(1000).add("x", order)
            value = Binary(Operator.LESS, Column("x"), Number(ones))
            dataset = world.dataset("x").then(Assign("y", Binary(Operator.MULTIPLY, value, Number(1000))))
            found = summary_of(
                door_of(world, tmp_path / f"{ones} {seed}", policy=NOISY), Summary(dataset, ("y",))
            )
            jumped[ones] += float(found["y"]["mean"].text) > 4
    assert 0 < jumped[10] < 14
    assert 0 < jumped[11] < 14


def test_a_variable_with_known_codes_is_clipped_at_its_codes(tmp_path) -> None:
    """Five ones of a thousand are not clipped away when the script itself says that 0 and 1 are possible."""
    world = World.of(1000).add("x", list(range(1000)))
    value = Binary(Operator.LESS, Column("x"), Number(5))
    dataset = world.dataset("x").then(Assign("y", value, codes=(0, 1)))
    found = summary_of(door_of(world, tmp_path, policy=PLAIN), Summary(dataset, ("y",)))
    assert found["y"]["mean"].text == "0.005000"


def test_the_value_at_a_rank() -> None:
    ranks = Ranks((10.0, 20.0, 30.0), (2, 5, 9))
    assert [ranks.at(rank) for rank in (1, 2, 2.5, 5, 6, 9, 12)] == [10, 10, 20, 20, 30, 30, 30]


def test_the_engine_is_asked_for_all_values_that_noise_can_reach() -> None:
    """Five neighbours, twice three of a rank's two layers, and as much again of the whole."""
    assert reach(load_policy()) == 17
