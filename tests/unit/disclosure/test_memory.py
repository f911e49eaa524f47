"""The audit of differences: of nearly the same people nearly nothing new is said (section 7)."""

from __future__ import annotations

import numpy as np
import pytest
from door_factory import by_label, dimension, door_of, policy_of, table_of
from hypothesis import given
from hypothesis import strategies as st
from worlds import World

from folkekommune.disclosure.audit import Audit
from folkekommune.disclosure.evidence import People
from folkekommune.disclosure.memory import Memory
from folkekommune.disclosure.nearness import Group, Nearness
from folkekommune.disclosure.noise import NoiseKey
from folkekommune.query.expressions import Binary, Column, IsMissing, Not, Number, Operator
from folkekommune.query.outputs import Table
from folkekommune.query.steps import Assign, Keep

EXACT = Nearness(10, 0, NoiseKey(b"key"))


def people(members: set[int]) -> People:
    """Describe persons; person i has bit i mod 64."""
    sketch = fingerprint = 0
    for member in members:
        sketch ^= 1 << member % 64
        fingerprint ^= hash((member, "person")) % 2**64
    return People(len(members), fingerprint, sketch)


HUNDRED = set(range(100))


def remembered(*groups: tuple[set[int], int]) -> Memory:
    memory = Memory()
    for number, (members, said) in enumerate(groups):
        memory.add(Group.of(people(members), (number,), said))
    return memory


def said_of(members: set[int], memory: Memory, conditions: tuple[int, ...] = (99,)) -> int | None:
    found = memory.near(Group.of(people(members), conditions, 0), EXACT)
    return None if found is None else found.said


def test_nearly_the_same_people_get_what_was_said_first() -> None:
    memory = remembered((HUNDRED, 103), (HUNDRED - {1}, 98))
    assert said_of(HUNDRED - {1}, memory) == 103
    assert said_of(HUNDRED | {200, 201}, memory) == 103


def test_the_same_people_in_other_conditions_too() -> None:
    """Else whether two wordings agree would tell whether the person between them is there."""
    assert said_of(HUNDRED, remembered((HUNDRED, 103))) == 103


def test_the_same_conditions_are_left_to_their_own_draw() -> None:
    assert said_of(HUNDRED, remembered((HUNDRED, 103)), conditions=(0,)) is None


@pytest.mark.parametrize(
    "others",
    [
        set(range(10, 100)),  # ten fewer
        set(range(110)),  # ten more
        set(range(5, 105)),  # five gone, five come
        set(range(200, 300)),  # nobody in common
    ],
)
def test_people_who_differ_by_the_limit_are_others(others: set[int]) -> None:
    assert said_of(others, remembered((HUNDRED, 103))) is None


@pytest.mark.parametrize("others", [set(range(9, 100)), set(range(109)), set(range(4, 104))])
def test_people_who_differ_by_fewer_are_not(others: set[int]) -> None:
    assert said_of(others, remembered((HUNDRED, 103))) == 103


def test_those_of_one_bit_who_come_and_go_are_not_seen_to_differ() -> None:
    """A sketch errs to the side of repeating what was said: persons 0 to 4 and 64 to 68 share bits."""
    first = set(range(60))
    others = first - set(range(5)) | set(range(64, 69))
    assert said_of(others, remembered((first, 61))) == 61


def test_two_small_groups_are_not_one_because_they_are_small() -> None:
    memory = remembered(({1, 2, 3, 4}, 5))
    assert said_of({5, 6, 7, 8}, memory) is None
    assert said_of({1, 2, 3, 4, 5}, memory) == 5


def test_the_oldest_counts_however_many_came_after() -> None:
    rng = np.random.default_rng(3)
    memory = remembered((HUNDRED, 103))
    for number in range(9000):
        chosen = People(int(rng.integers(50, 150)), number, int(rng.integers(0, 2**63)))
        memory.add(Group.of(chosen, (1, number), 7))
    memory.add(Group.of(people(HUNDRED - {1}), (5,), 42))
    assert len(memory) == 9002
    assert said_of(HUNDRED - {1, 2}, memory) == 103


