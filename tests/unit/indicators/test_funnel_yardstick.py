"""The funnel judges through the one verdict, at two levels, and lets the untested alone."""

import pytest

from folkekommune.indicators.definition import Direction
from folkekommune.indicators.funnel import funnel_of
from folkekommune.indicators.reliability import Figure
from folkekommune.indicators.verdict import Comparison, Tone, judge
from folkekommune.statistics.intervals import wilson


def area(cases: float, people: float) -> Figure:
    plain, strict = (wilson(cases, people, level=level) for level in (0.95, 0.998))
    return Figure(
        value=100 * cases / people,
        interval=plain.times(100),
        strict_interval=strict.times(100),
        numerator=cases,
        denominator=people,
    )


LEVEL = [(200.0, 1000.0)] * 5


@pytest.mark.parametrize(
    ("cases", "comparison", "clear"),
    [
        # around 20 % of 400: 95 % limits 16.1 and 23.9 (four points less 0.08), 99.8 % limits 13.8 and 26.2
        (95, Comparison.NOT_DIFFERENT, False),  # 23.75 %
        (96, Comparison.HIGHER, False),  # 24 %
        (104, Comparison.HIGHER, False),  # 26 %
        (105, Comparison.HIGHER, True),  # 26.25 %
        (64, Comparison.LOWER, False),  # 16 %
        (55, Comparison.LOWER, True),  # 13.75 %
        (9, Comparison.NOT_TESTED, False),  # few
    ],
)
def test_two_levels(cases: int, comparison: Comparison, clear: bool) -> None:
    found = funnel_of(LEVEL)
    assert found is not None
    assert found.average == pytest.approx(20)
    verdict = judge(area(cases, 400), Direction.LOW, yardstick=found.yardstick(400))
    assert (verdict.comparison, verdict.clear) == (comparison, clear)
    if verdict.is_sure:
        assert verdict.tone is (Tone.WORSE if comparison is Comparison.HIGHER else Tone.BETTER)


def test_ten_areas_that_vary_more_than_chance_widen_the_limits() -> None:
    varied = [(share * 10.0, 1000.0) for share in (10, 12, 14, 16, 18, 22, 24, 26, 28, 30)]
    by_default, plain = funnel_of(varied), funnel_of(varied, adjust=False)
    assert by_default is not None
    assert plain is not None
    assert by_default.is_adjusted
    assert not plain.is_adjusted
    assert by_default.limits(1000).upper > plain.limits(1000).upper + 5
    nine = funnel_of(varied[:-1])
    assert nine is not None
    assert not nine.is_adjusted  # too few areas to see it


def test_too_few_areas_have_no_funnel() -> None:
    assert funnel_of(LEVEL[:2]) is None
    assert funnel_of([(0.0, 100.0)] * 3) is None
