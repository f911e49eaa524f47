"""The one door: stored first answers, names, categories, tables that are refused."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from door_factory import (
    ASKER,
    KEYS,
    by_label,
    dimension,
    door_of,
    labels_of,
    policy_of,
    same_text,
    summary_of,
    table_of,
)
from worlds import World

from folkekommune.analysis.door import Asker
from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.results import Refusal
from folkekommune.query.dataset import Dataset
from folkekommune.query.expressions import Binary, Column, Not, Number, Operator
from folkekommune.query.outputs import Category, Dimension, Measure, Summary, Table
from folkekommune.query.steps import Assign, Keep, Rename
from folkekommune.query.typing import QueryError

PLAIN = replace(policy_of(population_small=1), switched_off=frozenset({"people_layer", "condition_layer"}))


@pytest.fixture
def world() -> World:
    world = World.of(400).add("sex", [1 + unit % 2 for unit in range(400)], codes=(1, 2))
    world.add("age", [unit % 10 for unit in range(400)], codes=tuple(range(10)))
    return world.add("weight", [10 + unit % 37 for unit in range(400)])


def young(dataset: Dataset, name: str = "age") -> Dataset:
    return dataset.then(Keep(Binary(Operator.LESS, Column(name), Number(6))))


def boys(dataset: Dataset) -> Dataset:
    return dataset.then(Keep(Binary(Operator.EQUAL, Column("sex"), Number(1))))


def test_the_first_answer_is_repeated_to_whoever_asks(world, tmp_path) -> None:
    """Even when everything that makes the answer has changed since: another key and another release part."""
    table = Table(world.dataset("sex"), (dimension("sex", (1, 2)),))
    door = door_of(world, tmp_path)
    first = table_of(door, table)
    later = door_of(world, tmp_path, identity="corrected")
    assert later.answer(table, Asker("another", "other project")) == first
    afresh = door_of(world, tmp_path / "afresh", identity="corrected")
    assert afresh.answer(table, ASKER) != first


def test_the_same_question_in_other_names_and_order_is_the_same_question(world, tmp_path) -> None:
    door = door_of(world, tmp_path)
    first = boys(young(world.dataset("sex", "age")))
    renamed = world.dataset("sex", "age").then(Rename("age", "alder"))
    second = young(boys(renamed), "alder")
    answers = [
        table_of(door, Table(dataset, (dimension(name, range(10)),)))
        for dataset, name in ((first, "age"), (second, "alder"))
    ]
    assert answers[0].cells == answers[1].cells
    assert len(list(door.ledger.entries())) == 1


def test_an_answer_comes_under_the_names_of_whoever_asks_now(world, tmp_path) -> None:
    """The first to ask chose misleading labels; the next to ask must not get them."""
    door = door_of(world, tmp_path)

    def labelled(label: str, boy: str, girl: str) -> Table:
        categories = (Category(1, same_text(boy)), Category(2, same_text(girl)))
        return Table(world.dataset("sex"), (Dimension("sex", label, categories),))

    first = table_of(door, labelled("x", "girl", "boy"))
    second = table_of(door, labelled("sex", "boy", "girl"))
    assert [label.en for label in first.dimensions[0].categories] == ["girl", "boy"]
    assert second.dimensions[0].name == "sex"
    assert [label.en for label in second.dimensions[0].categories] == ["boy", "girl"]
    assert [label.value for label in second.dimensions[0].categories] == ["1", "2"]
    assert first.cells == second.cells


def test_key_figures_come_under_the_names_of_whoever_asks_now(world, tmp_path) -> None:
    door = door_of(world, tmp_path)
    first = summary_of(door, Summary(world.dataset("weight"), ("weight",)))
    renamed = world.dataset("weight").then(Rename("weight", "vekt"))
    assert summary_of(door, Summary(renamed, ("vekt",))) == {"vekt": first["weight"]}


def test_a_variable_of_the_table_in_another_place_has_the_same_cells(world, tmp_path) -> None:
    door = door_of(world, tmp_path)
    dataset = world.dataset("sex", "age")
    upright = by_label(
        table_of(door, Table(dataset, (dimension("sex", (1, 2)), dimension("age", range(10)))))
    )
    turned = by_label(table_of(door, Table(dataset, (dimension("age", range(10)), dimension("sex", (1, 2))))))
    assert {(b, a): value for (a, b), value in upright.items()} == turned


def test_every_answer_writes_whom_it_was_about(world, tmp_path) -> None:
    door = door_of(world, tmp_path)
    table = Table(boys(world.dataset("sex", "age")), (dimension("age", range(10)),))
    shown = by_label(table_of(door, table))
    (entry,) = door.ledger.entries()
    assert (entry.user, entry.project, entry.policy) == ("researcher", "project", load_policy().label)
    assert entry.release == "no.example.bank:1.0.0"
    assert entry.canonical == table.canonical
    assert entry.population.people == 200
    assert len(entry.cells) == len(shown) == 6
    assert {cell.people for cell in entry.cells} == {200, 40}
    assert {str(cell.said) for cell in entry.cells} == {value.text for value in shown.values()}
    door.answer(Summary(world.dataset("weight"), ("weight",)), ASKER)
    assert [cell.people for cell in list(door.ledger.entries())[1].cells] == [400]


def test_the_rest_behind_a_share_is_written_down_too(world, tmp_path) -> None:
    """A share tells of its complement, so the audit must know of it: two of each cell of one row."""
    door = door_of(world, tmp_path)
    dataset = world.dataset("sex")
    table_of(door, Table(dataset, (dimension("sex", (1, 2)),), (Measure.CELL_PERCENT,)))
    (entry,) = door.ledger.entries()
    assert sorted(cell.people for cell in entry.cells) == [200, 200, 200, 200, 400]


def test_a_refusal_is_an_answer_and_is_stored(world, tmp_path) -> None:
    door = door_of(world, tmp_path, policy=policy_of(population_small=300))
    table = Table(boys(world.dataset("sex", "age")), (dimension("age", range(10)),))
    first = door.answer(table, ASKER)
    assert isinstance(first, Refusal)
    assert door.answer(table, ASKER) == first
    (entry,) = door.ledger.entries()
    assert (entry.population.people, entry.cells) == (200, ())


def test_more_dimensions_than_the_limit_are_refused(world, tmp_path) -> None:
    dataset = world.dataset("sex", "age")
    five = tuple(dimension(name, world.codes[name]) for name in ("sex", "age", "sex", "sex", "sex"))
    result = door_of(world, tmp_path).answer(Table(dataset, five), ASKER)
    assert isinstance(result, Refusal)
    assert (result.rule, dict(result.parameters)) == ("table.dimensions", {"dimensions": 4})


def test_more_cells_than_the_limit_are_refused(tmp_path) -> None:
    """80 by 63 categories of twelve persons or more each are 5040 cells."""
    world = World.of(1000).add("a", [unit % 80 for unit in range(1000)], codes=tuple(range(80)))
    world.add("b", [unit % 63 for unit in range(1000)], codes=tuple(range(63)))
    both = (dimension("a", range(80)), dimension("b", range(63)))
    result = door_of(world, tmp_path, policy=PLAIN).answer(Table(world.dataset("a", "b"), both), ASKER)
    assert isinstance(result, Refusal)
    assert (result.rule, dict(result.parameters)) == ("table.cells", {"cells": 5000})


@pytest.mark.parametrize(("large", "refused"), [(6, False), (5, True)])
def test_the_guard_refuses_when_more_than_half_of_the_cells_are_in_the_band(tmp_path, large, refused) -> None:
    """Twelve cells: so many hold thirty persons and the others four; every row and column has a large one."""
    places = [(0, 0), (0, 1), (1, 2), (2, 3), (2, 0), (1, 1)][:large]
    row, column = [], []
    for r, c in product(range(3), range(4)):
        size = 30 if (r, c) in places else 4
        row += [r] * size
        column += [c] * size
    world = World.of(len(row)).add("row", row, codes=(0, 1, 2)).add("column", column, codes=tuple(range(4)))
    dimensions = (dimension("row", range(3)), dimension("column", range(4)))
    policy = replace(PLAIN, low_effect=replace(PLAIN.low_effect, limit=0, fuzz=0))
    result = door_of(world, tmp_path, policy=policy).answer(
        Table(world.dataset("row", "column"), dimensions), ASKER
    )
    assert isinstance(result, Refusal) == refused
    if isinstance(result, Refusal):
        assert (result.rule, dict(result.parameters)) == ("table.band-share", {"share": "50"})


def test_a_category_in_the_band_is_not_listed_and_counts_as_missing(tmp_path) -> None:
    values = [1] * 100 + [2] * 50 + [3] * 4 + [None] * 46
    world = World.of(200).add("all", [1] * 200, codes=(1,)).add("x", values, codes=(1, 2, 3, 4))
    table = Table(world.dataset("all", "x"), (dimension("x", (1, 2, 3, 4)),), missing=True)
    result = table_of(door_of(world, tmp_path, policy=PLAIN), table)
    assert labels_of(result) == ["1", "2", "."]
    assert by_label(result)[".",].text == "50"
    assert by_label(result)[None,].text == "200"


def test_a_derived_number_heads_a_row_when_it_is_whole(tmp_path) -> None:
    """Ages 0..9: whole they head rows; with halves they are a measured quantity and head none."""
    world = World.of(400).add("age", [unit % 10 for unit in range(400)])
    dataset = world.dataset("age")
    halved = dataset.then(Assign("half", Binary(Operator.DIVIDE, Column("age"), Number(2))))
    with pytest.raises(QueryError, match=r"query\.continuous"):
        Table(halved, (dimension("half"),))
    whole = dataset.then(Assign("old", Binary(Operator.MULTIPLY, Column("age"), Number(1))))
    result = table_of(door_of(world, tmp_path, policy=PLAIN), Table(whole, (dimension("old"),)))
    assert labels_of(result) == [str(age) for age in range(10)]


def test_a_rare_whole_number_is_not_a_label(tmp_path) -> None:
    """4711 is one person's value: beyond the limits, so neither listed nor to be guessed from a total."""
    world = World.of(400).add("x", [4711 if unit == 7 else unit % 10 for unit in range(400)])
    dataset = world.dataset("x")
    dataset = dataset.then(Assign("y", Binary(Operator.ADD, Column("x"), Number(0))))
    for column in ("x", "y"):
        result = table_of(
            door_of(world, tmp_path / column, policy=PLAIN), Table(dataset, (dimension(column),))
        )
        assert labels_of(result) == [str(value) for value in range(10)]


