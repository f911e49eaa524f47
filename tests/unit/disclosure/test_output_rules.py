"""The rule of each further output: sums, pairs of variables, inequality, independence."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from folkekommune.disclosure.conditions import CellConditions
from folkekommune.disclosure.counts import ProtectedCount
from folkekommune.disclosure.dominance import Contributions, is_dominated, protected_sum
from folkekommune.disclosure.evidence import People
from folkekommune.disclosure.independence import chi_square
from folkekommune.disclosure.inequality import gini, interquartile_range
from folkekommune.disclosure.pairs import PairMoments, correlation, covariance
from folkekommune.disclosure.percentiles import Ranks
from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.results import SafeValue, Sign
from folkekommune.disclosure.values import HIDDEN, NumericCell
from folkekommune.query.engine import SCALE, Moment

POLICY = load_policy()


def counted(count: int) -> ProtectedCount:
    nobody = CellConditions(frozenset(), ())
    return ProtectedCount(nobody, People(count, 1), (), count, 2.0, nearly_all=False, banded=count < 5)


def silent(_: str) -> float:
    """Draw no noise."""
    return 0.0


@pytest.mark.parametrize(
    ("largest", "second", "total", "dominated"),
    [
        (50, 40, 100, False),  # exactly nine tenths
        (50, 41, 100, True),
        (85, 5, 100, False),  # the others make 10, more than a tenth of 85
        (60, 30, 95, True),  # the others make 5, under a tenth of 60
        (1, 1, 20, False),
        (0, 0, 0, False),  # all noughts
    ],
)
def test_when_a_sum_is_about_two_persons(largest, second, total, dominated) -> None:
    assert is_dominated(Contributions(largest, second, total), POLICY) is dominated


def test_a_sum_is_the_protected_mean_times_the_protected_number() -> None:
    even = Contributions(1, 1, 40)
    cell = NumericCell(counted(37), SafeValue("12.34"), HIDDEN, even)
    assert protected_sum(cell, POLICY).text == "456.6"  # 12.34 · 37 = 456.58
    assert protected_sum(replace(cell, contributions=Contributions(30, 9, 40)), POLICY) == HIDDEN
    assert protected_sum(replace(cell, contributions=None), POLICY) == HIDDEN
    assert protected_sum(replace(cell, counted=counted(9)), POLICY) == HIDDEN
    assert protected_sum(replace(cell, mean=HIDDEN), POLICY) == HIDDEN


def moments(pairs: list[tuple[float, float]], **other: object) -> PairMoments:
    """Add up pairs of centred values, in ranges."""
    a, b = zip(*pairs, strict=True)
    return PairMoments(
        first=(round(sum(a) * SCALE), round(sum(x * x for x in a) * SCALE**2)),
        second=(round(sum(b) * SCALE), round(sum(y * y for y in b) * SCALE**2)),
        cross=round(sum(x * y for x, y in pairs) * SCALE**2),
        **{"count": len(pairs), **other},
    )


LINE = [(x / 40 - 0.5, 0.5 - x / 40) for x in range(41)]
CROSS = [(0.4, 0.4), (0.4, -0.4), (-0.4, 0.4), (-0.4, -0.4)] * 10


def test_without_noise_it_is_the_correlation() -> None:
    assert correlation(moments(LINE), silent, POLICY).text == "-1.00"
    assert correlation(moments(CROSS), silent, POLICY).text == "0.00"
    steep = [(x, x if number % 2 else -x) for number, (x, _) in enumerate(LINE * 3)]
    a, b = zip(*steep, strict=True)
    n, am, bm = len(a), sum(a) / len(a), sum(b) / len(b)
    r = sum((x - am) * (y - bm) for x, y in steep) / math.sqrt(
        sum((x - am) ** 2 for x in a) * sum((y - bm) ** 2 for y in b)
    )
    assert correlation(moments(steep, count=n), silent, POLICY).text == f"{round(r, 2) + 0.0:.2f}"


def test_a_covariance_is_in_the_units_of_the_variables() -> None:
    """Sum of squares of -20..20 in fortieths: 41·40·42/12 = 5740, divided by 40 and 1600: -0.0897."""
    variables = (Moment("a", 0, 100), Moment("b", -5, 5))
    found = covariance(moments(LINE), silent, variables=variables, policy=POLICY)
    assert found.text == "-89.69"


@pytest.mark.parametrize(
    ("count", "sides", "shown"),
    [(30, (), True), (29, (), False), (41, (10, 10), True), (41, (9,), False), (41, (40, 9), False)],
)
def test_who_must_be_behind_a_correlation(count, sides, shown) -> None:
    found = correlation(moments(LINE, count=count, sides=sides), silent, POLICY)
    assert (found.text is not None) == shown


@pytest.mark.parametrize("name", ["first sum", "first squares", "second sum", "second squares", "cross"])
def test_every_moment_has_noise_of_its_own(name) -> None:
    """The noise of one person's largest contribution moves the figure."""
    skew = [(x + 0.1, y + 0.1) for x, y in CROSS] + [(0.4, 0.3)] * 10
    plain = correlation(moments(skew), silent, POLICY)
    drawn = [correlation(moments(skew), lambda asked, z=z: z * (asked == name), POLICY) for z in (-3.0, 3.0)]
    assert {plain.text} != {each.text for each in drawn}


