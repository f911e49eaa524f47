"""Collapsed groups: protected before anything is done with them, so that no value can be amplified."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from door_factory import ASKER, by_label, dimension, door_of, labels_of, policy_of, summary_of, table_of
from worlds import World

from folkekommune.analysis import groups as groups_module
from folkekommune.catalogue.model import ValueType
from folkekommune.disclosure.results import Refusal, SafeTable
from folkekommune.query.dataset import Aggregate, Dataset, GroupRoot, Join, Statistic, start
from folkekommune.query.expressions import Binary, Column, Expression, Number, Operator
from folkekommune.query.outputs import Measure, Summary, Table
from folkekommune.query.steps import Assign, Keep
from folkekommune.query.typing import QueryError

PLAIN = replace(policy_of(population_small=1), switched_off=frozenset({"people_layer", "condition_layer"}))
NOISY = policy_of(population_small=1)
DISTRICTS = 12


def town(size: int = 600) -> World:
    """Make a town of twelve districts of fifty; x is 0..9, ill for three in ten."""
    draw = np.random.default_rng(4)
    world = World.of(size).add(
        "district", [unit % DISTRICTS for unit in range(size)], codes=tuple(range(DISTRICTS))
    )
    world.add("x", [(unit // DISTRICTS) % 10 for unit in range(size)])
    world.add("person", list(range(size)))
    return world.add("ill", draw.integers(0, 10, size).__lt__(3).astype(int).tolist(), codes=(0, 1))


def collapsed(source: Dataset, statistic: Statistic, column: str, by: str = "district") -> Dataset:
    return start(GroupRoot(source, by, (Aggregate(statistic, column, "value"),), floor=10))


def merged(world: World, groups: Dataset, key: str = "district") -> Dataset:
    return world.dataset("district", "x", "person").then(Join(groups, ("value",), key))


def is_(name: str, value: float) -> Expression:
    return Binary(Operator.EQUAL, Column(name), Number(value))


@pytest.mark.parametrize(
    ("statistic", "expected"),
    [
        # In a district x takes 0..9 five times each: mean 4.5, sum 225, SD √(8.25·50/49) = 2.90. The
        # median is the mean of the 20th to the 30th: one 3, five 4, five 5.
        (Statistic.MEAN, 4.5),
        (Statistic.SUM, 225),
        (Statistic.COUNT, 50),
        (Statistic.SD, 2.9),
        (Statistic.MEDIAN, 48 / 11),
    ],
)
def test_statistics_of_groups_without_noise(tmp_path, statistic, expected) -> None:
    world = town()
    groups = collapsed(world.dataset("district", "x"), statistic, "x")
    found = summary_of(door_of(world, tmp_path, policy=PLAIN), Summary(groups, ("value",)))["value"]
    assert found["count"].text == str(DISTRICTS)
    assert float(found["mean"].text) == pytest.approx(expected, abs=0.1)


def test_a_statistic_of_a_group_is_the_figure_a_table_shows(tmp_path) -> None:
    """Merged into the persons of the district, it is the mean of the table's cell, noise and all."""
    world = town()
    door = door_of(world, tmp_path, policy=NOISY)
    source = world.dataset("district", "x")
    means = Table(source, (dimension("district", range(DISTRICTS)),), (Measure.MEAN,), value="x")
    shown = by_label(table_of(door, means), "mean")
    back = merged(world, collapsed(source, Statistic.MEAN, "x"))
    for district in (0, 5):
        above = back.then(
            Assign(
                "above",
                Binary(Operator.AT_LEAST, Column("value"), Number(float(shown[str(district),].text))),
                codes=(0, 1),
            )
        )
        exactly = above.then(Keep(is_("district", district)))
        assert labels_of(table_of(door, Table(exactly, (dimension("above", (0, 1)),)))) == ["1"]
        beyond = back.then(
            Assign(
                "above",
                Binary(Operator.MORE, Column("value"), Number(float(shown[str(district),].text))),
                codes=(0, 1),
            )
        )
        assert labels_of(
            table_of(door, Table(beyond.then(Keep(is_("district", district))), (dimension("above", (0, 1)),)))
        ) == ["0"]


def test_one_persons_bit_cannot_be_copied_to_a_district(tmp_path) -> None:
    """The sum of a variable that is one person's bit, merged into all: what everybody then has is noise."""
    told = []
    for unit in range(24):
        world = town()
        one = Binary(Operator.MULTIPLY, Column("ill"), is_("person", unit))
        source = world.dataset("district", "ill", "person").then(Assign("bit", one))
        back = merged(world, collapsed(source, Statistic.SUM, "bit"))
        flag = back.then(Assign("flag", Binary(Operator.MORE, Column("value"), Number(0.5)), codes=(0, 1)))
        result = table_of(
            door_of(world, tmp_path / str(unit), policy=NOISY), Table(flag, (dimension("flag", (0, 1)),))
        )
        told.append((int("1" in labels_of(result)), world.variables["ill"][unit].value))
    right = sum(guess == bit for guess, bit in told)
    assert {bit for _, bit in told} == {0, 1}
    assert right < 20


def test_that_a_group_exists_is_told_of_large_groups_alone(tmp_path) -> None:
    """Everybody gets the code of one person as key; the merge may not tell whether she is in the source."""
    found = []
    for ill in (0, 1):
        world = town()
        world.variables["ill"][7] = replace(world.variables["ill"][7], value=ill)
        source = world.dataset("person", "ill", "x").then(Keep(is_("ill", 1)))
        groups = start(GroupRoot(source, "person", (Aggregate(Statistic.COUNT, "x", "value"),), floor=10))
        everyone = world.dataset("district", "x").then(Assign("key", Number(7)))
        back = everyone.then(Join(groups, ("person", "value"), "key"))
        counted = Table(
            back.then(Assign("there", Binary(Operator.AT_LEAST, Column("person"), Number(0)), codes=(0, 1))),
            (),
        )
        listed = replace(counted, dimensions=(dimension("there", (0, 1)),))
        result = door_of(world, tmp_path / str(ill), policy=PLAIN).answer(listed, ASKER)
        assert isinstance(result, SafeTable)
        found.append(labels_of(result))
    assert found == [["0"], ["0"]]


