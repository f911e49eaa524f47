"""What the vectors from outside do not cover: small groups, missing years, single years that decide."""

import pytest

from folkekommune.statistics.area_quantiles import quantile_groups
from folkekommune.statistics.counts import count_limits, crude_rate, exact
from folkekommune.statistics.differences import difference_of_shares, ratio_of_rates
from folkekommune.statistics.funnel import adjusted_share_limits, share_limits, share_overdispersion
from folkekommune.statistics.inequality_slope import Group, inequality_indices
from folkekommune.statistics.intervals import Interval
from folkekommune.statistics.life_expectancy import AgeBand, Expectancy, life_expectancy, may_be_published
from folkekommune.statistics.means import mean_limits, median_limits
from folkekommune.statistics.pooling import pool
from folkekommune.statistics.standardisation import (
    Band,
    ReferenceBand,
    country_is_hundred,
    direct_rate,
    indirect_ratio,
)
from folkekommune.statistics.trend import Direction, Point, trend_of_shares, trend_of_values


def test_under_ten_events_the_limits_are_exact():
    assert count_limits(9) == exact(9)
    assert count_limits(10) != exact(10)


def test_a_rate_of_nobody_is_no_rate():
    assert crude_rate(0, 0) is None
    with pytest.raises(ValueError, match=r"^$"):
        crude_rate(-1, 10)


def test_a_mean_of_one_value_has_no_limits():
    assert mean_limits(3.0, 0.0, 1) is None


def test_the_limits_of_a_median_are_values():
    """Of 10 values the 2nd and the 9th hold the median with 97.9 %: 1 - 2·(1 + 10)/1024."""
    limits = median_limits([5, 1, 9, 3, 7, 2, 8, 4, 10, 6])
    assert (limits.lower, limits.upper) == (2, 9)


def test_five_values_are_too_few_for_the_limits_of_a_median():
    """Smallest and largest of five hold it with 1 - 2/32 = 93.75 %; of six with 96.9 %."""
    assert median_limits([1, 2, 3, 4, 5]) is None
    limits = median_limits([1, 2, 3, 4, 5, 6])
    assert (limits.lower, limits.upper) == (1, 6)


def test_a_band_without_people_cannot_be_standardised():
    with pytest.raises(ValueError, match=r"^$"):
        direct_rate([Band(10, 0, 1)])


def test_a_country_whose_unknown_ages_push_it_off_is_a_hundred_again():
    """Two of its 102 events have no age; with rates of the known it expects 100."""
    area = [ReferenceBand(51, 500, 100, 1000)]
    factor = country_is_hundred(102, 100)
    assert indirect_ratio(area, multiplier=100 * factor).value == pytest.approx(100.0)


def test_a_period_needs_two_of_three_years_and_three_of_five():
    yearly = {2019: (1, 10), 2020: (None, 10), 2021: (2, None), 2022: (3, 10), 2023: (4, 10)}
    assert [period.published for period in pool(yearly, 3)] == [False, False, True]
    (five,) = pool(yearly, 5)
    assert (five.present, five.published, five.complete) == (3, True, False)
    assert (five.numerator, five.denominator) == (8, 30)


def test_a_period_with_a_year_withheld_in_five_is_withheld():
    yearly = dict.fromkeys(range(2019, 2024), (5, 50))
    assert pool(yearly, 5)[0].published
    assert not pool(yearly, 5, withheld=frozenset({2020}))[0].published


def test_no_years_make_no_period():
    assert pool({}, 3) == ()


def test_a_share_of_nobody_has_no_difference():
    assert difference_of_shares((0, 0), (1, 2)) is None


def test_the_ratio_of_rates_with_many_events():
    """Ln 2 ± 1.96·√(1/100 + 1/50): 1.4236 to 2.8098 (by hand)."""
    found = ratio_of_rates((100, 1000), (50, 1000))
    assert found.value == pytest.approx(2.0)
    assert found.limits.lower == pytest.approx(1.42429, abs=1e-5)
    assert found.limits.upper == pytest.approx(2.80843, abs=1e-5)


def test_the_ratio_of_rates_with_few_events_is_exact():
    """Given 5 events in all, none in the first: the share is at most 1 - 0.025^(1/5) = 0.5218."""
    found = ratio_of_rates((0, 100), (5, 100))
    assert found.limits.lower == 0.0
    assert found.limits.upper == pytest.approx(0.52182 / (1 - 0.52182), rel=1e-4)
    assert ratio_of_rates((3, 100), (0, 100)) is None


