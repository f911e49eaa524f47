"""Samples, groups by size, and rows of persons, through the door: what looks at everybody is protected."""

from __future__ import annotations

import pytest
from door_factory import ASKER, by_label, dimension, door_of, policy_of, table_of
from worlds import RELEASE, World

from folkekommune.catalogue.model import ValueType
from folkekommune.disclosure.results import Refusal
from folkekommune.engines.source import StoredValue
from folkekommune.query.dataset import (
    PERSON,
    Aggregate,
    Dataset,
    GroupRoot,
    Join,
    PanelRoot,
    SpellRoot,
    Statistic,
    start,
)
from folkekommune.query.expressions import Binary, Column, Number, Operator
from folkekommune.query.outputs import Table
from folkekommune.query.steps import Draw, Keep, Rank, Select

SIZE = 2000


@pytest.fixture(scope="module")
def world() -> World:
    world = (
        World.of(SIZE)
        .add("one", [1] * SIZE, codes=(1,))
        .add("half", [n % 2 for n in range(SIZE)], codes=(0, 1))
    )
    world.add("x", [float(n * 7919 % SIZE) for n in range(SIZE)], kind=ValueType.DECIMAL)
    spells = [
        StoredValue(n, 0, n % 3, start=day, stop=day + 9)
        for n in range(SIZE)
        for day in range(0, 10 * (n % 3), 10)
    ]
    return world.add_rows("s", spells, ValueType.INTEGER)


def equals(column: str, value: float) -> Keep:
    return Keep(Binary(Operator.EQUAL, Column(column), Number(value)))


def drawn(world: World, size: float, seed: int) -> Dataset:
    dataset = world.dataset("one", "half")
    return dataset.then(Draw("@d", size, seed)).then(equals("@d", 1)).then(Select(("one", "half")))


def counted(door, dataset: Dataset, column: str = "one", codes=(1,)) -> dict[object, int]:
    table = table_of(door, Table(dataset, (dimension(column, codes),)))
    return {
        key[0]: int(value.text) for key, value in by_label(table).items() if key[0] is not None and value.text
    }


def test_a_sample_has_the_size_asked_for_and_is_the_same_again(world, tmp_path) -> None:
    door = door_of(world, tmp_path)
    (share,) = counted(door, drawn(world, 0.5, 3)).values()
    # 1000 expected, a standard deviation of 22 for the draw; the noise is bounded by 6.
    assert 900 < share < 1100
    (number,) = counted(door, drawn(world, 400, 3)).values()
    assert 320 < number < 480
    another = door_of(world, tmp_path / "again")
    assert counted(another, drawn(world, 0.5, 3)) == counted(door, drawn(world, 0.5, 3))
    assert counted(door, drawn(world, 0.5, 4)) != counted(door, drawn(world, 0.5, 3))


def test_who_is_drawn_hangs_on_the_key_of_the_release(world, tmp_path) -> None:
    """A seed alone tells nobody who is in the sample: another key draws others."""
    asked = [
        counted(door_of(world, tmp_path / name, identity=name), drawn(world, 0.5, 3)) for name in ("a", "b")
    ]
    assert asked[0] != asked[1]


def test_a_sample_under_the_floor_is_refused(world, tmp_path) -> None:
    door = door_of(world, tmp_path, policy=policy_of(population=300, population_small=300))
    output = Table(drawn(world, 0.05, 1), (dimension("half", (0, 1)),))
    result = door.answer(output, ASKER)
    assert isinstance(result, Refusal)
    assert result.rule == "population.floor"


def test_groups_by_size_are_about_equal_and_cut_at_rounded_values(world, tmp_path) -> None:
    door = door_of(world, tmp_path)
    dataset = world.dataset("one", "x").then(Rank("q", "x", 4))
    found = counted(door, dataset, "q", (0.0, 1.0, 2.0, 3.0))
    assert set(found) == {"0", "1", "2", "3"}
    # 500 each; a cut point with three digits of values up to 2000 moves a group by at most ten or so.
    assert all(470 < count < 530 for count in found.values())


def folded(world: World, statistic: Statistic = Statistic.COUNT) -> Dataset:
    info = world.variable("s").info
    spells = start(SpellRoot(RELEASE, tuple(world.members), "s", "s", info, 0, 100))
    groups = start(GroupRoot(spells, PERSON, (Aggregate(statistic, "s", "n"),)))
    return world.dataset("one").then(Join(groups, ("n",), None))


def test_what_is_folded_comes_out_by_the_rules_of_the_table(world, tmp_path) -> None:
    """A third of the persons have no spell, a third one, a third two."""
    door = door_of(world, tmp_path)
    dataset = folded(world)
    found = counted(door, dataset, "n", (1.0, 2.0))
    assert set(found) == {"1", "2"}
    assert all(abs(count - SIZE / 3) < 10 for count in found.values())


def test_a_panel_does_not_carry_true_values_of_groups_out(world, tmp_path) -> None:
    """The largest value of a group is refused also where it goes through a panel and a fold."""
    door = door_of(world, tmp_path)
    source = world.dataset("one", "half", "x")
    groups = start(GroupRoot(source, "half", (Aggregate(Statistic.MAX, "x", "top"),)))
    merged = source.then(Join(groups, ("top",), "half"))
    panel = start(PanelRoot(merged, (1, 2), (("t", ("top", "top")),)))
    fold = start(GroupRoot(panel, PERSON, (Aggregate(Statistic.MEAN, "t", "m"),)))
    out = world.dataset("one").then(Join(fold, ("m",), None)).then(Select(("one", "m")))
    result = door.answer(
        Table(out.then(Keep(Binary(Operator.MORE, Column("m"), Number(5)))), (dimension("one", (1,)),)), ASKER
    )
    assert isinstance(result, Refusal)
    assert result.rule == "collapse.extremes"
    assert out.columns["m"].aggregated
