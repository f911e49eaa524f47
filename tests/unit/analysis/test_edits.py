"""The row-edit rule: very few are none, nearly all are all, and no message tells which."""

from __future__ import annotations

import pytest
from door_factory import by_label, dimension, door_of, policy_of, table_of
from worlds import World

from folkekommune.query.dataset import Dataset
from folkekommune.query.expressions import Binary, Branch, Choose, Column, Missing, Number, Operator
from folkekommune.query.outputs import Table
from folkekommune.query.steps import Assign

PEOPLE = 600


def town() -> World:
    return World.of(PEOPLE).add("person", list(range(PEOPLE))).add("x", [1] * PEOPLE, codes=(0, 1))


def below(number: int) -> Binary:
    return Binary(Operator.LESS, Column("person"), Number(number))


def counted(world: World, dataset: Dataset, folder, name: str = "x") -> tuple[dict, set[str]]:
    exact = policy_of(population_small=1)
    table = table_of(door_of(world, folder, policy=exact), Table(dataset, (dimension(name, (0, 1)),)))
    found = {key: value.text for (key,), value in by_label(table).items()}
    return found, {note.code for note in table.protection.notes}


def edited(world: World, where: Binary) -> Dataset:
    return world.dataset("person", "x").then(Assign("x", Number(0), where=where, codes=(0, 1)))


@pytest.mark.parametrize("touched", [0, 1, 7])
def test_an_edit_of_very_few_is_none_and_none_is_told_the_same(tmp_path, touched: int) -> None:
    world = town()
    plain, _ = counted(world, world.dataset("person", "x"), tmp_path / "plain")
    found, notes = counted(world, edited(world, below(touched)), tmp_path / "edited")
    assert found == plain
    assert "population.left-out" in notes


def test_an_edit_of_nearly_all_is_one_of_all(tmp_path) -> None:
    world = town()
    all_, _ = counted(
        world, world.dataset("person", "x").then(Assign("x", Number(0), codes=(0, 1))), tmp_path
    )
    found, notes = counted(world, edited(world, below(PEOPLE - 4)), tmp_path / "nearly")
    assert found == all_
    assert "population.left-out" in notes


def test_an_edit_of_some_is_as_it_is_written(tmp_path) -> None:
    world = town()
    found, notes = counted(world, edited(world, below(200)), tmp_path)
    assert abs(int(found["0"]) - 200) <= 6
    assert abs(int(found["1"]) - 400) <= 6
    assert "population.left-out" not in notes


def test_what_counts_is_who_is_changed_not_who_is_named(tmp_path) -> None:
    """Everybody is given the value they have, but for five."""
    world = town()
    value = Choose((Branch(below(5), Number(0)),), Column("x"))
    dataset = world.dataset("person", "x").then(Assign("x", value, codes=(0, 1)))
    found, notes = counted(world, dataset, tmp_path)
    assert "population.left-out" in notes
    assert found["0"] is None if "0" in found else True
    assert abs(int(found["1"]) - PEOPLE) <= 6


def test_a_new_variable_of_very_few_is_missing_for_all(tmp_path) -> None:
    world = town()
    dataset = world.dataset("person", "x").then(Assign("new", Number(1), where=below(6), codes=(0, 1)))
    later = dataset.then(
        Assign("new", Number(0), where=Binary(Operator.AT_LEAST, Column("person"), Number(6)))
    )
    found, notes = counted(world, later.then(Assign("new", Column("new"), codes=(0, 1))), tmp_path, "new")
    assert "population.left-out" in notes
    assert "1" not in found


def test_missing_values_given_back_to_very_few_stay_missing(tmp_path) -> None:
    world = town()
    gone = world.dataset("person", "x").then(Assign("x", Missing(), where=below(300), codes=(0, 1)))
    back = gone.then(Assign("x", Number(1), where=below(4), codes=(0, 1)))
    assert counted(world, back, tmp_path)[0] == counted(world, gone, tmp_path / "gone")[0]


def test_many_edits_are_judged_in_several_requests(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("folkekommune.analysis.edits._AT_A_TIME", 4)
    world = town()
    dataset = world.dataset("person", "x")
    for number in range(6):
        dataset = dataset.then(Assign("x", Number(number % 2), where=below(100 * (6 - number)), codes=(0, 1)))
    found, _ = counted(world, dataset, tmp_path)
    # Each edit leaves a hundred people to the one before it: half of the people end at 0, half at 1.
    assert abs(int(found["0"]) - 300) <= 6
    assert abs(int(found["1"]) - 300) <= 6