def test_fewer_areas_than_groups_get_none():
    assert quantile_groups([1.0, None, 2.0], 4) == (None, None, None)


def test_overdispersed_shares_widen_the_funnel_around_the_same_average():
    cases, sizes = [20, 80, 50, 35, 65, 28, 72, 44, 60, 46], [200] * 10
    average = sum(cases) / sum(sizes)
    found = share_overdispersion(cases, sizes, average)
    assert found.phi > 1
    assert found.tau2 > 0
    wide, narrow = adjusted_share_limits(average, 200, found.tau2), share_limits(average, 200)
    assert wide.lower < narrow.lower < average < narrow.upper < wide.upper


def test_without_variance_between_areas_the_limits_are_nearly_the_plain_ones():
    wide, narrow = adjusted_share_limits(0.3, 400, 0.0), share_limits(0.3, 400)
    assert wide.lower == pytest.approx(narrow.lower, abs=0.005)
    assert wide.upper == pytest.approx(narrow.upper, abs=0.005)


def test_four_groups_have_no_index_of_inequality():
    assert inequality_indices([Group(10, 1.0)] * 4) is None


def test_a_negative_multiplier_turns_both_indices():
    """Values 1 to 5 over equal groups: the line goes from 0.5 to 5.5."""
    groups = [Group(10, float(value)) for value in range(1, 6)]
    plain = inequality_indices(groups, draws=10)
    turned = inequality_indices(groups, multiplier=-1.0, draws=10)
    assert plain.slope == pytest.approx(5.0)
    assert plain.relative == pytest.approx(11.0)
    assert plain.intercept == pytest.approx(0.5)
    assert (turned.slope, turned.relative) == (pytest.approx(-5.0), pytest.approx(1 / 11))


YEARS = [2019, 2020, 2021, 2022, 2023]


def test_a_share_that_rises_every_year_increases():
    found = trend_of_shares(YEARS, [100, 130, 160, 190, 220], [1000] * 5)
    assert found.direction is Direction.INCREASING
    assert found.fitted.slope == pytest.approx(0.03)


def test_the_last_five_years_decide():
    found = trend_of_shares([2017, 2018, *YEARS], [900, 900, 220, 190, 160, 130, 100], [1000] * 7)
    assert found.direction is Direction.DECREASING


def test_a_single_year_does_not_make_a_trend():
    """Four flat years that fall a little, and a last one far above."""
    found = trend_of_shares(YEARS, [106, 104, 102, 100, 300], [1000] * 5)
    assert found.direction is Direction.SINGLE_YEAR


def test_four_years_are_too_few_and_level_years_no_trend():
    assert trend_of_shares(YEARS[:4], [1, 2, 3, 4], [10] * 4).direction is Direction.TOO_SHORT
    assert trend_of_shares(YEARS, [100, 101, 99, 100, 101], [1000] * 5).direction is Direction.NONE


def test_values_are_weighted_by_their_precision():
    """Standard errors of 0.1 and a slope of 0.2 a year: chi-squared is 0.04·10/0.01 = 40."""
    reach = 1.959964 * 0.1
    points = [Point(year, 0.2 * n, 0.2 * n - reach, 0.2 * n + reach) for n, year in enumerate(YEARS)]
    found = trend_of_values(points)
    assert found.direction is Direction.INCREASING
    assert found.fitted.chi_squared == pytest.approx(40.0, rel=1e-6)


def test_everybody_dies_at_the_same_rate():
    """A rate of one death in fifty at every age leaves nearly fifty years from birth."""
    starts = [0, 1, *range(5, 95, 5)]
    bands = [AgeBand(start, 10_000, 200) for start in starts]
    assert life_expectancy(bands)[0].years == pytest.approx(50, abs=0.5)


def test_life_expectancy_needs_people_and_narrow_limits():
    bands = [AgeBand(0, 4_000, 10), AgeBand(1, 900, 10)]
    narrow = Expectancy(0, 80.0, Interval(79.0, 81.0, 0.95))
    wide = Expectancy(0, 80.0, Interval(69.0, 91.0, 0.95))
    assert not may_be_published(bands, narrow)
    assert may_be_published([*bands, AgeBand(5, 100, 1)], narrow)
    assert not may_be_published([*bands, AgeBand(5, 100, 1)], wide)
    with pytest.raises(ValueError, match=r"^$"):
        life_expectancy([AgeBand(0, 100, 1), AgeBand(1, 100, 0)])
