"""Tables of units below persons: counted by whose they are, and bounded by how many one person may have."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from door_factory import (
    ASKER,
    by_label,
    dimension,
    door_of,
    policy_of,
    same_text,
    summary_of,
    table_of,
)
from worlds import RELEASE, World, person_key

from folkekommune.analysis.model_rows import at_most
from folkekommune.catalogue.model import ValueType
from folkekommune.disclosure.policy import Policy, load_policy
from folkekommune.disclosure.results import Refusal, SafeChart
from folkekommune.query.dataset import (
    PERSON,
    Aggregate,
    Dataset,
    GroupRoot,
    Join,
    PanelRoot,
    Statistic,
    UnitRoot,
    start,
)
from folkekommune.query.engine import Rows
from folkekommune.query.expressions import Binary, Column, Number, Operator
from folkekommune.query.outputs import (
    Axis,
    CategoryChart,
    Drawing,
    Histogram,
    Measure,
    Summary,
    Table,
)
from folkekommune.query.steps import Assign, Copy, Keep, Rank
from folkekommune.query.typing import QueryError

PLAIN = replace(policy_of(population_small=1), switched_off=frozenset({"people_layer", "condition_layer"}))
PERSONS = 400


@pytest.fixture
def world() -> World:
    """Persons with one visit of kind 1 each, two of kind 2 for half of them, and 60 of kind 3 for three."""
    owners = [(0, who, 1) for who in range(PERSONS)]
    owners += [(0, who, 2) for who in range(0, PERSONS, 2) for _ in range(2)]
    owners += [(0, who, 3) for who in range(3) for _ in range(60)]
    world = World.of(PERSONS).add("sex", [1 + unit % 2 for unit in range(PERSONS)], codes=(1, 2))
    world.add_units("VISIT", [(part, who) for part, who, _ in owners])
    world.add_of_units("VISIT", "kind", [kind for _, _, kind in owners], codes=(1, 2, 3))
    return world.add_of_units("VISIT", "minutes", [10 * kind for _, _, kind in owners])


def visits(world: World, *names: str) -> Dataset:
    dataset = start(UnitRoot(RELEASE, tuple(world.members), "VISIT"))
    for place, name in enumerate(names):
        dataset = dataset.then(world.variable(name, population=place == 0))
    return dataset


def kinds(dataset: Dataset, **more: object) -> Table:
    return Table(dataset, (dimension("kind", (1, 2, 3)),), **more)  # type: ignore[arg-type]


def equals(name: str, value: float) -> Keep:
    return Keep(Binary(Operator.EQUAL, Column(name), Number(value)))


def shown(found: dict) -> dict:
    return {place: value.text for place, value in found.items()}


def test_units_are_counted_but_what_rests_on_few_persons_is_hidden(world, tmp_path) -> None:
    """180 visits of three persons are a small cell, however many they are.

    Nearly everybody has one visit of kind 1 and two of kind 2, and three in all: persons 0 and 2 have 63 and
    person 1 has 61, which count for three each. All: 397 + 2 * 198 + 3 * 3.
    """
    found = by_label(table_of(door_of(world, tmp_path, policy=PLAIN), kinds(visits(world, "kind"))))
    assert shown(found) == {("1",): "400", ("2",): "400", (None,): "802"}


def test_shares_are_shares_of_units(world, tmp_path) -> None:
    """400 are of kind 1; the rest, counted as one cell, are 405."""
    table = kinds(visits(world, "kind"), measures=(Measure.CELL_PERCENT,))
    found = by_label(table_of(door_of(world, tmp_path, policy=PLAIN), table), "cellpct")
    assert found["1",].text == "50"


def test_the_mean_is_over_units(world, tmp_path) -> None:
    """Of 400 persons one visit of 10 minutes, and of 200 two of 20, but for the three persons with 180."""
    found = summary_of(
        door_of(world, tmp_path, policy=PLAIN), Summary(visits(world, "minutes"), ("minutes",))
    )
    assert found["minutes"]["count"].text == "802"
    mean = (397.14 * 10 + 396.19 * 20 + 8.67 * 30) / 802
    assert float(found["minutes"]["mean"].text or 0) == pytest.approx(mean, abs=0.1)


def test_a_percentile_of_units_is_the_mean_of_so_many_that_no_person_has_most(world, tmp_path) -> None:
    """Three visits of a person count in full, so the median is the mean of 31 visits around number 401.

    397 visits are of 10 minutes, those of the three persons counted for less: numbers 386 to 397 are 10 and
    398 to 416 are 20, on average 16.1. Beyond a hundredth there are eight, and thirty are needed.
    """
    found = summary_of(
        door_of(world, tmp_path, policy=PLAIN), Summary(visits(world, "minutes"), ("minutes",))
    )["minutes"]
    assert {name: found[name].text for name in ("p1", "p25", "p50", "p75", "p99")} == {
        "p1": None,
        "p25": "10.0",
        "p50": "16.1",
        "p75": "20.0",
        "p99": None,
    }


def test_a_median_of_units_moves_more_by_noise_than_by_what_one_person_has(tmp_path) -> None:
    """Of two worlds that differ in one person's two visits, no answer tells which of them it is from."""

    def median(long: int, folder: str, policy: Policy) -> float:
        twin = World.of(300).add_units("VISIT", [(0, who) for who in range(300) for _ in range(2)])
        twin.add_of_units("VISIT", "minutes", [1100 if who < long else 0 for who in range(300) for _ in "ab"])
        door = door_of(twin, tmp_path / folder, policy=policy, identity=folder)
        found = summary_of(door, Summary(visits(twin, "minutes"), ("minutes",)))["minutes"]["p50"]
        return float(found.text or "nan")

    # Of 21 visits around the middle one, 10 are long in the one world and 12 in the other.
    apart = median(151, "plain one", PLAIN) - median(150, "plain other", PLAIN)
    assert apart == pytest.approx(1100 * 2 / 21, rel=0.01)
    noisy = policy_of(population_small=1)
    assert np.std([median(150, str(number), noisy) for number in range(16)]) > apart


