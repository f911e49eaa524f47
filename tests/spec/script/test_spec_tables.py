"""Tables and key figures as a researcher sees them, without noise so that they can be worked out by hand.

The children are those of ``protected_scripts``: of each sex 250 sleep 1, 150 sleep 2 and 100 sleep 9, and
they weigh 10, 14 and 12 kilos, sex 2 two more, half of them a kilo more and half a kilo less.
"""

from __future__ import annotations

import pytest
from protected_scripts import Workbench, children

feature = pytest.mark.feature


@pytest.fixture(scope="module")
def bench(tmp_path_factory) -> Workbench:
    return Workbench(*children(), "duckdb", tmp_path_factory.mktemp("bench"))


@feature(94, 97)
def test_tabulate_counts(bench):
    """One variable in rows; of two the last stands in columns; totals last."""
    assert bench.rows("tabulate sleep") == [
        ("sleep 1 en", "500"),
        ("sleep 2 en", "300"),
        ("sleep 9 en", "200"),
        ("Total", "1,000"),
    ]
    (grid,) = bench.shown("tabulate sleep sex, freq")
    assert grid.heads == ("sleep", "sex 1 en", "sex 2 en", "Total")
    assert grid.over == "sex"
    assert grid.rows[1] == ("sleep 2 en", "150", "150", "300")


@feature(94)
def test_more_variables_are_nested_in_the_rows(bench):
    """All of sex 1 who sleep 1 are light: being light says nothing more of them, so they are nearly all."""
    rows = bench.rows("generate heavy = weight >= 13\ntabulate heavy sleep sex")
    assert rows[0] == ("0", "sleep 1 en", "~250", "~125", "375")
    assert rows[4][:3] == ("1", "sleep 1 en", "0–4")
    assert [row[:2] for row in rows[1:4]] == [("0", "sleep 2 en"), ("0", "sleep 9 en"), ("0", "Total")]
    assert rows[-1] == ("Total", "Total", "500", "500", "1,000")


@feature(95)
def test_missing_can_be_a_category(bench):
    script = "replace sleep = . if sleep == 9\ntabulate sleep"
    assert [row[1] for row in bench.rows(script)] == ["500", "300", "800"]
    rows = bench.rows(f"{script}, missing")
    assert rows[2:] == [("Missing", "200"), ("Total", "1,000")]


@feature(96, 458)
def test_labels_are_shown_unless_nolabels(bench):
    assert [row[0] for row in bench.rows("tabulate sex, nolabels")] == ["1", "2", "Total"]
    assert bench.rows("tabulate sex")[0][0] == "sex 1 en"


@feature(98, 99, 100)
def test_shares_of_rows_columns_and_of_all(bench):
    """With their uncertainty; whole per cent below a thousand persons, one decimal from there."""
    wanted = {
        "rowpct": ["50 %", "50 %", "100 %"],
        "colpct": ["50 %", "50 %", "50.0 %"],
        "cellpct": ["25.0 %", "25.0 %", "50.0 %"],
    }
    for option, shares in wanted.items():
        first = bench.rows(f"tabulate sleep sex, {option}")[0]
        assert [cell.partition(" (")[0] for cell in first[1:]] == shares, option
    assert bench.rows("tabulate sleep, cellpct")[0][1].startswith("50.0 % (")
    (grid,) = bench.shown("tabulate sleep sex, freq rowpct")
    assert [cell.partition(" (")[0] for cell in grid.rows[0][1:3]] == ["250", "50 %"]


def test_statistics_of_several_numbers_stand_beside_each_other(bench):
    """Of sex 1 (250 · 10 + 150 · 14 + 100 · 12) / 500 kilos on average, of sex 2 two more."""
    (grid,) = bench.shown("generate double = 2 * weight\ntabulate sex, summarize(weight, double)")
    assert grid.heads == ("sex", "WEIGHT en Mean", "double Mean")
    assert grid.rows == (
        ("sex 1 en", "11.60", "23.20"),
        ("sex 2 en", "13.60", "27.20"),
        ("Total", "12.60", "25.20"),
    )


@feature(101)
def test_chi_square_tests_whether_rows_and_columns_are_independent(bench):
    """Sleep is as common in both sexes. 13 kilos or more weigh 200 of 500 of sex 1 and 375 of sex 2.

    χ² = 1000 · (300·375 - 200·125)² / (500 · 500 · 425 · 575) = 125.3.
    """
    table, test = bench.shown("tabulate sleep sex, chi2")
    assert table.rows[0] == ("sleep 1 en", "250", "250", "500")
    assert test.heads == ("", "Chi-square", "Degrees of freedom", "p-value")
    assert test.rows == (("", "0", "2", "1.000"),)
    test = bench.shown("generate heavy = weight >= 13\ntabulate sex heavy, chi2")[1]
    assert test.rows == (("", "125", "1", "<0.001"),)


