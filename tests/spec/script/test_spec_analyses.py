"""Correlation, confidence intervals, analysis of variance and normality, without noise.

The children are those of ``protected_scripts``. Height is five times weight.
"""

from __future__ import annotations

import pytest
from protected_scripts import NOISY, Workbench, children
from script_worlds import faults

feature = pytest.mark.feature


@pytest.fixture(scope="module")
def bench(tmp_path_factory) -> Workbench:
    return Workbench(*children(), "duckdb", tmp_path_factory.mktemp("bench"))


@feature(125)
def test_correlate_shows_a_matrix(bench):
    """Height follows from weight. Weight and sex: covariance 0.5, variances 5.22… and 0.25."""
    (grid,) = bench.shown("correlate weight height sex")
    assert grid.heads == ("", "weight", "height", "sex")
    assert grid.rows == (
        ("weight", "1.00", "1.00", "0.45"),
        ("height", "1.00", "1.00", "0.45"),
        ("sex", "0.45", "0.45", "1.00"),
    )


@feature(126)
def test_covariances(bench):
    """Squares of weight add up to 5040: with height five times 5040/999, with sex 500/999."""
    (grid,) = bench.shown("correlate weight height sex, covariance")
    assert grid.title == "Covariance"
    assert grid.rows[0] == ("weight", "", "25.23", "0.50")


@feature(127, 128)
def test_who_is_behind_a_correlation(bench):
    """Unless ``pairwise``, those with a value in all variables: 800 in a, 500 in b, 400 in both."""
    script = "generate a = weight if sleep != 9\ngenerate b = height if sex == 1\n"
    _, listwise = bench.shown(script + "correlate weight a b, obs")
    assert listwise.title == "Number of persons"
    assert listwise.rows[0] == ("weight", "", "400", "400")
    _, pairwise = bench.shown(script + "correlate weight a b, obs pairwise")
    assert pairwise.rows == (
        ("weight", "", "800", "500"),
        ("a", "800", "", "400"),
        ("b", "500", "400", ""),
    )


@feature(129)
def test_the_significance_of_a_correlation(bench):
    """Sleep is as common in both sexes: r = 0.00 as shown, p = 1."""
    _, test = bench.shown("correlate sleep sex weight, sig")
    assert test.title == "p-value"
    assert test.rows[0][2] == "1.000"
    assert test.rows[1][3] == "<0.001"


@feature(130)
def test_ci_shows_the_mean_and_its_limits(bench):
    """SD of those who sleep 1 is 1.416 and n 500: error 0.0633, and noise 1.5·20/500 = 0.06.

    t(499) is 1.9647: 11 ± 1.9647·√(0.0633² + 0.06²) = 11 ± 0.171.
    """
    (grid,) = bench.shown("ci weight if sleep == 1")
    assert grid.heads == ("", "Count", "Mean", "Standard error", "Lower limit", "Upper limit")
    assert grid.rows == (("weight", "500", "11.00", "0.0633", "10.83", "11.17"),)


@feature(131)
def test_the_level_of_an_interval(bench):
    """t(499) at 90 % is 1.6479: 11 ± 0.144."""
    rows = bench.rows("ci weight if sleep == 1, level(90)")
    assert rows == [("weight", "500", "11.00", "0.0633", "10.86", "11.14")]


@feature(132)
def test_anova_compares_groups(bench):
    """Sleep: means 11, 15, 13 of 500, 300, 200 around 12.6: 1280 + 1728 + 32 = 3040.

    Within each sleep a fourth, two fourths and a fourth lie 2, 0 and 2 kilos from the mean: 2 each.
    """
    (grid,) = bench.shown("anova weight sleep")
    assert grid.heads == (
        "",
        *("Sum of squares", "Degrees of freedom", "Mean square", "F", "p-value"),
    )
    assert [row[:3] for row in grid.rows] == [
        ("sleep", "3,040", "2"),
        ("Model", "3,040", "2"),
        ("Residual", "2,000", "997"),
        ("Total", "5,040", "999"),
    ]
    assert grid.rows[0][5] == "<0.001"


@feature(132)
def test_anova_with_interaction(bench):
    """Sex adds two kilos whatever the sleep: 1000·1² and no interaction."""
    rows = {row[0]: row for row in bench.rows("anova weight sex##sleep")}
    assert list(rows) == ["sex", "sleep", "sex#sleep", "Model", "Residual", "Total"]
    assert rows["sleep"][1:3] == ("3,040", "2")
    assert rows["sex#sleep"][2] == "2"
    assert float(rows["sex#sleep"][1]) < 1
    assert rows["sex#sleep"][5] == "1.000"


@feature(133)
def test_anova_without_a_constant(bench):
    """Squares are from nought: 500·11² + 300·15² + 200·13² = 161,800, with a degree for each level."""
    (grid,) = bench.shown("anova weight sleep, noconstant")
    assert grid.rows[0][1:3] == ("162,000", "3")
    assert grid.rows[-1][2] == "1,000"


@feature(134)
def test_posthoc_compares_levels_two_by_two(bench):
    _, pairs = bench.shown("anova weight sleep, posthoc")
    assert pairs.title == "Comparison two by two (Tukey): sleep"
    assert [row[:2] for row in pairs.rows] == [
        ("sleep 2 en – sleep 1 en", "4.00"),
        ("sleep 9 en – sleep 1 en", "2.00"),
        ("sleep 9 en – sleep 2 en", "−2.00"),
    ]
    assert {row[3] for row in pairs.rows} == {"<0.001"}


@feature(135)
def test_normaltest_shows_five_tests(bench):
    """9 to 17 kilos in steps of two: 125, 300, 300, 200, 75. Third and fourth moments by hand.

    Around 12.6: variance 5.04, third moment 2.112 and fourth 57.72: skewness 0.19, kurtosis 2.27.
    """
    (grid,) = bench.shown("normaltest weight")
    assert grid.title == "Test of normality: weight"
    assert [row[0] for row in grid.rows] == [
        *("Skewness", "Kurtosis", "Skewness and kurtosis", "Jarque-Bera", "Shapiro-Wilk")
    ]
    assert [row[1] for row in grid.rows[:2]] == ["0.19", "2.27"]
    # 1000/6 · (0.19² + 0.73²/4) = 28.2
    assert grid.rows[3][1:] == ("28.2", "<0.001")


def test_with_noise_the_same_question_has_the_same_answer(bench):
    """Whoever asks, under other names or in another order."""
    rows = bench.rows("correlate weight sex", NOISY)
    again = bench.rows("rename weight w\ncorrelate sex w", NOISY)
    assert rows[0][2] == again[0][2]


def test_analyses_are_refused_with_a_reason():
    assert faults("correlate weight") == [(1, 1, "two-variables", None)]
    assert faults("correlate weight note")[0][2] == "summarize-text"
    assert faults("ci") == [(1, 3, "incomplete", None)]
    assert faults("anova weight c.year") == [(1, 14, "anova-covariate", None)]
    assert faults("anova weight") == [(1, 13, "incomplete", None)]
    assert faults("anova note sex")[0][2] == "summarize-text"
    assert faults("anova sex weight")[0][2] == "measured"