def test_bins_of_units_rest_on_persons(world, tmp_path) -> None:
    """The 180 visits of 30 minutes are three persons': their bin is merged with the one beside it."""
    asked = Histogram(
        visits(world, "minutes"), Axis("x", "minutes", same_text("minutes")), shown="freq", width=10.0
    )
    found = door_of(world, tmp_path, policy=PLAIN).answer(asked, ASKER)
    assert isinstance(found, SafeChart)
    assert [mark.values[0][1].text for mark in found.marks] == ["397", "405"]
    assert ("rows.counted", (("most", 3),)) in [(n.code, n.parameters) for n in found.protection.notes]


def test_bars_of_units_are_the_cells_of_their_table(world, tmp_path) -> None:
    axis = Axis("bar", "kind", same_text("kind"), kinds(visits(world, "kind")).dimensions[0].categories)
    bars = CategoryChart(visits(world, "kind"), Drawing.BARS, (axis,))
    found = door_of(world, tmp_path, policy=PLAIN).answer(bars, ASKER)
    assert isinstance(found, SafeChart)
    assert {mark.place: mark.values[0][1].text for mark in found.marks} == {("1",): "400", ("2",): "400"}


def test_a_model_of_units_has_no_more_of_a_person_than_is_usual() -> None:
    """Of five rows of one person two are left, the same two each time."""
    rows = Rows(np.array([3, 7, 7, 7, 7, 7], dtype=np.uint64), (np.arange(6.0),))
    left = at_most(rows, 2)
    assert left.keys.tolist() == [3, 7, 7]
    assert left.values[0].tolist() == at_most(rows, 2).values[0].tolist()
    assert set(left.values[0].tolist()) <= {0.0, *rows.values[0][1:].tolist()}
    assert at_most(rows, 5) is rows


def test_noise_is_as_large_as_one_person_can_make_a_difference(world, tmp_path) -> None:
    """With two visits of a kind that count in full, the noise of the counts is twice that of persons."""
    deviations = []
    for number in range(25):
        door = door_of(
            world, tmp_path / str(number), policy=policy_of(population_small=1), identity=str(number)
        )
        found = by_label(table_of(door, kinds(visits(world, "kind"))))
        deviations += [int(found["1",].text) - 400, int(found["2",].text) - 400]
    spread = np.std(deviations)
    assert 2 * 2**0.5 * 0.75 < spread < 2 * 2**0.5 * 1.25


def test_a_condition_that_touches_few_persons_rows_is_left_out(world, tmp_path) -> None:
    """The visits of kind 3 are left in: leaving them out would tell of three persons."""
    dataset = visits(world, "minutes").then(Keep(Binary(Operator.LESS, Column("minutes"), Number(30))))
    found = summary_of(door_of(world, tmp_path, policy=PLAIN), Summary(dataset, ("minutes",)))
    assert found["minutes"]["count"].text == "802"


def test_an_edit_that_touches_few_persons_rows_is_none(world, tmp_path) -> None:
    dataset = visits(world, "kind").then(
        Assign("kind", Number(1), where=Binary(Operator.EQUAL, Column("kind"), Number(3)), codes=(1, 2, 3))
    )
    found = by_label(table_of(door_of(world, tmp_path, policy=PLAIN), kinds(dataset)))
    assert shown(found)["1",] == "400"


def test_rows_of_nearly_the_same_persons_are_answered_alike(world, tmp_path) -> None:
    """Person 7 is left out by what is merged from persons: the count of visits says nothing new."""
    world.add("chosen", [int(who >= 40) for who in range(PERSONS)], codes=(0, 1))
    world.add("less", [int(who >= 40 and who != 47) for who in range(PERSONS)], codes=(0, 1))
    door = door_of(world, tmp_path, policy=policy_of(population_small=1))
    answers = []
    for name in ("chosen", "less"):
        persons = world.dataset(name)
        dataset = visits(world, "kind").then(Join(persons, (name,), PERSON)).then(equals(name, 1))
        answers.append(shown(by_label(table_of(door, kinds(dataset)))))
    assert answers[0] == answers[1]


