"""Two figures are different only when the interval of their difference leaves zero out."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest
from web_fakes import WITHHELD, FakeFigures, shown

from folkekommune.indicators.definition import Break, Direction
from folkekommune.indicators.reliability import Flag
from folkekommune.indicators.verdict import Comparison, Tone
from folkekommune.web.comparison import hold_against, hold_against_year, is_uncertain, verdict_of
from folkekommune.web.components.table import figure_cells, value_column
from folkekommune.web.ports import MISSING, Cell, Figure
from folkekommune.web.trend import trend_summary


@pytest.mark.parametrize(
    ("second", "first", "lower", "upper"),
    [
        # Newcombe, Stat. Med. 1998;17:873-890, table II, method 10, those with ten of each kind
        ((56, 70), (48, 80), 0.0524, 0.3339),
    ],
)
def test_the_interval_of_a_difference_is_newcombes(
    second: tuple[int, int], first: tuple[int, int], lower: float, upper: float
) -> None:
    gap = hold_against(shown(*second), shown(*first), Direction.HIGH).gap
    assert gap is not None
    assert math.isclose(gap.limits.lower, 100 * lower, abs_tol=0.006)
    assert math.isclose(gap.limits.upper, 100 * upper, abs_tol=0.006)


@pytest.mark.parametrize(
    ("second", "first", "direction", "comparison", "tone"),
    [
        ((56, 70), (48, 80), Direction.HIGH, Comparison.HIGHER, Tone.BETTER),
        ((48, 80), (56, 70), Direction.HIGH, Comparison.LOWER, Tone.WORSE),
        ((56, 70), (48, 80), Direction.LOW, Comparison.HIGHER, Tone.WORSE),
        ((52, 100), (50, 100), Direction.LOW, Comparison.NOT_DIFFERENT, Tone.SIMILAR),
        ((50, 100), (50, 100), Direction.HIGH, Comparison.NOT_DIFFERENT, Tone.SIMILAR),
        ((56, 70), (48, 80), Direction.NONE, Comparison.NOT_TESTED, Tone.NONE),
        # fewer than ten cases are not tested, however large the difference
        ((9, 100), (60, 100), Direction.HIGH, Comparison.NOT_TESTED, Tone.NONE),
    ],
)
def test_better_and_worse_need_a_sure_difference_and_a_direction(
    second: tuple[int, int],
    first: tuple[int, int],
    direction: Direction,
    comparison: Comparison,
    tone: Tone,
) -> None:
    verdict = hold_against(shown(*second), shown(*first), direction)
    assert (verdict.comparison, verdict.tone) == (comparison, tone)


def test_only_what_holds_at_the_stricter_level_is_clear() -> None:
    """600 against 550 of 1000 is 5 points ± 4.3; 700 against 550 is 15."""
    near, far = (hold_against(shown(n, 1000), shown(550, 1000), Direction.HIGH) for n in (600, 700))
    assert near.is_sure
    assert not near.clear
    assert far.clear


def test_a_hidden_figure_is_compared_with_nothing() -> None:
    figure = shown(50, 100)
    assert hold_against(figure, WITHHELD, Direction.HIGH).sentence == "indicators.not-tested-benchmark"
    hidden = hold_against(WITHHELD, figure, Direction.HIGH)
    assert (hidden.sign, hidden.comparison) == (":", Comparison.NOT_TESTED)
    assert verdict_of(MISSING, Direction.HIGH).flag is Flag.MISSING


def test_across_a_break_nothing_is_compared() -> None:
    cell = Cell("overvekt_4aar", "4601", 2025)
    figures = FakeFigures({cell: shown(400, 2900), cell.at(2024): shown(300, 2900)})
    definition = next(each for each in figures.indicators() if each.code == cell.indicator)
    assert hold_against_year(figures, definition, cell, before=2024).is_sure
    broken = replace(definition, breaks=(Break(date(2025, 1, 1), definition.wording.name),))
    assert not hold_against_year(figures, broken, cell, before=2024).is_sure
    elsewhere = replace(broken, breaks=(replace(broken.breaks[0], area="4631"),))
    assert hold_against_year(figures, elsewhere, cell, before=2024).is_sure


def test_few_cases_make_a_figure_uncertain_and_few_answers_are_told_by_themselves() -> None:
    assert is_uncertain(shown(9, 2000), Direction.LOW)
    assert not is_uncertain(shown(500, 2000, coverage=0.6), Direction.LOW)  # low coverage is told by itself
    assert not is_uncertain(shown(500, 2000), Direction.LOW)
    assert not is_uncertain(WITHHELD, Direction.LOW)


def test_the_summary_of_a_trend_is_bound_to_the_interval() -> None:
    rise = ((2018, shown(500, 1000)), (2025, shown(600, 1000)))
    assert "gikk opp fra 50,0 % i 2018 til 60,0 % i 2025" in trend_summary(rise, "nb").replace("\xa0", " ")
    fall = ((2018, shown(600, 1000)), (2025, shown(500, 1000)))
    assert "gjekk ned" in trend_summary(fall, "nn")
    unsure = ((2018, shown(50, 100)), (2025, shown(52, 100)))
    assert "may be due to chance" in trend_summary(unsure, "en")


def test_five_years_are_judged_together_and_not_by_their_ends() -> None:
    """A rise in every year is one; years that go up and down are not; nor is one year beside level ones."""
    rise = tuple((2019 + n, shown(500 + 60 * n, 1000)) for n in range(5))
    assert "rose from 50.0% in 2019 to 74.0% in 2023" in trend_summary(rise, "en")
    level = tuple((2019 + n, shown(cases, 1000)) for n, cases in enumerate((500, 560, 480, 550, 545)))
    assert "no clear development" in trend_summary(level, "en")
    last = tuple((2019 + n, shown(cases, 1000)) for n, cases in enumerate((212, 208, 204, 200, 600)))
    assert "A single year decides" in trend_summary(last, "en")


def test_of_more_years_the_ends_are_compared_and_the_last_five_judged() -> None:
    """By hand: 0.8 points a year and 0.89 points of standard error give chi-squared 8, and 9.5 is needed."""
    slow = tuple((2017 + n, shown(1740 + 23 * n, 2900)) for n in range(9))
    assert "rose from 60.0% in 2017" in trend_summary(slow, "en")
    assert "no clear development" in trend_summary(slow, "en")
    fast = tuple((2017 + n, shown(1740 + 60 * n, 2900)) for n in range(9))
    assert "De siste fem årene med tall har tallet gått opp." in trend_summary(fast, "nb")
    fall = tuple((2017 + n, shown(1740 - 60 * n, 2900)) for n in range(9))
    assert "Dei siste fem åra med tal har talet gått ned." in trend_summary(fall, "nn")


def test_years_before_a_break_have_no_say() -> None:
    series = tuple((2019 + n, shown(500 + 60 * n, 1000)) for n in range(5))
    assert "2019" in trend_summary(series, "nb", breaks=(2018,))
    broken = trend_summary(series, "nb", breaks=(2022,))
    assert "68,0" in broken
    assert "2019" not in broken
    assert trend_summary(series, "nb", breaks=(2023,)).startswith("Vi har for få år")


def test_hidden_years_at_the_ends_are_left_out_of_the_summary() -> None:
    series = ((2017, WITHHELD), (2018, shown(500, 1000)), (2024, shown(600, 1000)), (2025, WITHHELD))
    summary = trend_summary(series, "nb")
    assert "2018" in summary
    assert "2024" in summary
    assert "2025" not in summary


def test_one_year_is_no_trend() -> None:
    series = ((2017, WITHHELD), (2018, shown(500, 1000)))
    assert trend_summary(series, "nb") == "Vi har for få år med tall til å si noe om utviklingen."


def test_a_mean_is_told_in_its_own_unit_and_never_as_a_share() -> None:
    means = tuple(
        (year, Figure(value=0.5, lower=0.31, upper=0.69, decimals=2, unit="SD", denominator=90))
        for year in (2024, 2025)
    )
    told = trend_summary(means, "nb").replace("\xa0", " ")
    assert "0,50 SD i 2024 og 0,50 SD i 2025" in told
    assert "%" not in told
    assert [cell.text.replace("\xa0", " ") for cell in figure_cells(means[0][1], "nb")] == [
        "0,50 SD",
        "0,31–0,69",
        "90",
    ]
    assert value_column(means[0][1]) == "mean"