def test_a_large_databank_has_the_larger_floor(world, tmp_path) -> None:
    policy = policy_of(population_small=1, population=500, large_databank=400)
    result = door_of(world, tmp_path, policy=policy).answer(
        Table(world.dataset("sex"), (dimension("sex", (1, 2)),)), ASKER
    )
    assert isinstance(result, Refusal)
    assert dict(result.parameters) == {"floor": 500}


def test_the_floor_is_of_the_population_after_conditions_without_effect_are_left_out(world, tmp_path) -> None:
    """400 persons; without the 3 that a condition names there are still 400, so a floor of 399 is met."""
    policy = replace(PLAIN, floors=replace(PLAIN.floors, population_small=399))
    world.add("rare", [int(unit < 3) for unit in range(400)], codes=(0, 1))
    dataset = world.dataset("sex", "rare").then(Keep(Not(Column("rare"))))
    table_of(door_of(world, tmp_path, policy=policy), Table(dataset, (dimension("sex", (1, 2)),)))


def test_a_persons_municipality_outside_the_grant_is_not_counted(tmp_path) -> None:
    world = World({"4601": list(range(300)), "4624": list(range(300, 500))})
    for part in world.members:
        world.add("x", [1 + unit % 2 for unit in world.members[part]], part=part, codes=(1, 2))
    for grant, size in ((("4601", "4624"), "500"), (("4601",), "300"), (("4624",), "200")):
        door = door_of(world, tmp_path / "-".join(grant), policy=PLAIN)
        table = Table(world.dataset("x", grant=grant), (dimension("x", (1, 2)),))
        assert by_label(table_of(door, table))[None,].text == size


