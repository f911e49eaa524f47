"""Two figures are different only when the interval of their difference leaves zero out."""

from __future__ import annotations

import math

import pytest
from web_fakes import WITHHELD, shown

from folkekommune.indicators.definition import Direction
from folkekommune.statistics.comparison import Position
from folkekommune.web.comparison import compare, tone
from folkekommune.web.components.number_card import Tone
from folkekommune.web.trend import trend_summary

HIGHER, LOWER, SAME = Position.HIGHER, Position.LOWER, Position.NOT_DIFFERENT


@pytest.mark.parametrize(
    ("second", "first", "lower", "upper"),
    [
        # Newcombe, Stat. Med. 1998;17:873-890, table II, method 10: (a) to (d)
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
    ],
)
def test_the_interval_of_a_difference_is_newcombes(
    second: tuple[int, int], first: tuple[int, int], lower: float, upper: float
) -> None:
    change = compare(shown(*first), shown(*second))
    assert change is not None
    assert math.isclose(change.lower, 100 * lower, abs_tol=0.006)
    assert math.isclose(change.upper, 100 * upper, abs_tol=0.006)


def test_a_difference_is_told_only_when_it_is_sure() -> None:
    assert compare(shown(48, 80), shown(56, 70)).position is HIGHER
    assert compare(shown(56, 70), shown(48, 80)).position is LOWER
    assert compare(shown(0, 29), shown(5, 56)).position is SAME


def test_a_hidden_figure_is_compared_with_nothing() -> None:
    assert compare(WITHHELD, shown(5, 56)) is None
    assert compare(shown(5, 56), WITHHELD) is None


@pytest.mark.parametrize(
    ("position", "direction", "expected"),
    [
        (HIGHER, Direction.HIGH, Tone.BETTER),
        (LOWER, Direction.HIGH, Tone.WORSE),
        (HIGHER, Direction.LOW, Tone.WORSE),
        (LOWER, Direction.LOW, Tone.BETTER),
        (SAME, Direction.HIGH, Tone.NEUTRAL),
        (HIGHER, Direction.NONE, Tone.NEUTRAL),
        (None, Direction.HIGH, Tone.NEUTRAL),
    ],
)
def test_better_and_worse_need_a_sure_difference_and_a_direction(
    position: Position | None, direction: Direction, expected: Tone
) -> None:
    assert tone(position, direction) is expected


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
    assert "De siste fem årene med tall har andelen gått opp." in trend_summary(fast, "nb")
    fall = tuple((2017 + n, shown(1740 - 60 * n, 2900)) for n in range(9))
    assert "Dei siste fem åra med tal har delen gått ned." in trend_summary(fall, "nn")


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