def test_both_engines_give_the_same_answers(world, tmp_path) -> None:
    persons = world.dataset("sex")
    dataset = visits(world, "kind", "minutes").then(Join(persons, ("sex",), PERSON))
    dimensions = (dimension("kind", (1, 2, 3)), dimension("sex", (1, 2)))
    asked = Table(dataset, dimensions, (Measure.FREQUENCY, Measure.MEAN, Measure.SUM), value="minutes")
    slow = table_of(door_of(world, tmp_path / "slow"), asked)
    engine = world.duckdb(tmp_path / "fast")
    assert table_of(door_of(world, tmp_path / "fast", engine=engine), asked) == slow
    engine.close()


def test_the_rows_of_a_panel_are_counted_at_all_dates_together(tmp_path) -> None:
    """Each of 300 persons at two dates: 100 of them in group 1 at both, 50 at the second alone."""
    world = World.of(300)
    world.add("first", [1 if who < 100 else 2 for who in range(300)], codes=(1, 2))
    world.add("second", [1 if who < 150 else 2 for who in range(300)], codes=(1, 2))
    source = world.dataset("first", "second")
    panel = start(PanelRoot(source, (1, 2), (("group", ("first", "second")),)))
    table = Table(panel, (dimension("group", (1, 2)),))
    found = by_label(table_of(door_of(world, tmp_path, policy=PLAIN), table))
    assert shown(found) == {("1",): "250", ("2",): "350", (None,): "600"}


def test_a_value_for_each_mother_is_known_of_her_alone(tmp_path) -> None:
    """Fifty mothers have two children each; who shares a mother is not told of all who share her."""
    world = World.of(200)
    mothers = [person_key(100 + who // 2) if who < 100 else None for who in range(200)]
    world.add("mother", mothers, kind=ValueType.IDENTIFIER)
    world.add("weight", [10 + who % 2 for who in range(200)])
    children = world.dataset("mother", "weight")
    groups = start(GroupRoot(children, "mother", (Aggregate(Statistic.COUNT, "weight", "children"),)))
    everybody = world.dataset("weight").then(Join(groups, ("children",), None))
    door = door_of(world, tmp_path, policy=PLAIN)
    found = by_label(table_of(door, Table(everybody, (dimension("children", (1, 2, 3)),))))
    assert shown(found)["2",] == "50"
    copied = children.then(Join(groups, ("children",), "mother"))
    refused = door.answer(Table(copied, (dimension("children", (1, 2, 3)),)), ASKER)
    assert isinstance(refused, Refusal)
    assert refused.rule == "collapse.identifier"
    with pytest.raises(QueryError):
        Table(groups, (dimension("children", (1, 2, 3)),))


def test_what_a_mother_was_told_is_not_copied_by_a_detour_either(tmp_path) -> None:
    """Merged into her first, by whatever it is made into there, it would reach all who share her."""
    world = World.of(200)
    mothers = [person_key(100 + who // 2) if who < 100 else None for who in range(200)]
    world.add("mother", mothers, kind=ValueType.IDENTIFIER)
    world.add("ill", [int(who == 7) for who in range(200)], codes=(0, 1)).add("age", list(range(200)))
    children = world.dataset("mother", "ill")
    told = start(GroupRoot(children, "mother", (Aggregate(Statistic.SUM, "ill", "told"),)))
    hers = world.dataset("age").then(Join(told, ("told",), None))
    older = Binary(Operator.MORE, Column("told"), Number(0))
    detours = {
        "told": hers,
        "made": hers.then(
            Assign("made", Column("told"), where=Binary(Operator.MORE, Column("age"), Number(1)))
        ),
        "ranked": hers.then(Rank("ranked", "told", 2)),
        "age": hers.then(Keep(older)),
        "again": world.dataset("age").then(Join(hers.then(Copy("told", "again")), ("again",), None)),
    }
    door = door_of(world, tmp_path, policy=PLAIN)
    for name, source in detours.items():
        copied = children.then(Join(source, (name,), "mother"))
        refused = door.answer(Summary(copied, (name,)), ASKER)
        assert isinstance(refused, Refusal), name
        assert refused.rule == "collapse.identifier", name
    plain = children.then(Join(hers, ("age",), "mother"))
    assert not isinstance(door.answer(Summary(plain, ("age",)), ASKER), Refusal)


def test_a_population_of_few_persons_is_refused_however_many_rows(world, tmp_path) -> None:
    dataset = visits(world, "kind").then(equals("kind", 3))
    door = door_of(world, tmp_path, policy=replace(load_policy(), switched_off=frozenset({"low_effect"})))
    refused = door.answer(kinds(dataset), ASKER)
    assert isinstance(refused, Refusal)
    assert refused.rule == "population.floor"
