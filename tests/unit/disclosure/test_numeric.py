"""Means and deviations: clipped, centred, with noise of one range (disclosure-rules.md section 5)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from door_factory import ASKER, by_label, dimension, door_of, policy_of, summary_of, table_of
from worlds import World

from folkekommune.catalogue.model import ValueType
from folkekommune.disclosure.results import Sign
from folkekommune.query.dataset import Aggregate, Dataset, GroupRoot, Statistic, start
from folkekommune.query.expressions import Binary, Column, Expression, Negative, Number, Operator
from folkekommune.query.outputs import Measure, Summary, Table
from folkekommune.query.steps import Assign, Keep

PLAIN = replace(policy_of(population_small=1), switched_off=frozenset({"people_layer", "condition_layer"}))
NOISY = policy_of(population_small=1)


def calculated(dataset: Dataset, name: str, value: Expression, codes=None) -> Dataset:
    return dataset.then(Assign(name, value, codes=codes))


def test_mean_and_spread_without_noise(tmp_path) -> None:
    """0..9 forty times: mean 4.5; the 1st and 99th percentile are 0 and 9; SD √(8.25·400/399) = 2.876."""
    world = World.of(400).add("x", [unit % 10 for unit in range(400)])
    found = summary_of(door_of(world, tmp_path, policy=PLAIN), Summary(world.dataset("x"), ("x",)))["x"]
    assert found["count"].text == "400"
    assert found["mean"].text == "4.500"
    assert found["std"].text == "2.88"


def test_a_few_extreme_values_are_clipped(tmp_path) -> None:
    """One value of a million among a thousand: within the 99th percentile of the release it is a 9."""
    world = World.of(1000).add("x", [unit % 10 for unit in range(999)] + [1_000_000])
    found = summary_of(door_of(world, tmp_path, policy=PLAIN), Summary(world.dataset("x"), ("x",)))["x"]
    assert found["mean"].text == "4.500"


def test_limits_are_those_of_the_release_and_not_of_the_filtered(tmp_path) -> None:
    """Among those of 90 and more everybody lies over the release's limit, so the mean is the limit."""
    world = World.of(1000).add("x", [unit % 100 if unit < 991 else 95 for unit in range(1000)])
    world.add("y", [0 if unit < 995 else 1000 for unit in range(1000)])
    dataset = world.dataset("x", "y").then(Keep(Binary(Operator.AT_LEAST, Column("x"), Number(90))))
    found = summary_of(door_of(world, tmp_path, policy=PLAIN), Summary(dataset, ("y",)))["y"]
    assert found["mean"].text == "0"


@pytest.mark.parametrize(
    ("size", "mean", "spread"), [(9, False, False), (10, True, False), (19, True, False), (20, True, True)]
)
def test_ten_persons_for_a_mean_and_twenty_for_a_spread(tmp_path, size, mean, spread) -> None:
    world = World.of(400).add("x", [unit % 10 for unit in range(400)])
    world.add("small", [int(unit < size) for unit in range(400)], codes=(0, 1))
    dataset = world.dataset("x", "small").then(Keep(Binary(Operator.EQUAL, Column("small"), Number(1))))
    found = summary_of(door_of(world, tmp_path, policy=PLAIN), Summary(dataset, ("x",)))["x"]
    assert (found["mean"].text is not None, found["std"].text is not None) == (mean, spread)
    assert (found["count"].text is not None) == mean


def test_the_noise_of_a_mean_is_one_and_a_half_ranges_over_the_count(tmp_path) -> None:
    """Over 300 groups of 60 with values 0 and 1: SD 1.5/60, and the noise of the count does not add to it."""
    values, groups = [], []
    for group in range(300):
        values += [0, 1] * 30
        groups += [group] * 60
    world = World.of(len(values)).add("x", values, codes=(0, 1)).add("group", groups, codes=tuple(range(300)))
    table = Table(world.dataset("x", "group"), (dimension("group", range(300)),), (Measure.MEAN,), value="x")
    cells = by_label(table_of(door_of(world, tmp_path, policy=NOISY), table), "mean")
    noise = np.array([float(value.text) - 0.5 for (group,), value in cells.items() if group is not None]) * 60
    assert abs(noise.mean()) < 0.35
    assert 1.3 < noise.std() < 1.8


def test_centring_keeps_the_noise_of_the_count_out_of_a_level(tmp_path) -> None:
    """Birth years 2005..2015 of 300 children: the mean is off by hundredths of a year, not by years."""
    world = World.of(300).add("year", [2005 + unit % 11 for unit in range(300)])
    found = summary_of(door_of(world, tmp_path, policy=NOISY), Summary(world.dataset("year"), ("year",)))
    true = np.mean([2005 + unit % 11 for unit in range(300)])
    assert abs(float(found["year"]["mean"].text) - true) < 0.5


def sums(world: World, folder, values: dict[str, Expression], width: float = 1) -> dict[str, float]:
    """Give the protected sum of each derived variable, in widths: its mean times its count."""
    dataset = world.dataset("x", "y")
    for name, value in values.items():
        dataset = calculated(dataset, name, value)
    found = summary_of(door_of(world, folder, policy=NOISY), Summary(dataset, tuple(values)))
    return {n: float(cell["mean"].text) * int(cell["count"].text) / width for n, cell in found.items()}


def times(value: Expression, factor: float) -> Expression:
    return Binary(Operator.MULTIPLY, value, Number(factor))


X = Binary(Operator.SUBTRACT, Column("x"), Number(0.5))
"""Around zero, so that four digits show a sum to a hundredth."""


def coins(seed: int = 8) -> World:
    draw = np.random.default_rng(seed)
    world = World.of(600).add("x", draw.integers(0, 2, 600).tolist(), codes=(0, 1))
    return world.add("y", draw.integers(0, 2, 600).tolist(), codes=(0, 1))


