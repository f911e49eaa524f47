"""Shares in tables: from a protected count and its protected complement (disclosure-rules.md section 5)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from door_factory import by_label, dimension, door_of, policy_of, table_of
from worlds import World

from folkekommune.disclosure.results import Sign
from folkekommune.query.outputs import Measure, Table
from folkekommune.statistics.protected_share import protected_share

PLAIN = replace(policy_of(population_small=1), switched_off=frozenset({"people_layer", "condition_layer"}))


def rows(*sizes: tuple[int, ...]) -> World:
    """Make a world of rows 1, 2, … that hold so many persons of columns 1, 2, …; ``None`` is missing."""
    row, column = [], []
    for number, listed in enumerate(sizes, start=1):
        for code, size in enumerate(listed, start=1):
            row += [number] * size
            column += [code if code <= 3 else None] * size
    world = World.of(len(row)).add("row", row, codes=tuple(range(1, len(sizes) + 1)))
    return world.add("column", column, codes=(1, 2, 3))


def table(world: World, measure: Measure, *, missing: bool = False) -> Table:
    dimensions = (dimension("row", world.codes["row"]), dimension("column", (1, 2, 3)))
    return Table(world.dataset("row", "column"), dimensions, (Measure.FREQUENCY, measure), missing=missing)


def shares(world: World, folder, measure=Measure.ROW_PERCENT, *, policy=PLAIN, missing=False):
    return by_label(
        table_of(door_of(world, folder, policy=policy), table(world, measure, missing=missing)), measure.value
    )


def test_row_and_column_percent_without_noise(tmp_path) -> None:
    world = rows((30, 60, 110), (70, 40, 90))
    by_row = shares(world, tmp_path / "row")
    assert [by_row["1", code].text for code in ("1", "2", "3", None)] == ["15", "30", "55", "100"]
    by_column = shares(world, tmp_path / "column", Measure.COLUMN_PERCENT)
    assert [by_column[code, "1"].text for code in ("1", "2", None)] == ["30", "70", "100"]
    assert by_row[None, "2"].text == "25"


def test_from_a_thousand_persons_on_one_decimal(tmp_path) -> None:
    found = shares(rows((333, 667), (100, 899)), tmp_path)
    assert found["1", "1"].text == "33.3"
    assert found["2", "1"].text == "10"


def test_the_interval_knows_of_the_noise(tmp_path) -> None:
    """Of p' = 0.15, N' = 200, V = 2: the quadratic of section 5 solved by hand.

    a = z²/N' = 0.0192073, b = aV/N' = 0.00019207: 1.018823 p² − 0.318823 p + 0.022308 = 0,
    so p = 0.10561 and 0.20732.
    """
    value = shares(rows((30, 60, 110), (70, 40, 90)), tmp_path)["1", "1"]
    assert (value.lower, value.upper) == ("10.6", "20.7")


def test_shares_come_from_protected_counts_and_stay_within_a_hundred(tmp_path) -> None:
    """With noise: every share is numerator' / (numerator' + complement'), never above 100."""
    world = rows(*[(12 + seed % 5, 14) for seed in range(60)])
    result = table_of(
        door_of(world, tmp_path, policy=policy_of(population_small=1)), table(world, Measure.ROW_PERCENT)
    )
    counts, found = by_label(result), by_label(result, "rowpct")
    for row in world.codes["row"]:
        # Two columns only, so each is the complement of the other.
        n, rest = (counts[str(row), code].text for code in ("1", "2"))
        assert n is not None
        assert rest is not None
        expected = 100 * int(n) / (int(n) + int(rest))
        assert float(found[str(row), "1"].text) == pytest.approx(expected, abs=0.5)
        assert 0 <= float(found[str(row), "1"].text) <= 100