def test_two_grants_draw_their_own_noise_for_one_group(tmp_path) -> None:
    """The grant is a condition: those of 4601 asked with and without 4624 are not the same question."""
    world = World({"4601": list(range(300)), "4624": list(range(300, 600))})
    differ = 0
    for seed in range(20):
        world.variables.clear()
        for part in world.members:
            values = [1 + (unit // (1 + seed)) % 2 for unit in world.members[part]]
            world.add("x", values, part=part, codes=(1, 2))
            world.add("here", [int(part == "4601")] * 300, part=part, codes=(0, 1))
        both = world.dataset("x", "here").then(Keep(Column("here")))
        alone = world.dataset("x", "here", grant=("4601",))
        answers = [
            by_label(table_of(door_of(world, tmp_path / f"{seed} {n}"), Table(d, (dimension("x", (1, 2)),))))[
                "1",
            ].text
            for n, d in enumerate((both, alone))
        ]
        differ += answers[0] != answers[1]
    assert differ > 5


def test_no_key_no_same_noise(world, tmp_path) -> None:
    """Noise hangs on the installation's key and on the content of the release's parts."""
    table = Table(world.dataset("age"), (dimension("age", range(10)),), (Measure.FREQUENCY,))
    cells = [
        table_of(door_of(world, tmp_path / f"{n}", keys=keys, identity=identity), table).cells
        for n, (keys, identity) in enumerate(
            ((KEYS, "a"), (KEYS, "a"), (KEYS, "b"), (replace(KEYS, master=b"z" * 32), "a"))
        )
    ]
    assert cells[0] == cells[1]
    assert cells[0] not in (cells[2], cells[3])


def test_a_table_of_counts_goes_through_the_rows_once(world, tmp_path) -> None:
    """The population is judged by the groups of the table; it would be another pass over a country."""
    engine, asked = world.reference(), list[tuple[str, ...]]()

    class Watched(type(engine)):
        def cells(self, request, *, limit):
            asked.append(request.dimensions)
            return super().cells(request, limit=limit)

    engine.__class__ = Watched
    by_sex = Table(young(world.dataset("sex", "age")), (dimension("sex", (1, 2)),))
    assert table_of(door_of(world, tmp_path, engine=engine), by_sex).cells
    assert asked == [("sex",)]


def test_too_many_groups_of_too_few_people_are_refused_as_too_few(world, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("folkekommune.analysis.inquiry.GROUPS", 3)
    by_age = Table(world.dataset("sex", "age"), (dimension("age"),))
    few = door_of(world, tmp_path / "few", policy=policy_of(population=1000, population_small=1000))
    assert few.answer(by_age, ASKER).rule == "population.floor"
    many = door_of(world, tmp_path / "many").answer(by_age, ASKER)
    assert isinstance(many, Refusal)
    assert many.rule != "population.floor"
