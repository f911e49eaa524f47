"""Fixed-point sums and exact order statistics, by hand, on both engines."""

import numpy as np
import pytest
from query_words import col, kept, node, op
from worlds import World, person_key

from folkekommune.catalogue.model import ValueType
from folkekommune.query.dataset import Aggregate, GroupRoot, Statistic, start
from folkekommune.query.engine import SCALE, CellRequest, Moment, TooManyGroupsError
from folkekommune.query.steps import Assign


@pytest.fixture(params=["reference", "duckdb"])
def engine_of(request, tmp_path):
    return lambda world: world.reference() if request.param == "reference" else world.duckdb(tmp_path)


def keys(*persons):
    together = 0
    for person in persons:
        together ^= person_key(person)
    return together % 2**64


def test_values_are_clipped_and_counted_in_millionths_of_the_range(engine_of):
    world = (
        World.of(6)
        .add("g", [1] * 5 + [2])
        .add("x", [0.0, 5.0, 7.5, 99.0, None, None], kind=ValueType.DECIMAL)
    )
    request = CellRequest(world.dataset("g", "x"), ("g",), (Moment("x", 0, 10),))
    cells = engine_of(world).cells(request, limit=10)
    of = {cells.coordinates[0][place]: place for place in range(2)}
    (moment,) = cells.moments
    # From the middle, 5: -0.5, 0, 0.25 and 0.5 of the range.
    found = [int(array[of[1.0]]) for array in (moment.units, moment.valid, moment.total, moment.squares)]
    assert found == [4, 4, 250_000, (500_000**2) * 2 + 250_000**2]
    assert int(moment.fingerprint[of[1.0]]) == keys(0, 1, 2, 3)
    nothing = [
        int(array[of[2.0]]) for array in (moment.valid, moment.fingerprint, moment.total, moment.squares)
    ]
    assert nothing == [0, 0, 0, 0]
    assert int(cells.fingerprint[of[2.0]]) == keys(5)
    assert cells.fingerprint.dtype == moment.fingerprint.dtype == np.uint64


def test_a_variable_can_be_summed_twice_and_shown(engine_of):
    world = World.of(3).add("x", [1, 2, 4])
    moments = (Moment("x", 0, 2), Moment("x", 0, 4))
    cells = engine_of(world).cells(CellRequest(world.dataset("x"), ("x", "x"), moments), limit=10)
    assert sorted(zip(*cells.coordinates, strict=True)) == [(1, 1), (2, 2), (4, 4)]
    assert int(cells.moments[0].total.sum()) == SCALE // 2 + SCALE // 2
    assert int(cells.moments[1].total.sum()) == -SCALE // 4 + SCALE // 2


def test_a_range_of_one_value_sums_to_nothing(engine_of):
    world = World.of(3).add("x", [1, 2, 4])
    cells = engine_of(world).cells(CellRequest(world.dataset("x"), (), (Moment("x", 2, 2),)), limit=10)
    assert cells.moments[0].total.tolist() == [0]


def test_groups_count_their_persons(engine_of):
    world = (
        World.of(5).add("g", [1, 1, 1, 2, 2]).add("x", [1.0, 2.0, 6.0, None, None], kind=ValueType.DECIMAL)
    )
    groups = start(GroupRoot(world.dataset("g", "x"), "g", (Aggregate(Statistic.MEAN, "x", "m"),)))
    cells = engine_of(world).cells(CellRequest(groups, (), (Moment("m", 0, 10),)), limit=10)
    moment = cells.moments[0]
    assert (cells.units.tolist(), cells.persons.tolist()) == ([2], [5])
    assert (moment.units.tolist(), moment.valid.tolist()) == ([1], [3])
    assert moment.fingerprint.tolist() == [keys(0, 1, 2)]
    assert moment.total.tolist() == [-200_000]


def test_too_many_groups_are_refused_and_not_cut(engine_of):
    world = World.of(5).add("x", [1, 2, 3, 4, 5])
    engine = engine_of(world)
    request = CellRequest(world.dataset("x"), ("x",))
    assert len(engine.cells(request, limit=5)) == 5
    with pytest.raises(TooManyGroupsError):
        engine.cells(request, limit=4)


def test_a_release_without_persons_has_no_groups(engine_of):
    world = World.of(0).add("x", [])
    engine = engine_of(world)
    assert len(engine.cells(CellRequest(world.dataset("x"), ("x",)), limit=5)) == 0
    assert len(engine.cells(CellRequest(world.dataset("x")), limit=5)) == 0
    assert engine.quantiles(world.dataset("x"), "x", (0.5,)) == ()
    assert engine.neighbours(world.dataset("x"), "x", (0.5,), side=2) == ((),)


def test_quantiles_are_order_statistics_over_everybody(engine_of):
    """Of 10 values the 1 % is the smallest, the 25 % the third, the 50 % the fifth, the 99 % the largest."""
    world = World.of(12).add("x", [9, 1, 1, 2, 3, 3, 3, 7, 8, 100, None, None])
    dataset = kept(world.dataset("x"), op(col("x"), "<", 5))
    found = engine_of(world).quantiles(dataset, "x", (0.0, 0.01, 0.1, 0.11, 0.25, 0.5, 0.99, 1.0))
    assert found == (1, 1, 1, 1, 2, 3, 100, 100)


def test_neighbours_are_of_the_live_and_stop_at_the_ends(engine_of):
    world = World.of(8).add("x", [5, 4, 4, 3, 2, 2, 1, None])
    engine = engine_of(world)
    dataset = kept(world.dataset("x"), op(col("x"), "<", 5))
    assert engine.neighbours(dataset, "x", (0.0, 0.5, 1.0), side=1) == ((1, 2), (2, 2, 3), (4, 4))
    assert engine.neighbours(dataset, "x", (1.0,), side=0, ignored=frozenset({1})) == ((5,),)
    nobody = kept(dataset, op(col("x"), ">", 9))
    assert engine.neighbours(nobody, "x", (0.5, 0.9), side=1) == ((), ())


def test_a_zero_has_no_sign_wherever_it_is_seen(engine_of):
    world = World.of(4).add("x", [-0.0, 0.0, -0.0, 1.0], kind=ValueType.DECIMAL)
    dataset = world.dataset("x").then(Assign("y", op(col("x"), "*", -1)))
    engine = engine_of(world)
    cells = engine.cells(CellRequest(dataset, ("x", "y")), limit=10)
    assert sorted(map(repr, zip(*cells.coordinates, strict=True))) == ["(0.0, 0.0)", "(1.0, -1.0)"]
    assert repr(engine.quantiles(dataset, "x", (0.0, 1.0))) == "(0.0, 1.0)"
    assert repr(engine.neighbours(dataset, "y", (1.0,), side=1)) == "((0.0, 0.0),)"


def test_the_grant_is_never_left_out(engine_of):
    """Even where every other condition is, those outside it are not live."""
    world = World({"4601": [0, 1], "4624": [2, 3]}).add("x", [1, 2]).add("x", [3, 4], part="4624")
    source = world.dataset("x", grant=("4601",)).then(Assign("all", node(1)))
    engine = engine_of(world)
    root = GroupRoot(source, "all", (Aggregate(Statistic.COUNT, "all", "n"),), 1, frozenset({0}))
    cells = engine.cells(CellRequest(start(root), ("n",)), limit=10)
    assert (cells.coordinates, cells.persons.tolist()) == (((2.0,),), [2])
    near = engine.neighbours(source, "all", (0.5,), side=9, ignored=frozenset({0}))
    assert near == ((1.0, 1.0),)