def test_the_complement_is_one_cell_with_its_own_draw(tmp_path) -> None:
    """Of three columns the rest of a row is not the sum of the two other cells."""
    world = rows(*[(40, 50, 60)] * 40)
    result = table_of(
        door_of(world, tmp_path, policy=policy_of(population_small=1)), table(world, Measure.ROW_PERCENT)
    )
    counts, found = by_label(result), by_label(result, "rowpct")
    differs = 0
    for row in world.codes["row"]:
        n, b, c = (int(counts[str(row), code].text) for code in ("1", "2", "3"))
        share = found[str(row), "1"]
        summed = protected_share(n, b + c, variance=2)
        differs += f"{100 * summed.interval.lower:.1f}" != share.lower
    assert differs > 10


def test_a_part_or_rest_in_the_band_hides_the_share(tmp_path) -> None:
    found = shares(rows((4, 96, 100), (96, 4, 100), (50, 50, 50)), tmp_path)
    assert found["1", "1"].sign is Sign.HIDDEN
    assert found["2", "2"].sign is Sign.HIDDEN
    # The rest of the second is 104, nearly the 100 of the third, and takes its value: 96 of 196.
    assert found["1", "2"].text == "49"


def test_a_denominator_under_ten_hides_the_share(tmp_path) -> None:
    policy = replace(PLAIN, floors=replace(PLAIN.floors, band=3))
    found = shares(rows((4, 5), (50, 50), (300, 300)), tmp_path, policy=policy)
    assert found["1", "1"].text is None
    assert found["3", "1"].text == "50"


def test_a_share_of_nearly_all_is_still_a_share_of_the_whole(tmp_path) -> None:
    """22 of 28: the 6 others are too few to be a condition, so the count is that of all 28.

    The share is 22/28 = 79 %, made from the whole and the rest; not 28/(28 + 6) = 82 %.
    """
    world = rows((22, 6), (100, 100))
    result = table_of(door_of(world, tmp_path, policy=PLAIN), table(world, Measure.ROW_PERCENT))
    assert by_label(result)["1", "1"].sign is Sign.NEARLY_ALL
    assert by_label(result)["1", "1"].text == "28"
    assert by_label(result, "rowpct")["1", "1"].text == "79"
    assert by_label(result, "rowpct")["1", "2"].text == "21"


def test_a_part_that_was_counted_in_another_group_than_its_row_has_no_share(tmp_path) -> None:
    """2 of 42 in the first row; without the row they are 8, so 8 are told, and 8 of 48 would be no share."""
    world = rows((2, 40), (6, 300))
    result = table_of(door_of(world, tmp_path, policy=PLAIN), table(world, Measure.ROW_PERCENT))
    assert (by_label(result)["1", "1"].text, by_label(result)["1", "1"].sign) == ("8", Sign.NEARLY_ALL)
    found = by_label(result, "rowpct")
    assert {found[row, column].sign for row in ("1", "2") for column in ("1", "2")} == {Sign.HIDDEN}


def test_missing_as_a_category_belongs_to_the_whole(tmp_path) -> None:
    """60, 40, 50 and 50 missing: of all 200 that is 30, 20, 25 and 25 percent."""
    world = rows((60, 40, 50, 50), (60, 40, 50, 50))
    found = shares(world, tmp_path, missing=True)
    assert [found["1", code].text for code in ("1", "2", "3", ".", None)] == ["30", "20", "25", "25", "100"]
    without = shares(world, tmp_path / "b")
    assert [without["1", code].text for code in ("1", "2", "3", None)] == ["40", "27", "33", "100"]


def test_shares_without_rounding_cover_the_truth(tmp_path) -> None:
    """The interval holds the true share of the rows in 93-99 % of 400 rows (no sampling error here)."""
    draw = np.random.default_rng(5)
    sizes = [(int(draw.binomial(80, 0.3)), 0) for _ in range(400)]
    world = rows(*[(n, 80 - n) for n, _ in sizes])
    found = shares(world, tmp_path, policy=policy_of(population_small=1))
    shown = [value for (row, column), value in found.items() if column == "1" and row and value.lower]
    inside = sum(float(value.lower) <= 30 <= float(value.upper) for value in shown)
    assert len(shown) > 380
    assert 0.92 <= inside / len(shown) <= 0.985
