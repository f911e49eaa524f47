"""Panels by date, without noise so that they can be worked out by hand.

The children are those of ``protected_scripts``. 500 slept 1 in 2019; the first 100 of them slept 2 in 2020.
"""

from __future__ import annotations

import pytest
from protected_scripts import NOISY, Workbench, children
from script_worlds import faults

feature = pytest.mark.feature

PANEL = "reshape-to-panel s\n"


@pytest.fixture(scope="module")
def bench(tmp_path_factory) -> Workbench:
    return Workbench(*children(), "duckdb", tmp_path_factory.mktemp("bench"))


@feature(116, 119)
def test_tabulate_panel_has_dates_in_columns(bench):
    """There is no total over dates: everybody would be counted several times."""
    (grid,) = bench.shown(PANEL + "tabulate-panel s, freq")
    assert grid.heads == ("s", "19", "20")
    assert grid.rows == (
        ("sleep 1 en", "500", "400"),
        ("sleep 2 en", "300", "400"),
        ("sleep 9 en", "200", "200"),
        ("Total", "1,000", "1,000"),
    )


@feature(116)
def test_several_variables_are_nested_in_the_rows(bench):
    (grid,) = bench.shown(PANEL + "tabulate-panel sex s if s != 9")
    assert grid.heads == ("sex", "s", "19", "20")
    assert grid.rows[0] == ("sex 1 en", "sleep 1 en", "250", "200")


@feature(117, 118)
def test_missing_and_codes_in_a_panel(bench):
    script = PANEL + "replace s = . if s == 9\ntabulate-panel s, missing nolabels"
    assert bench.rows(script)[:3] == [("1", "500", "400"), ("2", "300", "400"), ("Missing", "200", "200")]


@feature(120, 121, 122)
def test_shares_in_a_panel(bench):
    """``colpct`` is of everybody at the date; ``rowpct`` and ``cellpct`` of all that is counted over dates.

    400 of 500 and 400; 400 of 1000; 400 of 1000 and 1000.
    """
    wanted = {"rowpct": "44 %", "colpct": "40.0 %", "cellpct": "20.0 %"}
    for option, share in wanted.items():
        assert bench.rows(f"{PANEL}tabulate-panel s, {option}")[0][2].partition(" (")[0] == share, option


@feature(123)
def test_chi_square_in_a_panel(bench):
    """Rows 500/400, 300/400 and 200/200 of 1000 each: 2·50²/450 + 2·50²/350 = 25.4, two degrees."""
    test = bench.shown(PANEL + "tabulate-panel s, chi2")[1]
    assert test.rows == (("", "25.4", "2", "<0.001"),)


@feature(124)
def test_statistics_of_a_number_in_a_panel(bench):
    """Who slept 1 in 2019 weighs 11 kilos on average."""
    (grid,) = bench.shown(PANEL + "tabulate-panel s, summarize(weight) mean std freq p50")
    assert grid.heads[1:5] == ("19 Mean", "19 Standard deviation", "19 count", "19 Median")
    assert grid.rows[0][1] == "11.00"
    assert grid.rows[0][3] == "500"


@feature(91)
def test_summarize_panel_has_a_row_for_each_date(bench):
    """(500·1 + 300·2 + 200·9)/1000 = 2.9, and 3 in 2020."""
    (grid,) = bench.shown(PANEL + "summarize-panel s")
    assert grid.title == "Key figures by date: s"
    assert [row[:3] for row in grid.rows] == [("19", "1,000", "2.900"), ("20", "1,000", "3.000")]


@feature(92, 93)
def test_summarize_panel_with_inequality_and_the_distance_between_quartiles(bench):
    """Quartiles 1 and 2, then 1 and 2; all weigh the same both years."""
    (grid,) = bench.shown(PANEL + "summarize-panel s, gini iqr")
    assert grid.heads[-2:] == ("Gini", "Interquartile range")
    assert [row[-1] for row in grid.rows] == ["1.00", "1.00"]
    assert all(0 < float(row[-2]) < 1 for row in grid.rows)


@feature(136)
def test_transitions_from_one_date_to_the_next(bench):
    """Of 500 who slept well, 100 do not a year later; nobody begins to."""
    counts, shares = bench.shown(PANEL + "generate well = s == 1\ntransitions-panel well")
    assert counts.title == "Transitions, counts: well"
    assert counts.heads == ("", "0", "1", "Total")
    assert counts.rows == (("0", "500", "0–4", "500"), ("1", "100", "400", "500"))
    assert shares.rows[1] == ("1", "20", "80", "100")


def test_both_dates_are_protected_and_the_answer_is_the_same_in_other_words(bench):
    """With noise: asked again under another name the figures are the same."""
    first = bench.rows(PANEL + "tabulate-panel s", NOISY)
    again = bench.rows(PANEL + "rename s t\ntabulate-panel t", NOISY)
    assert first == again


def test_panel_commands_need_a_panel():
    assert faults("tabulate-panel sex")[0][2] == "no-panel"
    assert faults("summarize-panel weight")[0][2] == "no-panel"
    assert faults("transitions-panel sex")[0][2] == "no-panel"