def test_what_takes_the_value_of_another_is_not_a_new_start() -> None:
    """Step by step one could otherwise walk away from what was said first, unseen."""
    audit = Audit(Memory(), EXACT, 3)
    assert audit.settle(people(HUNDRED), (1,), 103) == 103
    assert audit.settle(people(HUNDRED - set(range(6))), (2,), 95) == 103
    assert audit.settle(people(HUNDRED - set(range(12))), (3,), 90) == 90
    assert [group.said for group in audit.groups] == [103, 90]


def town(has_it: bool) -> World:
    """Make a town of 600 where person 7 has the trait, or has not."""
    rng = np.random.default_rng(8)
    trait = (rng.random(600) < 0.3).astype(int)
    trait[7] = has_it
    world = World.of(600).add("trait", trait.tolist(), codes=(0, 1)).add("person", list(range(600)))
    return world.add("place", [unit % 3 for unit in range(600)], codes=(0, 1, 2))


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_leaving_one_out_says_the_same_whether_she_has_the_trait_or_not(tmp_path, order) -> None:
    """A derived variable that is the trait but for her; its tables are asked for in either order."""
    transcripts = []
    for has_it in (True, False):
        world = town(has_it)
        dataset = world.dataset("trait", "person", "place")
        she = Binary(Operator.EQUAL, Column("person"), Number(7))
        other = dataset.then(Assign("other", Column("trait"), codes=(0, 1)))
        other = other.then(Assign("other", Number(0), where=she, codes=(0, 1)))
        tables = [
            Table(other, (dimension(name, (0, 1)), dimension("place", (0, 1, 2))))
            for name in ("trait", "other")
        ]
        door = door_of(world, tmp_path / str(has_it), policy=policy_of(population_small=1))
        said = {place: by_label(table_of(door, tables[place])) for place in order}
        transcripts.append([value.text for value in said[order[1]].values()])
        assert [v.text for v in said[0].values()] == [v.text for v in said[1].values()]
    assert len(transcripts) == 2


def test_a_question_that_has_little_to_do_with_another_is_not_touched(tmp_path) -> None:
    world = town(has_it=True)
    dataset = world.dataset("trait", "person", "place")
    half = dataset.then(Keep(Binary(Operator.LESS, Column("person"), Number(300))))
    all_ = dataset.then(Keep(Not(IsMissing(Column("person")))))
    door = door_of(world, tmp_path, policy=policy_of(population_small=1))
    alone = door_of(world, tmp_path / "alone", policy=policy_of(population_small=1))
    table_of(door, Table(all_, (dimension("trait", (0, 1)),)))
    wanted = Table(half, (dimension("trait", (0, 1)),))
    assert by_label(table_of(door, wanted)) == by_label(table_of(alone, wanted))


@given(
    sets=st.lists(st.tuples(st.integers(0, 40), st.integers(5, 60), st.integers(0, 3)), max_size=40),
    before=st.integers(0, 40),
)
def test_groups_settled_at_once_are_told_what_each_would_be_told_in_turn(
    sets: list[tuple[int, int, int]], before: int
) -> None:
    """Groups of a table are mostly near to nothing; those that are near another must not slip through."""
    asked = [
        (people(set(range(first, first + size))), (conditions,), 1000 + number)
        for number, (first, size, conditions) in enumerate(sets)
    ]
    known, new = asked[:before], asked[before:]
    memory = Memory()
    for group, conditions, said in known:
        memory.add(Group.of(group, (*conditions, 0), said))
    together, in_turn = Audit(memory, EXACT, least=6), Audit(memory, EXACT, least=6)
    assert together.settle_all(new) == [in_turn.settle(*each) for each in new]
    assert together.repeated == in_turn.repeated
    assert together.groups == in_turn.groups
