"""What a budget counts: divisions of people that somebody makes up, not those of the catalogue."""

from __future__ import annotations

from dataclasses import replace

import pytest
from door_factory import dimension, door_of, policy_of
from worlds import World

from folkekommune.analysis.door import Asker
from folkekommune.analysis.made_up import made_up
from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.results import Refusal, SafeTable
from folkekommune.disclosure.watch import Watch
from folkekommune.keys import Keys
from folkekommune.query.dataset import Dataset
from folkekommune.query.expressions import Binary, Call, Column, Expression, Number, Operator
from folkekommune.query.outputs import Table
from folkekommune.query.steps import Assign, Keep, Rename

PEOPLE = 600


def town() -> World:
    world = World.of(PEOPLE).add("person", list(range(PEOPLE)))
    world.add("age", [unit % 20 for unit in range(PEOPLE)], codes=tuple(range(20)))
    return world.add("sex", [1 + unit % 2 for unit in range(PEOPLE)], codes=(1, 2))


def dataset() -> Dataset:
    return town().dataset("age", "sex", "person")


def below(name: str, number: int) -> Expression:
    return Binary(Operator.LESS, Column(name), Number(number))


def divided(found: Dataset, by: str) -> Table:
    return Table(found, (dimension(by, (0, 1)),))


def number_of(found: Dataset, by: str = "sex") -> int:
    return len(made_up(divided(found, by)))


YOUNG = Assign("young", below("age", 11), codes=(0, 1))
MIXED = Assign("mixed", Binary(Operator.MULTIPLY, below("age", 11), below("sex", 2)), codes=(0, 1))
SOME = Call("inlist", (Column("person"), Number(3), Number(7), Number(8)))
MARKED = Assign("marked", SOME, codes=(0, 1))


def test_a_variable_of_the_catalogue_costs_nothing() -> None:
    assert number_of(dataset()) == 0
    assert number_of(dataset().then(Rename("sex", "kjonn")), "kjonn") == 0


def test_grouping_the_few_codes_of_one_costs_nothing() -> None:
    assert number_of(dataset().then(YOUNG), "young") == 0


@pytest.mark.parametrize(("made", "name"), [(MIXED, "mixed"), (MARKED, "marked")])
def test_mixing_variables_or_marking_persons_costs_one(made: Assign, name: str) -> None:
    assert number_of(dataset().then(made), name) == 1


def test_what_is_derived_and_not_used_costs_nothing() -> None:
    assert number_of(dataset().then(MIXED).then(MARKED)) == 0


def test_an_edit_counts_like_what_it_edits() -> None:
    edited = dataset().then(Assign("young", Number(0), codes=(0, 1)))
    edited = edited.then(Assign("young", Number(1), where=below("age", 11), codes=(0, 1)))
    assert number_of(edited, "young") == 0
    assert number_of(edited.then(Assign("young", Number(1), where=SOME, codes=(0, 1))), "young") == 1


@pytest.mark.parametrize(
    ("condition", "cost"),
    [
        (below("age", 11), 0),
        (below("person", 500), 0),  # a threshold on one variable
        (SOME, 1),
        (Binary(Operator.OR, below("age", 5), below("person", 3)), 1),
    ],
)
def test_a_condition_costs_when_it_is_made_up(condition: Expression, cost: int) -> None:
    assert number_of(dataset().then(Keep(condition))) == cost


def test_the_door_refuses_one_more_and_answers_the_old_and_the_plain(tmp_path) -> None:
    world = town()
    budget = replace(load_policy().budget, made_up=2)
    policy = replace(policy_of(population_small=1), budget=budget)
    watch = Watch(tmp_path / "watch.sqlite", Keys(b"w" * 32))
    door = replace(door_of(world, tmp_path, policy=policy), watch=watch)

    def asked(last: int) -> object:
        value = Call("inlist", (Column("person"), *(Number(each) for each in range(last))))
        marked = world.dataset("age", "sex", "person").then(Assign("marked", value, codes=(0, 1)))
        return door.answer(divided(marked, "marked"), Asker("kari", "søvn"))

    first = asked(200)
    assert isinstance(first, SafeTable)
    assert isinstance(asked(300), SafeTable)
    refused = asked(400)
    assert isinstance(refused, Refusal)
    assert refused.rule == "budget.made-up"
    assert asked(200) == first
    plain = Table(world.dataset("age", "sex"), (dimension("sex", (1, 2)),))
    assert isinstance(door.answer(plain, Asker("kari", "søvn")), SafeTable)