@feature(102)
def test_a_flat_table_has_one_row_of_heads(bench):
    (grid,) = bench.shown("tabulate sleep sex, flatten")
    assert grid.over == ""
    assert grid.heads == ("sleep", "sex 1 en", "sex 2 en", "Total")


@feature(103)
def test_rows_are_sorted_by_a_column(bench):
    """Ascending; without a code by the total; totals stay last. Sorting makes the table flat."""
    assert [row[0] for row in bench.rows("tabulate sleep, rowsort()")] == [
        "sleep 9 en",
        "sleep 2 en",
        "sleep 1 en",
        "Total",
    ]
    (grid,) = bench.shown("tabulate sleep sex, summarize(weight) rowsort(2)")
    assert [row[:3] for row in grid.rows[:3]] == [
        ("sleep 1 en", "10.00", "12.00"),
        ("sleep 9 en", "12.00", "14.00"),
        ("sleep 2 en", "14.00", "16.00"),
    ]
    assert grid.over == ""


@feature(104)
def test_columns_are_sorted_by_a_row(bench):
    (grid,) = bench.shown("tabulate sex sleep, colsort(1)")
    assert grid.heads == ("sex", "sleep 9 en", "sleep 2 en", "sleep 1 en", "Total")
    assert grid.rows[0] == ("sex 1 en", "100", "150", "250", "500")


@feature(105, 106)
def test_the_first_and_the_last_rows(bench):
    """After sorting, the last ones are the largest. The total stays."""
    assert [row[0] for row in bench.rows("tabulate sleep, top(2)")] == ["sleep 1 en", "sleep 2 en", "Total"]
    rows = bench.rows("tabulate sleep, rowsort() bottom(1)")
    assert rows == [("sleep 1 en", "500"), ("Total", "1,000")]


@feature(107, 108, 109, 110)
def test_means_spreads_and_sums_of_a_number(bench):
    """Of 250 children half weigh 9 and half 11 kilos: mean 10, SD √(250/249), sum 2500."""
    (grid,) = bench.shown("tabulate sleep sex, summarize(weight)")
    assert grid.rows[0][1:3] == ("10.00", "12.00")
    (grid,) = bench.shown("tabulate sleep sex, summarize(weight) mean std sum freq")
    assert grid.heads[1:5] == (
        "sex 1 en Mean",
        "sex 1 en Standard deviation",
        "sex 1 en Sum",
        "sex 1 en count",
    )
    assert grid.rows[0][1:5] == ("10.00", "1.00", "2,500", "250")


@feature(111, 112, 113, 114, 115)
def test_percentiles_and_inequality_of_a_number(bench):
    """Of 250 half weigh 9 and half 11: quartiles 9 and 11, Gini (2/2)/(2·10) = 0.05.

    The median is the mean of the eleven values nearest the middle: six of 9 and five of 11.
    """
    (grid,) = bench.shown("tabulate sleep sex, summarize(weight) p25 p50 p75 iqr gini")
    assert grid.rows[0][1:6] == ("9.00", "9.91", "11.0", "2.00", "0.05")


@feature(345)
def test_collapse_gives_the_gini_of_each_group(bench):
    """Of sleep 1 a quarter each weigh 9, 11, 11 and 13 kilos: mean difference 1.5, Gini 1.5/(2·11) = 0.07."""
    script = "aggregate (gini) weight -> g (sum) weight -> s, by(sleep)\ntabulate sleep, summarize({}) "
    assert float(bench.rows(script.format("g"))[0][1]) == 0.07
    assert bench.rows(script.format("s"))[0][1] == "5,500"


@feature(88)
def test_summarize_shows_key_figures(bench):
    """3·250, 2·150 … : mean (500·11 + 300·15 + 200·13)/1000 = 12.6."""
    (grid,) = bench.shown("summarize weight")
    assert grid.heads == (
        "Variable",
        *("Count", "Mean", "Standard deviation", "1 %", "25 %", "Median", "75 %", "99 %"),
    )
    assert grid.rows[0][:3] == ("weight", "1,000", "12.60")
    assert grid.rows[0][4:] == ("9.00", "11.0", "13.0", "15.0", "17.0")


@feature(89, 90)
def test_summarize_with_inequality_and_the_distance_between_quartiles(bench):
    """Of sleep 1 a fourth weigh 9, half 11 and a fourth 13: quartiles of 9.91 and 11.9 as they are shown."""
    rows = bench.rows("summarize weight if sleep == 1, gini iqr")
    assert rows[0][-2:] == ("0.07", "1.99")
