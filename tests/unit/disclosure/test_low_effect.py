"""Conditions that make a difference to too few are left out (disclosure-rules.md section 3.4)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from door_factory import by_label, dimension, door_of, policy_of, table_of
from worlds import World

from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.results import Sign, to_plain
from folkekommune.query.dataset import Dataset
from folkekommune.query.expressions import Binary, Column, Expression, Not, Number, Operator
from folkekommune.query.outputs import Table
from folkekommune.query.steps import Keep

SIZE = 400
SEX = [1 + unit % 2 for unit in range(SIZE)]


def world_where(count: int) -> World:
    """Make a world where ``rare`` is 1 for as many persons, all of sex 2 as far as they go."""
    rare = [int(unit < count) for unit in range(SIZE)]
    return World.of(SIZE).add("sex", SEX, codes=(1, 2)).add("rare", rare, codes=(0, 1))


def is_(name: str, value: float) -> Expression:
    return Binary(Operator.EQUAL, Column(name), Number(value))


def answer(world: World, folder, *conditions: Expression, policy=None):
    dataset = world.dataset("sex", "rare")
    for condition in conditions:
        dataset = dataset.then(Keep(condition))
    return table_of(door_of(world, folder, policy=policy), tabulated(dataset))


def tabulated(dataset: Dataset) -> Table:
    return Table(dataset, (dimension("sex", (1, 2)),))


def note_codes(result) -> set[str]:
    return {note.code for note in result.protection.notes}


def test_nobody_and_seven_get_the_same_answer(tmp_path) -> None:
    """Whether 0 or 7 persons are left out by ``!(rare == 1)``, the bytes of the answer are the same."""
    answers = [
        to_plain(answer(world_where(count), tmp_path / str(count), Not(is_("rare", 1))))
        for count in (0, 1, 7)
    ]
    assert answers[0] == answers[1] == answers[2]
    assert {"code": "population.left-out", "parameters": []} in answers[0]["protection"]["notes"]


def test_the_answer_is_that_of_the_query_without_the_condition(tmp_path) -> None:
    world = world_where(5)
    plain = by_label(answer(world, tmp_path / "a"))
    assert by_label(answer(world, tmp_path / "b", Not(is_("rare", 1)))) == plain


def test_a_condition_with_effect_is_kept_and_nothing_is_said(tmp_path) -> None:
    result = answer(world_where(100), tmp_path, Not(is_("rare", 1)))
    assert "population.left-out" not in note_codes(result)
    assert abs(int(by_label(result)["1",].text) - 150) <= 6


@pytest.mark.parametrize("count", [8, 9, 10, 11])
def test_near_the_limit_the_rule_is_blurred_but_sticky(tmp_path, count) -> None:
    """Every world draws its limit within 8..12, so both happen; the same world always decides alike."""
    decisions = set()
    for first in range(0, 120, 8):
        rare = [int(first <= unit < first + count) for unit in range(SIZE)]
        world = World.of(SIZE).add("sex", SEX, codes=(1, 2)).add("rare", rare, codes=(0, 1))
        told = [
            "population.left-out"
            in note_codes(answer(world, tmp_path / f"{count} {first} {turn}", Not(is_("rare", 1))))
            for turn in (0, 1)
        ]
        assert told[0] == told[1]
        decisions.add(told[0])
    assert decisions == {True, False}


def test_twelve_always_have_an_effect(tmp_path) -> None:
    for first in range(0, 120, 6):
        rare = [int(first <= unit < first + 12) for unit in range(SIZE)]
        world = World.of(SIZE).add("sex", SEX, codes=(1, 2)).add("rare", rare, codes=(0, 1))
        assert "population.left-out" not in note_codes(
            answer(world, tmp_path / str(first), Not(is_("rare", 1)))
        )


def test_several_low_effect_conditions_are_left_out_one_by_one(tmp_path) -> None:
    """Each leaves out few, the two together few enough still: in the end neither is left."""
    world = world_where(6)
    plain = by_label(answer(world, tmp_path / "a"))
    assert by_label(answer(world, tmp_path / "b", is_("rare", 0), Not(is_("rare", 1)))) == plain


def test_two_conditions_that_overlap_do_not_both_go(tmp_path) -> None:
    """Each alone makes no difference beside the other, but leaving out both would add a hundred."""
    world = world_where(100)
    result = by_label(answer(world, tmp_path, is_("rare", 0), Not(is_("rare", 1))))
    assert abs(int(result["1",].text) - 150) <= 6


def test_a_coordinate_is_a_condition_too(tmp_path) -> None:
    """Of those with ``rare`` all but 3 have sex 2: the row is that of all with ``rare``, and says so."""
    rare = [int(unit % 4 == 1 or unit in {0, 2, 4}) for unit in range(SIZE)]
    world = World.of(SIZE).add("sex", SEX, codes=(1, 2)).add("rare", rare, codes=(0, 1))
    dataset = world.dataset("sex", "rare").then(Keep(is_("rare", 1)))
    cells = by_label(table_of(door_of(world, tmp_path), tabulated(dataset)))
    total = table_of(door_of(world, tmp_path / "x"), Table(dataset, (dimension("rare", (0, 1)),)))
    assert cells["2",].sign is Sign.NEARLY_ALL
    assert abs(int(cells["2",].text) - 103) <= 6
    assert cells["2",].text == by_label(total)["1",].text


def test_without_the_rule_every_condition_counts(tmp_path) -> None:
    policy = replace(policy_of(population_small=1), switched_off=frozenset({"low_effect"}))
    world = world_where(5)
    with_rule = by_label(answer(world, tmp_path / "a", Not(is_("rare", 1))))
    without = answer(world, tmp_path / "b", Not(is_("rare", 1)), policy=policy)
    assert "population.left-out" not in note_codes(without)
    assert by_label(without) != with_rule
    assert without.protection.policy == f"{load_policy().label} without low_effect"
