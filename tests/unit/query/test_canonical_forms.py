"""What means the same has one canonical form; what may differ for some row has its own."""

import pytest
from query_words import BANK, call, col, kept, node, op, persons

from folkekommune.catalogue.model import ValueType
from folkekommune.query.canonical import canonical, digest
from folkekommune.query.dataset import Aggregate, GroupRoot, Join, PersonRoot, Statistic, start
from folkekommune.query.expressions import Branch, Choose, Missing, Negative, Not, Number, Text
from folkekommune.query.steps import Assign, Keep, Rename, Select

COLUMNS = {name: digest(name) for name in "abc"}
A, B, C = col("a"), col("b"), col("c")

SAME = [
    (node(1), Number(1.0)),
    (node(0.0), node(-0.0)),
    (Negative(node(1)), node(-1)),
    (node(float("inf")), Missing()),
    (op(A, "+", B), op(B, "+", A)),
    (op(A, "*", B), op(B, "*", A)),
    (op(A, "==", 1), op(1, "==", A)),
    (op(A, "!=", B), op(B, "!=", A)),
    (op(A, "<", 1), op(1, ">", A)),
    (op(A, ">=", B), op(B, "<=", A)),
    (op(A, "&", B), op(B, "&", A)),
    (op(op(A, "|", B), "|", C), op(C, "|", op(B, "|", A))),
    (op(op(A, "&", B), "&", A), op(A, "&", B)),
    (call("inlist", A, 1, 2, 3), call("inlist", A, 3, 1, 2, 2)),
    (call("rowmax", A, B), call("rowmax", B, A)),
    (call("rowmissing", A, B, A), call("rowmissing", A, A, B)),
]

DIFFERENT = [
    (A, B),
    (node(1), node("1")),
    (node(0), Missing()),
    (op(A, "-", B), op(B, "-", A)),
    (op(A, "/", B), op(B, "/", A)),
    (op(op(A, "+", B), "+", C), op(A, "+", op(B, "+", C))),
    (op(A, "<", B), op(A, "<=", B)),
    (op(A, "<", B), op(B, "<", A)),
    (op(A, "!=", 1), Not(op(A, "==", 1))),
    (op(A, "&", A), A),
    (op(op(A, "&", B), "|", C), op(A, "&", op(B, "|", C))),
    (call("inlist", A, B), call("inlist", B, A)),
    (call("rowtotal", A, B, C), call("rowtotal", C, B, A)),
    (call("rowmissing", A, A), call("rowmissing", A)),
    (call("substr", A, 1, 2), call("substr", A, 2, 1)),
    (
        Choose((Branch(A, node(1)), Branch(B, node(2))), C),
        Choose((Branch(B, node(2)), Branch(A, node(1))), C),
    ),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_forms_that_mean_the_same_are_one(one, other):
    assert canonical(one, COLUMNS) == canonical(other, COLUMNS)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_forms_that_may_differ_are_two(one, other):
    assert canonical(one, COLUMNS) != canonical(other, COLUMNS)


def test_parts_cannot_be_moved_between_texts():
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("a") != digest("a", "")


def test_half_a_pair_of_surrogates_is_no_fault():
    """JSON can carry one into a script."""
    assert Text("a\ud800b").value == "a\ufffdb"
    assert Text("a😀\x00").value == "a😀\x00"
    assert canonical(Text("\ud800"), COLUMNS) != canonical(Text(""), COLUMNS)


TWO = {"a": ValueType.INTEGER, "b": ValueType.INTEGER}


def test_names_vanish():
    one = kept(persons(**TWO), op(col("a"), ">", 1))
    other = kept(persons(**TWO).then(Rename("a", "age")).then(Rename("b", "a")), op(col("age"), ">", 1))
    assert one.canonical == other.canonical
    assert one.columns["a"].canonical == other.columns["age"].canonical


def test_the_order_of_conditions_and_what_is_not_used_vanish():
    one = kept(kept(persons(**TWO), op(col("a"), ">", 1)), op(col("b"), "==", 2))
    unused = persons(**TWO).then(Assign("c", node(1)))
    other = kept(unused, op(op(2, "==", col("b")), "&", op(col("a"), ">", 1))).then(Select(("a",)))
    assert one.canonical == other.canonical


def test_a_condition_given_twice_is_one():
    once = kept(persons(**TWO), op(col("a"), ">", 1))
    assert kept(once, op(col("a"), ">", 1)).canonical == once.canonical


def test_the_grant_and_the_release_are_part_of_it_in_any_order():
    def of(*grant):
        return start(PersonRoot(BANK, grant)).canonical

    assert of("4601", "4624") == of("4624", "4601") == of("4601", "4624", "4601")
    assert of("4601") != of("4624") != of("4601", "4624")


def test_a_derived_value_is_known_by_how_it_came_to_be():
    one = persons(**TWO).then(Assign("c", op(col("a"), "+", 1)))
    other = persons(**TWO).then(Assign("x", op(1, "+", col("a")))).then(Rename("x", "y"))
    assert one.columns["c"].canonical == other.columns["y"].canonical
    somewhere = persons(**TWO).then(Assign("c", op(col("a"), "+", 1), op(col("b"), "==", 1)))
    assert somewhere.columns["c"].canonical != one.columns["c"].canonical


def test_replacing_depends_on_what_was_there():
    where = op(col("b"), "==", 1)
    of_a = persons(**TWO).then(Assign("a", node(9), where))
    of_new = persons(**TWO).then(Assign("c", node(9), where))
    everywhere = persons(**TWO).then(Assign("a", node(9)))
    forms = [of_a.columns["a"].canonical, of_new.columns["c"].canonical, everywhere.columns["a"].canonical]
    assert len(set(forms)) == 3


def collapsed(dataset, by, name):
    return start(GroupRoot(dataset, by, (Aggregate(Statistic.MEAN, "b", name),)))


def test_a_merge_is_known_by_its_source_and_key_not_by_their_names():
    def merged(key, name):
        target = persons(**TWO).then(Rename("a", key)) if key != "a" else persons(**TWO)
        return target.then(Join(collapsed(persons(**TWO), "a", name), (name,), key)).columns[name].canonical

    assert merged("a", "mean") == merged("kommune", "average")
    other_key = persons(**TWO).then(Join(collapsed(persons(**TWO), "a", "m"), ("m",), "b"))
    assert other_key.columns["m"].canonical != merged("a", "mean")


def test_the_same_collapse_of_other_people_is_another():
    all_of_them = collapsed(persons(**TWO), "a", "m")
    some = collapsed(kept(persons(**TWO), op(col("b"), ">", 1)), "a", "m")
    assert all_of_them.canonical != some.canonical
    assert all_of_them.columns["m"].canonical != some.columns["m"].canonical
    assert (
        all_of_them.then(Keep(op(col("m"), ">", 1))).canonical
        != some.then(Keep(op(col("m"), ">", 1))).canonical
    )
