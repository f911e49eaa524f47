"""Every condition is one bit, keyed where the root cannot tell it (disclosure-rules.md section 2)."""

import pytest
from query_words import col, kept, node, op, persons

from folkekommune.catalogue.model import ValueType
from folkekommune.query.dataset import MAXIMUM_CONDITIONS, Aggregate, GroupRoot, Join, Statistic, start
from folkekommune.query.expressions import IsMissing, Missing, Not
from folkekommune.query.steps import Assign, Keep, Rename, Select
from folkekommune.query.typing import QueryError

TYPES = {"a": ValueType.INTEGER, "b": ValueType.DECIMAL}


def keyed(dataset):
    return [condition.keyed for condition in dataset.conditions]


def test_the_first_import_and_every_keep_set_one_bit_each():
    dataset = persons(**TYPES)
    assert len(dataset.conditions) == 1
    assert len(kept(dataset, op(op(col("a"), "==", 1), "&", op(col("b"), ">", 2))).conditions) == 3


def test_deriving_naming_and_choosing_variables_set_no_bit():
    dataset = persons(**TYPES)
    for step in (
        Assign("c", node(1), op(col("a"), "==", 1)),
        Assign("a", Missing(), op(col("b"), "==", 1)),
        Rename("b", "d"),
        Select(("a", "c")),
    ):
        dataset = dataset.then(step)
    assert len(dataset.conditions) == 1


def test_conditions_on_the_persons_own_values_are_known_by_their_people():
    derived = persons(**TYPES).then(Assign("c", op(col("a"), "+", 1)))
    assert keyed(kept(derived, op(col("c"), "==", 2))) == [False, False]


def collapsed(dataset, statistic=Statistic.MEAN):
    return start(GroupRoot(dataset, "a", (Aggregate(statistic, "b", "m"),)))


def test_a_condition_on_a_merged_value_is_keyed_and_so_is_what_derives_from_it():
    dataset = persons(**TYPES).then(Join(collapsed(persons(**TYPES)), ("m",), "a"))
    assert keyed(dataset) == [False]
    dataset = kept(dataset, op(col("m"), ">", 1))
    dataset = dataset.then(Assign("c", op(col("m"), "*", 2))).then(Assign("d", node(1), op(col("c"), ">", 1)))
    dataset = kept(dataset, op(op(col("d"), "==", 1), "&", Not(IsMissing(col("c")))))
    assert keyed(dataset) == [False, True, True, True]


def test_replacing_some_values_of_a_merged_variable_leaves_it_keyed():
    dataset = persons(**TYPES).then(Join(collapsed(persons(**TYPES)), ("m",), "a"))
    some = dataset.then(Assign("m", node(1), op(col("a"), "==", 1)))
    all_of_them = dataset.then(Assign("m", node(1)))
    assert [some.columns["m"].aggregated, all_of_them.columns["m"].aggregated] == [True, False]


def test_a_variable_of_other_persons_is_keyed_too():
    """Which of them are live is a condition of another data set."""
    source = kept(persons(**TYPES), op(col("b"), ">", 3)).then(Rename("b", "c"))
    dataset = persons(**TYPES).then(Join(source, ("c",), None))
    assert keyed(kept(dataset, op(col("c"), ">", 1))) == [False, True]


def test_groups_have_no_conditions_and_their_aggregates_are_keyed():
    groups = collapsed(kept(persons(**TYPES), op(col("a"), ">", 1)))
    assert groups.conditions == ()
    assert not groups.persons
    assert keyed(kept(groups, op(op(col("a"), ">", 1), "&", op(col("m"), ">", 1)))) == [False, True]


def test_a_data_set_has_sixty_conditions_at_most():
    dataset = persons(**TYPES)
    while len(dataset.conditions) < MAXIMUM_CONDITIONS:
        dataset = dataset.then(Keep(op(col("a"), "!=", len(dataset.conditions))))
    with pytest.raises(QueryError) as caught:
        dataset.then(Keep(op(col("a"), "!=", 0)))
    assert caught.value.code == "query.too-many-conditions"
    assert len(dataset.then(Assign("c", node(1))).conditions) == 60


def test_two_data_sets_are_equal_when_root_and_steps_are():
    one, other = (kept(persons(**TYPES), op(col("a"), ">", 1)) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    assert one.identity == other.identity
    assert kept(one, op(col("a"), ">", 2)) != other


def test_what_is_left_out_is_part_of_the_identity_and_not_of_the_canonical_form():
    """The low-effect rule decides by data; what was asked stays the same."""

    def groups(*ignored):
        root = GroupRoot(persons(**TYPES), "a", (Aggregate(Statistic.MEAN, "b", "m"),), 1, frozenset(ignored))
        return start(root)

    assert groups().identity != groups(0).identity
    assert groups().canonical == groups(0).canonical
    joined = [persons(**TYPES).then(Join(groups(), ("m",), "a", frozenset(left))) for left in ((), (0,))]
    assert joined[0].identity != joined[1].identity
    assert joined[0].canonical == joined[1].canonical