def test_the_noise_cannot_be_read_off_a_constant(tmp_path) -> None:
    """The mean of a constant is off by noise; were it the same noise, it would lay every other mean bare."""
    world, left = coins(), []
    true = sum(row.value for row in world.variables["x"]) - 300
    for factor in range(1, 17):
        zero = times(times(X, 0), factor)
        found = sums(world, tmp_path / str(factor), {"zero": zero, "same": times(X, factor)})
        left.append(found["same"] / factor - found["zero"] - true)
    assert np.abs(left).max() > 0.5
    assert np.std(left) > 0.6


def test_a_variable_turned_round_has_its_noise_turned_round(tmp_path) -> None:
    """Otherwise the mean of x and of −x together would cancel half of the noise.

    The half drawn from people and content is turned; the half drawn from conditions and form is not.
    """
    world, both = coins(), []
    for factor in range(1, 17):
        scaled = times(X, factor)
        found = sums(world, tmp_path / str(factor), {"a": scaled, "b": Negative(scaled)}, factor)
        both.append(found["a"] + found["b"])
    # Of a noise of 1.5 ranges the half that is not turned is left twice: 2 · 1.5² / 2 = 2.25.
    assert 0.9 < np.var(both) < 3.8


def test_one_persons_value_changed_gives_other_noise(tmp_path) -> None:
    """The same people and conditions, another sum: the two differ by noise, and not by her value alone."""
    differences = []
    for seed in range(12):
        world, other = coins(seed), coins(seed)
        first = other.variables["x"][0]
        other.variables["x"][0] = replace(first, value=1 - first.value)
        found = [
            sums(each, tmp_path / f"{seed} {number}", {"z": X})["z"]
            for number, each in enumerate((world, other))
        ]
        differences.append(abs(found[1] - found[0]))
    assert sum(abs(difference - 1) > 0.1 for difference in differences) > 7


def test_the_form_of_a_variable_is_a_condition(tmp_path) -> None:
    """Equal noise would say that two variables are equal; the same form has the same noise under any name."""
    world = coins()
    twice, product = Binary(Operator.ADD, X, X), times(X, 2)
    found = sums(world, tmp_path, {"a": twice, "b": product})
    assert found["a"] != found["b"]
    again = sums(world, tmp_path / "again", {"c": product, "d": twice})
    assert (again["c"], again["d"]) == (found["b"], found["a"])


def test_having_a_value_is_a_condition_with_the_low_effect_rule(tmp_path) -> None:
    """X lacks 0 or 4 of 300 persons: the shown number of values is the same."""
    counts = []
    for lacking in (0, 4):
        world = World.of(300).add("y", [1] * 300, codes=(1,))
        world.add("x", [None if unit < lacking else unit % 2 for unit in range(300)], codes=(0, 1))
        found = summary_of(
            door_of(world, tmp_path / str(lacking), policy=NOISY), Summary(world.dataset("y", "x"), ("x",))
        )
        counts.append(found["x"]["count"].text)
    assert counts[0] == counts[1]


def test_the_number_of_values_is_that_of_a_table_total(tmp_path) -> None:
    world = World.of(400).add(
        "x", [None if unit < 100 else unit % 5 for unit in range(400)], codes=tuple(range(5))
    )
    world.add("y", [1] * 400, codes=(1,))
    door = door_of(world, tmp_path, policy=NOISY)
    dataset = world.dataset("y", "x")
    count = summary_of(door, Summary(dataset, ("x",)))["x"]["count"].text
    assert count == by_label(table_of(door, Table(dataset, (dimension("x", range(5)),))))[None,].text


def test_a_summary_of_groups_is_over_groups(tmp_path) -> None:
    """Sixty groups of 20 persons with means 0..59: the mean of the groups is 29.5, whatever their sizes."""
    values = [unit // 20 for unit in range(1200)]
    world = World.of(1200).add("x", values).add("group", values, codes=tuple(range(60)))
    groups = start(
        GroupRoot(world.dataset("x", "group"), "group", (Aggregate(Statistic.MEAN, "x", "m"),), 10)
    )
    found = summary_of(door_of(world, tmp_path, policy=PLAIN), Summary(groups, ("m",)))["m"]
    assert found["count"].text == "60"
    assert float(found["mean"].text) == pytest.approx(29.5, abs=0.05)


def test_a_mean_in_the_band_is_hidden(tmp_path) -> None:
    world = World.of(300).add("x", [unit % 10 for unit in range(300)])
    world.add("group", [1 if unit < 7 else 2 for unit in range(300)], codes=(1, 2))
    table = Table(world.dataset("x", "group"), (dimension("group", (1, 2)),), (Measure.MEAN,), value="x")
    cells = by_label(table_of(door_of(world, tmp_path, policy=PLAIN), table), "mean")
    assert cells["1",].sign is Sign.HIDDEN
    assert cells["2",].text is not None


def test_numbers_leave_without_an_exponent_or_residue(tmp_path) -> None:
    world = World.of(300)
    world.add("x", [0.1 + 0.2] * 300, kind=ValueType.DECIMAL).add(
        "big", [3_000_000.0 + unit for unit in range(300)], kind=ValueType.DECIMAL
    )
    found = summary_of(
        door_of(world, tmp_path, policy=PLAIN), Summary(world.dataset("x", "big"), ("x", "big"))
    )
    texts = [value.text for cell in found.values() for value in cell.values() if value.text is not None]
    assert all(set(text) <= set("-.0123456789") for text in texts)
    assert found["big"]["mean"].text == "3000000"
    assert door_of(world, tmp_path, policy=PLAIN).answer(Summary(world.dataset("x"), ("x",)), ASKER)
