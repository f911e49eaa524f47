"""Survival curves of protected counts: where they end, which points are shown, how they are written."""

from __future__ import annotations

import math

import numpy as np
import pytest

from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.results import SafeValue, Sign
from folkekommune.disclosure.survival import Observed, Smooth, life_table, observed_result, smooth_result
from folkekommune.statistics.models.weibull_curve import WeibullCurve

POLICY = load_policy()


def observed(at_risk: tuple[int, ...], happened: tuple[int, ...], persons: int = 100) -> Observed:
    return Observed("", persons, SafeValue(str(sum(happened))), at_risk, happened)


def shares(at_risk: tuple[int, ...], happened: tuple[int, ...]) -> list[tuple[float, float]]:
    ends = tuple(float(end) for end in range(1, len(at_risk) + 1))
    return [
        (point.end, round(point.share, 4))
        for point, _ in life_table(ends, observed(at_risk, happened), POLICY)
    ]


def test_a_curve_by_hand():
    """100, then 80 of whom 20 were lost: 0.9 and 0.9 · 0.75."""
    assert shares((100, 80), (10, 20)) == [(1.0, 0.9), (2.0, 0.675)]


def test_it_ends_where_fewer_than_ten_are_left():
    """Even if more follow: the noise may lift a later count over the limit again."""
    assert shares((100, 9, 12), (10, 5, 6)) == [(1.0, 0.9)]
    assert shares((100, 10), (10, 5)) == [(1.0, 0.9), (2.0, 0.45)]


def test_a_point_stands_where_five_have_had_the_event_since_the_last():
    """Two and two are too few; the third interval makes six, and the curve goes through all three."""
    found = shares((100, 98, 96, 94), (2, 2, 2, 4))
    assert found == [(3.0, 0.94)]


def test_more_events_than_persons_at_risk_end_at_nought():
    """Both carry noise of their own."""
    assert shares((100, 12), (10, 14)) == [(1.0, 0.9), (2.0, 0.0)]


@pytest.mark.parametrize(("persons", "written"), [(999, "90"), (1000, "90.1")])
def test_shares_have_decimals_where_a_thousand_stand_behind(persons, written):
    """As percentages of tables."""
    counts = observed((1000,), (99,), persons)
    (section, figures) = observed_result((1.0,), [counts], POLICY, ()).sections
    assert dict(section.rows[0].values)["survival.share"].text == written
    # The curve does not come down to a half.
    told = {row.label.value: dict(row.values)["survival.estimate"] for row in figures.rows}
    assert told["|survival.median"].sign is Sign.HIDDEN


def test_a_smooth_curve_by_hand():
    """At its scale 36.8 % are left; half at scale · ln(2)^(1/shape); the band follows from the covariance."""
    curve = WeibullCurve(math.log(10), math.log(2), np.diag([0.01, 0.0]))
    share, lower, upper = curve.at(10.0)
    assert share == pytest.approx(math.exp(-1))
    # Only the scale is uncertain: the band is the curve with the scale at both its limits.
    reach = 1.959963984540054 * 0.1
    assert lower == pytest.approx(math.exp(-math.exp(2 * reach)))
    assert upper == pytest.approx(math.exp(-math.exp(-2 * reach)))
    parameters, points, figures = smooth_result((10.0,), [Smooth("", curve)], 500, POLICY, notes=()).sections
    assert [row.label.value for row in parameters.rows] == ["|survival.scale", "|survival.shape"]
    assert dict(points.rows[0].values)["survival.share"].text == "37"
    assert dict(figures.rows[1].values)["survival.estimate"].text == "8.33"
