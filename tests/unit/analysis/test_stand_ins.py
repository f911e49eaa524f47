"""A sum over a cell tells nothing that rests on very few persons' value of one of the variables it mixes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from door_factory import by_label, dimension, door_of, policy_of, summary_of, table_of
from worlds import World

from folkekommune.analysis import stand_ins
from folkekommune.analysis.counterfactuals import counterfactuals
from folkekommune.analysis.stand_ins import with_stand_ins
from folkekommune.disclosure.results import SafeValue
from folkekommune.query.dataset import Dataset
from folkekommune.query.engine import Moment
from folkekommune.query.expressions import Binary, Call, Column, Expression, Not, Number, Operator
from folkekommune.query.outputs import Measure, Summary, Table
from folkekommune.query.steps import Assign, Copy, Keep, Rename, Select

OPEN = replace(policy_of(population=1, population_small=1), switched_off=frozenset({"row_edits"}))
UNDEFENDED = replace(OPEN, switched_off=frozenset({"row_edits", "counterfactuals"}))
HER, BESIDE = 7, 6


def world(value: float) -> World:
    """Three hundred persons in three places, with a number each; the seventh has one that is asked for."""
    values = [(37 * person) % 101 for person in range(300)]
    values[HER] = value
    persons = list(range(300))
    made = World.of(300).add("person", persons).add("half", [person % 2 for person in persons])
    made = made.add("value", values).add("rare", [int(person % 60 == 9) for person in persons])
    return made.add("place", [person % 3 for person in persons], codes=(0, 1, 2))


def times(*factors: Expression) -> Expression:
    product, *others = factors
    for each in others:
        product = Binary(Operator.MULTIPLY, product, each)
    return product


def among(*persons: int) -> Expression:
    return Call("inlist", (Column("person"), *(Number(person) for person in persons)))


def marked(data: Dataset) -> Dataset:
    """Mark a few persons twice; only she is marked by both."""
    first = [HER, *(HER + 3 * step for step in range(1, BESIDE))]
    second = [HER, *(HER + 3 * step for step in range(BESIDE, 2 * BESIDE))]
    return data.then(Assign("one", among(*first))).then(Assign("two", among(*second)))


def filled(data: Dataset) -> Dataset:
    """Make a variable that is her value for her, and for everybody else 100 or nothing."""
    both = times(Column("one"), Column("two"))
    known = times(Number(100), Column("half"), Binary(Operator.SUBTRACT, Number(1), both))
    return marked(data).then(Assign("hers", Binary(Operator.ADD, times(Column("value"), both), known)))


def filled_by_edits(data: Dataset) -> Dataset:
    """Make the same variable by edits, and under another name."""
    hers = marked(data).then(Assign("made", times(Number(100), Column("half"))))
    only = times(Column("one"), Column("two"))
    hers = hers.then(Copy("value", "kept")).then(Assign("kept", Column("made"), where=Not(only)))
    hers = hers.then(Assign("kept", Binary(Operator.ADD, Column("kept"), Number(1))))
    return hers.then(Rename("kept", "hers")).then(Select(("hers", "place")))


def means(made: World, folder: Path, data: Dataset, *, defended: bool = True) -> dict[object, SafeValue]:
    door = door_of(made, folder, policy=OPEN if defended else UNDEFENDED)
    asked = Table(data, (dimension("place", (0, 1, 2)),), (Measure.MEAN, Measure.SPREAD), value="hers")
    found = table_of(door, asked)
    return {**by_label(found, "mean"), "spread": by_label(found, "std")["1",]}


@pytest.mark.parametrize("make", [filled, filled_by_edits])
@pytest.mark.parametrize("defended", [True, False])
def test_a_column_with_one_person_in_it_has_the_same_mean_in_both_worlds(
    tmp_path: Path, make: Callable[[Dataset], Dataset], *, defended: bool
) -> None:
    answers = []
    for value in (3.0, 98.0):
        made = world(value)
        data = make(made.dataset("person", "half", "value", "place"))
        answers.append(means(made, tmp_path / str(value), data, defended=defended))
    assert (answers[0] == answers[1]) is defended


def test_key_figures_and_sums_take_the_stand_in_too(tmp_path: Path) -> None:
    answers, sums = [], []
    for value in (3.0, 98.0):
        made = world(value)
        data = filled(made.dataset("person", "half", "value", "place"))
        door = door_of(made, tmp_path / str(value), policy=OPEN)
        figures = summary_of(door, Summary(data, ("hers",)))["hers"]
        answers.append((figures["count"], figures["mean"], figures["std"]))
        asked = Table(data, (dimension("place", (0, 1, 2)),), (Measure.SUM,), value="hers")
        sums.append(by_label(table_of(door, asked), "sum"))
    assert answers[0] == answers[1]
    assert sums[0] == sums[1]


def test_a_sum_of_answers_that_many_gave_is_what_it_is(tmp_path: Path) -> None:
    made = world(50.0)
    data = made.dataset("person", "half", "value", "place")
    data = data.then(Assign("hers", Binary(Operator.ADD, Column("half"), Column("value"))))
    assert means(made, tmp_path / "on", data) == means(made, tmp_path / "off", data, defended=False)


def test_what_very_few_of_a_cell_have_is_left_out_of_a_score(tmp_path: Path) -> None:
    """Two of each place have the rare trait: in the score of a place it does not count."""
    made = world(50.0)
    data = made.dataset("half", "rare", "value", "place")
    rare = times(Number(100), Column("rare"))
    score = data.then(Assign("hers", Binary(Operator.ADD, Column("value"), rare)))
    none = data.then(Assign("hers", Binary(Operator.ADD, Column("value"), Number(0))))
    with_it, without = (means(made, tmp_path / name, each) for name, each in (("a", score), ("b", none)))
    for place in ("0", "1", "2"):
        differ = float(with_it[place,].text or 0) - float(without[place,].text or 0)
        # Its mean would be 100 * 2/100; the noise of both is drawn anew, with another range for the one.
        assert abs(differ) < 25


def test_the_stand_ins_of_a_variable_are_it_without_each_of_those_it_mixes() -> None:
    data = filled(world(50.0).dataset("person", "half", "value", "place"))
    beside = with_stand_ins(data, (Moment("hers", 0.0, 100.0),))
    # Four variables are mixed, each put to yes and to no.
    assert len(beside.moments) == 1 + 8
    assert len(beside.changed[0]) == 8
    assert beside.dataset.conditions == data.conditions


def test_a_mixture_is_found_behind_many_that_make_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stand_ins, "MOST", 4)
    answers = []
    for value in (3.0, 98.0):
        made = world(value)
        data = filled(made.dataset("person", "half", "value", "place", "rare"))
        for _ in range(2):
            nothing = times(Column("rare"), Number(0))
            data = data.then(Assign("hers", Binary(Operator.ADD, Column("hers"), nothing)))
        answers.append(means(made, tmp_path / str(value), data))
    assert answers[0] == answers[1]


def test_what_rests_on_one_variable_has_none() -> None:
    data = world(50.0).dataset("person", "value").then(Assign("hers", times(Column("value"), Number(2))))
    assert with_stand_ins(data, (Moment("hers", 0.0, 100.0),)).moments == (Moment("hers", 0.0, 100.0),)


def test_a_table_asks_in_silence_about_its_persons_alone() -> None:
    data = filled(world(50.0).dataset("person", "half", "value", "place"))
    mean = Table(data, (dimension("place", (0, 1, 2)),), (Measure.MEAN,), value="hers")
    assert counterfactuals(mean) == []
    kept = data.then(Keep(Binary(Operator.MORE, Column("hers"), Number(10))))
    assert counterfactuals(replace(mean, dataset=kept)) != []
