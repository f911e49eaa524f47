"""Scripts of hundreds of lines run: nothing recurses with the number of steps."""

import pytest
from query_words import call, col, node, op
from worlds import World

from folkekommune.query.dataset import Aggregate, GroupRoot, Join, Statistic, start
from folkekommune.query.engine import CellRequest
from folkekommune.query.expressions import MAXIMUM_DEPTH, Branch, Choose, Not
from folkekommune.query.steps import Assign, Keep, Rename
from folkekommune.query.typing import QueryError

ENGINES = pytest.mark.parametrize("kind", ["reference", "duckdb"])
STEPS = 300


def engine_of(world, kind, folder):
    return world.reference() if kind == "reference" else world.duckdb(folder)


@ENGINES
def test_three_hundred_steps_of_all_sorts(kind, tmp_path):
    """Make, recode and keep in turn: x counts the steps that made it, modulo 7."""
    world = World.of(5).add("a", [0, 1, 2, 3, 4])
    dataset = world.dataset("a").then(Assign("x", col("a")))
    for place in range(STEPS):
        match place % 6:
            case 0:
                dataset = dataset.then(Assign(f"v{place}", op(col("x"), "+", 1)))
            case 1:
                dataset = dataset.then(Assign("x", col(f"v{place - 1}")))
            case 2:
                dataset = dataset.then(Assign("x", node(0), op(col("x"), "==", 7)))
            case 3 if len(dataset.conditions) < 50:
                dataset = dataset.then(Keep(op(col("x"), "!=", 100 + place)))
            case 4:
                choice = Choose((Branch(op(col("x"), "<", 3), node("few")),), node("many"))
                dataset = dataset.then(Assign("t", choice))
            case _:
                dataset = dataset.then(Rename("x", "y")).then(Rename("y", "x"))
    assert len(dataset.steps) > STEPS
    cells = engine_of(world, kind, tmp_path).cells(CellRequest(dataset, ("a", "x", "t")), limit=10)
    rounds = STEPS // 6
    expected = set()
    for a in range(5):
        x = a
        for _ in range(rounds):
            x = (x + 1) % 7
        expected.add((a, x, "few" if x < 3 else "many"))
    assert set(zip(*cells.coordinates, strict=True)) == expected
    assert set(cells.mask.tolist()) == {2 ** len(dataset.conditions) - 1}


@ENGINES
def test_one_variable_replaced_three_hundred_times(kind, tmp_path):
    world = World.of(3).add("a", [0, 1, 2])
    dataset = world.dataset("a")
    for _ in range(STEPS):
        dataset = dataset.then(Assign("a", op(col("a"), "+", 1), op(col("a"), ">=", 0)))
    cells = engine_of(world, kind, tmp_path).cells(CellRequest(dataset, ("a",)), limit=10)
    assert sorted(cells.coordinates[0]) == [STEPS, STEPS + 1, STEPS + 2]


@ENGINES
def test_collapse_upon_collapse_and_merge_upon_merge(kind, tmp_path):
    world = World.of(6).add("a", [1, 1, 2, 2, 3, 3]).add("b", [1, 2, 3, 4, 5, 6])
    dataset = world.dataset("a", "b")
    for place in range(12):
        groups = start(GroupRoot(dataset, "a", (Aggregate(Statistic.SUM, "b", f"s{place}"),)))
        dataset = world.dataset("a", "b").then(Join(groups, (f"s{place}",), "a"))
        dataset = dataset.then(Assign("b", op(op(col("b"), "+", col(f"s{place}")), "-", col(f"s{place}"))))
    cells = engine_of(world, kind, tmp_path).cells(CellRequest(dataset, ("a", "s11")), limit=10)
    assert set(zip(*cells.coordinates, strict=True)) == {(1, 3), (2, 7), (3, 11)}


def nested(make, depth):
    expression = op(col("a"), ">", 0)
    for _ in range(depth):
        expression = make(expression)
    return expression


SHAPES = {
    "sum": lambda e: op(e, "+", 1),
    "difference": lambda e: op(1, "-", e),
    "or": lambda e: op(e, "|", op(col("a"), "==", 5)),
    "and": lambda e: op(op(col("a"), "!=", 5), "&", e),
    "not": Not,
    "comparison": lambda e: op(e, "==", 1),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_an_expression_as_deep_as_may_be_runs_on_both_engines(shape, tmp_path):
    world = World.of(3).add("a", [0, 1, 2])
    deepest = nested(SHAPES[shape], MAXIMUM_DEPTH - 2)
    dataset = world.dataset("a").then(Assign("x", deepest))
    cells = [
        engine.cells(CellRequest(dataset, ("a", "x")), limit=10)
        for engine in (world.reference(), world.duckdb(tmp_path))
    ]
    found = [sorted(zip(*c.coordinates, strict=True)) for c in cells]
    assert found[0] == found[1]
    with pytest.raises(QueryError):
        world.dataset("a").then(Assign("x", nested(SHAPES[shape], MAXIMUM_DEPTH)))


def test_an_expression_that_multiplies_in_sql_is_refused_in_time(tmp_path):
    """Each level writes its operand several times: written out, it would be larger than any machine."""
    world = World.of(1).add("a", [1])
    dataset = world.dataset("a").then(Assign("x", nested(lambda e: call("year", call("date", e, 1, 1)), 40)))
    engine = world.duckdb(tmp_path)
    with pytest.raises(QueryError) as caught:
        engine.cells(CellRequest(dataset, ("x",)), limit=10)
    assert caught.value.code == "query.expression-too-large"