def test_small_groups_have_no_values(tmp_path) -> None:
    """Of groups of 5, 15 and 50 persons two have a mean; nine persons would be too few."""
    sizes = {1: 5, 2: 15, 3: 50, 4: 9}
    group = [number for number, size in sizes.items() for _ in range(size)]
    world = (
        World.of(len(group))
        .add("group", group, codes=tuple(sizes))
        .add("x", [unit % 5 for unit in range(len(group))])
    )
    groups = start(
        GroupRoot(world.dataset("group", "x"), "group", (Aggregate(Statistic.MEAN, "x", "value"),), 10)
    )
    back = world.dataset("group", "x").then(Join(groups, ("value",), "group"))
    known = back.then(Assign("known", Binary(Operator.AT_LEAST, Column("value"), Number(0)), codes=(0, 1)))
    result = by_label(
        table_of(door_of(world, tmp_path, policy=PLAIN), Table(known, (dimension("known", (0, 1)),)))
    )
    assert {key: value.text for (key,), value in result.items()} == {"0": "14", "1": "65", None: "79"}


@pytest.mark.parametrize("statistic", [Statistic.MIN, Statistic.MAX])
def test_extremes_of_groups_are_refused(tmp_path, statistic) -> None:
    world = town()
    back = merged(world, collapsed(world.dataset("district", "x"), statistic, "x"))
    result = door_of(world, tmp_path).answer(Table(back, (dimension("district", range(DISTRICTS)),)), ASKER)
    assert isinstance(result, Refusal)
    assert result.rule == "collapse.extremes"


def test_groups_by_an_identifier_are_refused(tmp_path) -> None:
    world = town().add("school", [unit % 3 for unit in range(600)], kind=ValueType.IDENTIFIER)
    groups = collapsed(world.dataset("school", "x"), Statistic.MEAN, "x", "school")
    with pytest.raises(QueryError):
        Summary(groups, ("value",))
    copied = world.dataset("school", "x").then(Join(groups, ("value",), "school"))
    result = door_of(world, tmp_path).answer(Summary(copied, ("value",)), ASKER)
    assert isinstance(result, Refusal)
    assert result.rule == "collapse.identifier"


def test_the_population_of_a_source_has_the_same_floor(tmp_path) -> None:
    """A source of 250 persons is refused like a table of 250, though what comes out is about all 600."""
    world = town()
    few = world.dataset("district", "x", "person").then(
        Keep(Binary(Operator.LESS, Column("person"), Number(250)))
    )
    policy = policy_of(population_small=300)
    for source in (collapsed(few, Statistic.MEAN, "x"), few.then(Assign("value", Column("x")))):
        key = "district" if isinstance(source.root, GroupRoot) else None
        back = world.dataset("district", "x").then(Join(source, ("value",), key))
        table = Table(back, (dimension("district", range(DISTRICTS)),))
        result = door_of(world, tmp_path / str(key), policy=policy).answer(table, ASKER)
        assert isinstance(result, Refusal)
        assert (result.rule, dict(result.parameters)) == ("population.floor", {"floor": 300})


def test_conditions_of_a_source_without_effect_are_left_out(tmp_path) -> None:
    """A source without one person gives the groups of the source with her (her district would have 4.59)."""
    world, answers = town(), []
    for number, unit in enumerate((-1, 7)):
        source = world.dataset("district", "x", "person").then(
            Keep(Binary(Operator.UNEQUAL, Column("person"), Number(unit)))
        )
        groups = collapsed(source, Statistic.MEAN, "x")
        answers.append(
            summary_of(door_of(world, tmp_path / str(number), policy=PLAIN), Summary(groups, ("value",)))
        )
    assert answers[0] == answers[1]
    assert answers[0]["value"]["mean"].text == "4.500"


def test_texts_are_counted_too(tmp_path) -> None:
    world = town().add(
        "word", [None if unit % 12 == 3 else "a" for unit in range(600)], kind=ValueType.STRING
    )
    groups = collapsed(world.dataset("district", "word"), Statistic.COUNT, "word")
    found = summary_of(door_of(world, tmp_path, policy=PLAIN), Summary(groups, ("value",)))["value"]
    assert (found["count"].text, found["mean"].text) == ("11", "50.00")


def test_more_groups_than_cells_are_refused(tmp_path) -> None:
    policy = replace(PLAIN, tables=replace(PLAIN.tables, cells=11))
    world = town()
    groups = collapsed(world.dataset("district", "x"), Statistic.MEAN, "x")
    result = door_of(world, tmp_path, policy=policy).answer(Summary(groups, ("value",)), ASKER)
    assert isinstance(result, Refusal)
    assert result.rule == "table.cells"


def test_many_groups_make_several_steps(tmp_path, monkeypatch) -> None:
    """Twelve groups, five to a step: every one gets its value, also those of the last step."""
    monkeypatch.setattr(groups_module, "BRANCHES", 5)
    world = town()
    groups = collapsed(world.dataset("district", "x"), Statistic.COUNT, "x")
    found = summary_of(door_of(world, tmp_path, policy=PLAIN), Summary(groups, ("value",)))["value"]
    assert (found["count"].text, found["mean"].text) == ("12", "50.00")