def test_a_variance_that_is_not_positive_hides_the_correlation() -> None:
    same = [(0.1, 0.2)] * 50
    assert correlation(moments(same), silent, POLICY) == HIDDEN
    low = lambda name: -3.0 if name == "first squares" else 0.0  # noqa: E731 - one draw
    assert correlation(moments([(x / 50, y) for x, y in CROSS]), low, POLICY) == HIDDEN


def test_noise_never_gives_a_correlation_beyond_one() -> None:
    assert correlation(moments(LINE), lambda name: -3.0 * (name == "cross"), POLICY).text == "-1.00"


def test_equal_shares_have_no_inequality() -> None:
    ranks = Ranks((10.0, 10.0), (60, 120))
    assert gini(ranks, 120, (10.0, 10.0), POLICY).text == "0.00"


def test_the_gini_coefficient_of_a_straight_line() -> None:
    """Incomes spread evenly from nought to a hundred: one third."""
    ranks = Ranks(tuple(float(x) for x in range(1, 101)), tuple(range(10, 1001, 10)))
    assert gini(ranks, 1000, (0.0, 100.0), POLICY).text == "0.33"


def test_when_there_is_no_gini_coefficient() -> None:
    ranks = Ranks((1.0, 2.0), (50, 99))
    assert gini(ranks, 99, (0.0, 2.0), POLICY) == HIDDEN
    assert gini(ranks, 100, (-1.0, 2.0), POLICY).sign is Sign.NOT_COMPUTABLE
    assert gini(Ranks((), ()), 100, (0.0, 2.0), POLICY) == HIDDEN


def test_ranks_that_noise_turned_back_do_no_harm() -> None:
    ranks = Ranks((1.0, 2.0, 3.0), (60, 55, 110))
    assert 0 <= float(gini(ranks, 108, (0.0, 3.0), POLICY).text or -1) < 1


def test_the_interquartile_range_is_that_of_what_is_shown() -> None:
    assert interquartile_range(SafeValue("12.5"), SafeValue("20.1"), POLICY).text == "7.60"
    assert interquartile_range(HIDDEN, SafeValue("20.1"), POLICY) == HIDDEN


def shown(*rows: tuple[int | None, ...]) -> list[list[SafeValue]]:
    return [[SafeValue(None, Sign.BAND) if n is None else SafeValue(str(n)) for n in row] for row in rows]


def test_chi_square_by_hand() -> None:
    """20, 30 / 30, 20: all expected 25, four times 25/25 = 4; p of 4 with one degree is 0.0455."""
    assert dict(chi_square(shown((20, 30), (30, 20)), POLICY)) == {
        "chi2": SafeValue("4.00"),
        "df": SafeValue("1"),
        "p": SafeValue("0.046"),
    }


def test_no_p_is_smaller_than_a_thousandth() -> None:
    assert dict(chi_square(shown((90, 10), (10, 90)), POLICY))["p"].text == "<0.001"


def test_a_cell_in_the_band_counts_as_the_middle_of_it() -> None:
    assert chi_square(shown((None, 30), (30, 20)), POLICY) == chi_square(shown((2, 30), (30, 20)), POLICY)


def test_a_hidden_cell_leaves_no_test() -> None:
    rows = shown((20, 30), (30, 20))
    rows[0][0] = HIDDEN
    assert {value for _, value in chi_square(rows, POLICY)} == {HIDDEN}


def test_one_row_is_no_test() -> None:
    assert {value.sign for _, value in chi_square(shown((20, 30)), POLICY)} == {Sign.NOT_COMPUTABLE}
