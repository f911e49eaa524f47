"""Statistics of a collapse, by hand, on both engines: exact, and the same whatever the order of rows."""

import math
import statistics
from random import Random

import pytest
from worlds import World

from folkekommune.catalogue.model import ValueType
from folkekommune.engines.group_statistics import fixed_sum, statistic_of
from folkekommune.query.dataset import Aggregate, GroupRoot, Statistic, start
from folkekommune.query.engine import CellRequest

ENGINES = pytest.mark.parametrize("kind", ["reference", "duckdb"])


def collapse(kind, folder, groups, values, *, floor=1, of=tuple(Statistic), name="x"):
    """Collapse values by group, and give for each group its persons and statistics."""
    world = World.of(len(values)).add("g", groups).add("x", values, kind=ValueType.DECIMAL)
    world.add("t", [None if value is None else str(value) for value in values])
    engine = world.reference() if kind == "reference" else world.duckdb(folder)
    aggregates = tuple(Aggregate(statistic, name, statistic.value) for statistic in of)
    dataset = start(GroupRoot(world.dataset("g", "x", "t"), "g", aggregates, floor))
    cells = engine.cells(CellRequest(dataset, ("g", *(s.value for s in of))), limit=1000)
    by_group = {}
    for place, group in enumerate(cells.coordinates[0]):
        found = [column[place] for column in cells.coordinates[1:]]
        by_group[group] = (int(cells.persons[place]), dict(zip((s.value for s in of), found, strict=True)))
    return by_group


@ENGINES
def test_statistics_of_groups(kind, tmp_path):
    groups = [1, 1, 1, 1, 2, 2, 3, 3, None]
    found = collapse(kind, tmp_path, groups, [4.0, 1.0, 2.0, None, 5.0, 5.0, None, None, 9.0])
    assert found == {
        1.0: (
            4,
            {"count": 3, "sum": 7, "mean": 7 / 3, "sd": math.sqrt(7 / 3), "min": 1, "max": 4, "median": 2}
            | {"p25": 1, "p75": 4, "gini": pytest.approx(2 / 7)},  # 12 / (2 · 9 · 7/3)
        ),
        2.0: (
            2,
            {"count": 2, "sum": 10, "mean": 5, "sd": 0, "min": 5, "max": 5, "median": 5, "p25": 5, "p75": 5}
            | {"gini": 0},
        ),
        3.0: (2, {s.value: 0 if s is Statistic.COUNT else None for s in Statistic}),
    }


@ENGINES
def test_one_value_has_no_standard_deviation_and_an_even_number_a_median_between(kind, tmp_path):
    of = (Statistic.SD, Statistic.MEDIAN)
    found = collapse(kind, tmp_path, [1, 2, 2, 2, 2], [3.0, 4.0, 1.0, 2.0, 7.5], of=of)
    assert found[1.0][1] == {"sd": None, "median": 3}
    assert found[2.0][1]["median"] == 3


@ENGINES
def test_a_group_of_fewer_persons_than_the_floor_has_no_values(kind, tmp_path):
    found = collapse(kind, tmp_path, [1, 1, 1, 2, 2], [1.0, 2.0, 3.0, 4.0, 5.0], floor=3, of=(Statistic.SUM,))
    assert found == {1.0: (3, {"sum": 6}), 2.0: (2, {"sum": None})}


@ENGINES
def test_texts_can_be_counted(kind, tmp_path):
    found = collapse(kind, tmp_path, [1, 1, 2], [1.0, None, 2.0], of=(Statistic.COUNT,), name="t")
    assert found == {1.0: (2, {"count": 1}), 2.0: (1, {"count": 1})}


EXACT = [
    # Terms that cancel leave nothing behind.
    ([1e15, 1.0, -1e15], {"sum": 1, "mean": 1 / 3}),
    ([1e9 + 1, 1e9 + 2, 1e9 + 3], {"sum": 3e9 + 6, "mean": 1e9 + 2, "sd": 1}),
    ([0.1] * 10, {"sum": 1, "mean": 0.1, "sd": 0}),
    ([1e-200, 3e-200], {"sum": 4e-200, "mean": 2e-200}),
    # Overflow is missing.
    ([1.7e308, 1.6e308], {"sum": None, "mean": None, "sd": None, "median": None, "max": 1.7e308}),
    ([1.7e308, -1.7e308], {"sum": 0, "mean": 0, "sd": None, "median": 0}),
    ([1.7e308], {"sum": 1.7e308, "mean": 1.7e308, "median": 1.7e308}),
    ([1.7e308, 1.7e308], {"sum": None, "median": 1.7e308}),
    # A zero has no sign.
    ([-0.0, -0.0], {"sum": 0, "min": 0, "max": 0, "median": 0, "sd": 0}),
]


@ENGINES
def test_sums_are_exact_and_total(kind, tmp_path):
    groups = [float(group) for group, (values, _) in enumerate(EXACT) for _ in values]
    found = collapse(kind, tmp_path, groups, [value for values, _ in EXACT for value in values])
    for group, (_, expected) in enumerate(EXACT):
        statistics_found = found[float(group)][1]
        for name, wanted in expected.items():
            got = statistics_found[name]
            assert got == (None if wanted is None else pytest.approx(wanted, rel=1e-15, abs=0)), (group, name)
            assert got is None or got != 0 or math.copysign(1, got) == 1


def test_the_order_of_values_cannot_be_seen():
    draw = Random(4)  # noqa: S311 - a test
    values = sorted(draw.lognormvariate(0, 20) * draw.choice([-1, 1]) for _ in range(500))
    largest = max(map(abs, values))
    total = fixed_sum(values, largest)
    for _ in range(20):
        draw.shuffle(values)
        assert fixed_sum(values, largest) == total
    assert total == pytest.approx(math.fsum(values), rel=1e-12, abs=largest * 1e-15)


def test_the_outside_world_agrees():
    """Against Python's statistics module, which computes with fractions."""
    draw = Random(5)  # noqa: S311 - a test
    for size in (2, 3, 10, 1001):
        values = sorted(draw.gauss(50, 12) for _ in range(size))
        assert statistic_of(Statistic.MEAN, values) == pytest.approx(statistics.mean(values), rel=1e-14)
        assert statistic_of(Statistic.SD, values) == pytest.approx(statistics.stdev(values), rel=1e-14)
        assert statistic_of(Statistic.MEDIAN, values) == statistics.median(values)


def test_one_group_does_not_change_the_digits_of_another(tmp_path):
    small = [0.1, 0.2, 0.3]
    alone = collapse("duckdb", tmp_path / "alone", [1] * 3, small)[1.0]
    beside = collapse("duckdb", tmp_path / "beside", [1] * 3 + [2] * 2, [*small, 1e300, 1e299])[1.0]
    assert alone == beside
