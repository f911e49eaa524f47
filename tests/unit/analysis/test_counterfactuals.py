"""A mixture of variables tells nothing that rests on one person's value of one of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from door_factory import by_label, dimension, door_of, policy_of, table_of
from worlds import World

from folkekommune.analysis.counterfactuals import counterfactuals
from folkekommune.query.dataset import Aggregate, Dataset, GroupRoot, Join, PanelRoot, Statistic, start
from folkekommune.query.expressions import (
    Binary,
    Call,
    Column,
    Expression,
    IsMissing,
    Not,
    Number,
    Operator,
    Text,
)
from folkekommune.query.outputs import MeanInterval, Measure, Normality, Summary, Table
from folkekommune.query.steps import Assign, Copy, Keep, Rename

HALF = Binary(Operator.EQUAL, Column("half"), Number(1))
HER = Binary(Operator.EQUAL, Column("person"), Number(7))
ILL = Binary(Operator.EQUAL, Column("ill"), Number(1))


def either(left: Expression, right: Expression) -> Expression:
    return Binary(Operator.OR, left, right)


def both(left: Expression, right: Expression) -> Expression:
    return Binary(Operator.AND, left, right)


def world(*, ill: int) -> World:
    """Three hundred persons, of whom the seventh is ill or not."""
    values = [1 if person % 11 == 3 else 0 for person in range(300)]
    values[7] = ill
    made = World.of(300).add("person", list(range(300))).add("half", [person % 2 for person in range(300)])
    return made.add("ill", values, codes=(0, 1)).add(
        "place", [person % 3 for person in range(300)], codes=(0, 1, 2)
    )


def filled(data: Dataset) -> Dataset:
    """Make the half without her, and her if she is ill."""
    return data.then(Assign("group", either(both(HALF, Not(HER)), both(HER, ILL))))


@pytest.mark.parametrize("as_condition", [False, True])
def test_a_filling_of_known_size_gives_the_same_answer_in_both_worlds(
    tmp_path: Path, *, as_condition: bool
) -> None:
    answers = []
    for ill in (0, 1):
        made = world(ill=ill)
        data = made.dataset("person", "half", "ill", "place")
        asked = dimension("place", (0, 1, 2))
        if as_condition:
            data = data.then(Keep(either(both(HALF, Not(HER)), both(HER, ILL))))
        else:
            data, asked = filled(data), dimension("group", (0, 1))
        door = door_of(made, tmp_path / str(ill), policy=policy_of(population=1, population_small=1))
        cells = by_label(table_of(door, Table(data, (asked,))))
        answers.append(cells if as_condition else cells["1",])
    assert answers[0] == answers[1]


def edited(data: Dataset) -> Dataset:
    """Make the same group by edits that read one variable each."""
    hers = data.then(Assign("hers", Number(0))).then(Assign("hers", Number(1), where=ILL))
    hers = hers.then(Assign("hers", Number(0), where=Not(HER)))
    group = hers.then(Assign("group", Number(0))).then(Assign("group", Number(1), where=HALF))
    group = group.then(Assign("group", Number(0), where=HER))
    return group.then(Assign("group", Number(1), where=Binary(Operator.EQUAL, Column("hers"), Number(1))))


def test_a_filling_made_by_edits_gives_the_same_answer_in_both_worlds(tmp_path: Path) -> None:
    answers = []
    for ill in (0, 1):
        made = world(ill=ill)
        data = edited(made.dataset("person", "half", "ill"))
        door = door_of(made, tmp_path / str(ill), policy=policy_of(population=1, population_small=1))
        answers.append(by_label(table_of(door, Table(data, (dimension("group", (0, 1)),))))["1",])
    assert answers[0] == answers[1]


def test_a_filling_around_two_marks_that_she_alone_has_gives_the_same_answer_in_both_worlds(
    tmp_path: Path,
) -> None:
    """Without one of the marks it would be about her and five others; without both it is the half."""
    answers = []
    for ill in (0, 1):
        made = world(ill=ill)
        data = made.dataset("person", "half", "ill", "place")
        for name, first in (("one", 0), ("two", 5)):
            known = [7, *(8 + each for each in range(first, first + 5))]
            data = data.then(Assign(name, Call("inlist", (Column("person"), *map(Number, known)))))
        hers = both(*(Binary(Operator.EQUAL, Column(name), Number(1)) for name in ("one", "two")))
        data = data.then(Assign("group", either(both(HALF, Not(hers)), both(hers, ILL))))
        door = door_of(made, tmp_path / str(ill), policy=policy_of(population=1, population_small=1))
        answers.append(by_label(table_of(door, Table(data, (dimension("group", (0, 1)),))))["1",])
    assert answers[0] == answers[1]


def test_a_grouping_by_edits_of_one_variable_is_asked_once() -> None:
    data = world(ill=1).dataset("person").then(Assign("old", Number(0)))
    for limit in (100, 200):
        older = Binary(Operator.MORE, Column("person"), Number(limit))
        data = data.then(Assign("old", Number(limit), where=older))
    assert list(counterfactuals(Table(data, (dimension("old", (0, 100, 200)),)))) == []


def test_each_variable_of_a_mixture_is_put_to_yes_and_to_no() -> None:
    data = filled(world(ill=1).dataset("person", "half", "ill"))
    found = {
        each.dataset.steps[-1].value for each in counterfactuals(Table(data, (dimension("group", (0, 1)),)))
    }
    yes, no = Number(1), Number(0)
    assert found == {
        either(both(yes, Not(HER)), both(HER, ILL)),
        either(both(no, Not(HER)), both(HER, ILL)),
        either(both(HALF, Not(yes)), both(yes, ILL)),
        either(both(HALF, Not(no)), both(no, ILL)),
        either(both(HALF, Not(HER)), both(HER, yes)),
        either(both(HALF, Not(HER)), both(HER, no)),
    }


def test_functions_arithmetic_and_missing_are_put_to_yes_and_to_no_too() -> None:
    data = world(ill=1).dataset("person", "half", "ill")
    mixtures = (
        Binary(Operator.MULTIPLY, Column("half"), Column("ill")),
        both(Call("inlist", (Column("half"), Number(1))), ILL),
        either(IsMissing(Column("half")), ILL),
    )
    for mixture in mixtures:
        output = Table(data.then(Assign("mixed", mixture)), (dimension("mixed", (0, 1)),))
        assert len(list(counterfactuals(output))) == 4


def test_texts_that_are_put_together_become_empty_ones() -> None:
    made = world(ill=1).add("name", ["a", "b", "c"] * 100)
    data = made.dataset("person", "half", "name")
    loud = Call("upper", (Column("name"),))
    joined = Call("rowconcat", (loud, Call("string", (Column("half"),))))
    found = list(
        counterfactuals(Table(data.then(Assign("both", joined)), (dimension("both", ("A1", "B0")),)))
    )
    empty = Call("rowconcat", (Call("upper", (Text(""),)), joined.arguments[1]))
    assert [each.dataset.steps[-1].value == empty for each in found].count(True) == 1
    # Neither yes nor no is told of a text: there is one such question, and two about the other variable.
    assert len(found) == 3


def test_every_kind_of_output_is_asked_about() -> None:
    data = filled(world(ill=1).dataset("person", "half", "ill"))
    for output in (Summary(data, ("group",)), MeanInterval(data, ("group",)), Normality(data, ("group",))):
        assert len(list(counterfactuals(output))) == 6


def test_what_rests_on_one_variable_is_asked_once() -> None:
    data = world(ill=1).dataset("person", "half", "ill").then(Keep(ILL)).then(Assign("young", HER))
    assert list(counterfactuals(Table(data, (dimension("young", (0, 1)),)))) == []


def test_a_mixture_that_the_question_does_not_rest_on_costs_nothing() -> None:
    data = filled(world(ill=1).dataset("person", "half", "ill", "place"))
    asked = Table(data, (dimension("place", (0, 1, 2)),))
    assert list(counterfactuals(asked)) == []
    used = data.then(Copy("group", "members")).then(Rename("members", "them"))
    kept = used.then(Keep(Binary(Operator.EQUAL, Column("them"), Number(1))))
    assert len(list(counterfactuals(Table(kept, (dimension("place", (0, 1, 2)),))))) == 6


def test_a_mixture_that_is_written_over_costs_nothing() -> None:
    data = filled(world(ill=1).dataset("person", "half", "ill")).then(Assign("group", Column("half")))
    assert list(counterfactuals(Table(data, (dimension("group", (0, 1)),)))) == []


def test_questions_that_come_to_the_same_are_asked_once() -> None:
    data = world(ill=1).dataset("half", "ill")
    twice = data.then(Assign("one", both(HALF, ILL))).then(Assign("group", Column("one")))
    again = twice.then(Assign("one", both(HALF, ILL))).then(
        Keep(Binary(Operator.LESS, Column("one"), Number(2)))
    )
    found = [each.canonical for each in counterfactuals(Table(again, (dimension("group", (0, 1)),)))]
    assert len(found) == len(set(found)) == 8


def test_a_mixture_of_a_panel_is_asked_about_too() -> None:
    source = world(ill=1).dataset("person", "half", "ill")
    panel = start(PanelRoot(source, (1, 2), (("group", ("half", "half")),), ("person", "half", "ill")))
    mixed = panel.then(Keep(either(both(HALF, Not(HER)), both(HER, ILL))))
    assert len(list(counterfactuals(Table(mixed, (dimension("group", (0, 1)),))))) == 6


@pytest.mark.parametrize("collapsed", [False, True])
def test_a_mixture_that_is_added_up_is_asked_about_in_silence_where_no_stand_in_is(
    *, collapsed: bool
) -> None:
    """Stand-ins are for persons; a mean over groups has none, and keeps its plain questions."""

    def means(name: str) -> Dataset:
        return start(GroupRoot(data, "place", (Aggregate(Statistic.MEAN, name, name),), floor=10))

    data = world(ill=0).dataset("half", "ill", "place")
    source = means("half").then(Join(means("ill"), ("ill",), "place")) if collapsed else data
    mixture = source.then(Assign("group", both(HALF, ILL)))
    asked = Table(mixture, (dimension("place", (0, 1, 2)),), (Measure.MEAN,), value="group")
    # Two variables, and each comparison taken as true and as false.
    assert len(counterfactuals(asked)) == (4 if collapsed else 0)
