"""The one verdict: what is said about a figure, and what is not."""

from itertools import product

import pytest

from folkekommune.indicators.definition import Direction
from folkekommune.indicators.reliability import Figure, Flag, flags_of, shipped_limits
from folkekommune.indicators.verdict import Comparison, Tone, Yardstick, judge
from folkekommune.statistics.comparison import Counts
from folkekommune.statistics.intervals import Interval
from folkekommune.statistics.protected_share import protected_share
from folkekommune.texts import LANGUAGES, catalogue, text

NOISE = 3.0


def figure(cases, people, **known):
    """Make a percentage with the intervals that a published cube carries."""
    share = protected_share(cases, people - cases, variance=NOISE)
    return Figure(
        value=100 * share.share,
        interval=share.interval.times(100),
        strict_interval=share.strict_interval.times(100),
        numerator=cases,
        denominator=people,
        **known,
    )


def flags(shown):
    return flags_of(shown, shipped_limits())


def test_a_precise_figure_has_no_flag():
    assert flags(figure(1000, 2000)) == (Flag.OK,)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        # 95 % half-width of 60 in 200 is about 6.5 points; of 80 in 1000 about 1.7, a fifth of the value
        (figure(60, 200), (Flag.UNCERTAIN,)),
        (figure(80, 1000), (Flag.OK,)),
        # 12 of 1000: half-width about 0.7 points, but more than half of the value
        (figure(12, 1000), (Flag.UNCERTAIN,)),
        (figure(9, 2000), (Flag.FEW, Flag.UNCERTAIN)),
        (figure(1995, 2000), (Flag.FEW,)),
        (figure(20, 49), (Flag.UNCERTAIN,)),
        (figure(1000, 2000, coverage=0.70), (Flag.OK,)),
        (figure(1000, 2000, coverage=0.69), (Flag.LOW_COVERAGE,)),
        (figure(1000, 2000, coverage=0.49), (Flag.NOT_REPRESENTATIVE,)),
        (figure(1000, 2000, incomplete_period=True, after_break=True), (Flag.INCOMPLETE_PERIOD, Flag.BREAK)),
    ],
)
def test_flags(shown, expected):
    assert flags(shown) == expected


def test_five_points_are_a_matter_of_percentages_alone():
    """A mean of 50 with a half-width of 6 is known to within 12 %."""
    shown = figure(500, 1000)
    wide = shown.interval.__class__(44.0, 56.0, 0.95)
    percent = Figure(value=50.0, interval=wide, strict_interval=wide)
    mean = Figure(value=50.0, interval=wide, strict_interval=wide, percent=False)
    assert flags(percent) == (Flag.UNCERTAIN,)
    assert flags(mean) == (Flag.OK,)


@pytest.mark.parametrize(
    ("benchmark", "direction", "expected"),
    [
        # 600 of 2000: 95 % from 28.0 to 32.1, 99.8 % from 26.9 to 33.3
        (25, Direction.HIGH, (Comparison.HIGHER, True, Tone.BETTER, "▲")),
        (25, Direction.LOW, (Comparison.HIGHER, True, Tone.WORSE, "▲")),
        (27.5, Direction.HIGH, (Comparison.HIGHER, False, Tone.BETTER, "▲")),
        (30, Direction.HIGH, (Comparison.NOT_DIFFERENT, False, Tone.SIMILAR, "●")),
        (31, Direction.LOW, (Comparison.NOT_DIFFERENT, False, Tone.SIMILAR, "●")),
        (32.7, Direction.HIGH, (Comparison.LOWER, False, Tone.WORSE, "▼")),
        (32.7, Direction.LOW, (Comparison.LOWER, False, Tone.BETTER, "▼")),
        (40, Direction.LOW, (Comparison.LOWER, True, Tone.BETTER, "▼")),
        (40, Direction.NONE, (Comparison.NOT_TESTED, False, Tone.NONE, "○")),
    ],
)
def test_comparison_with_a_benchmark(benchmark, direction, expected):
    verdict = judge(figure(600, 2000), direction, yardstick=Yardstick(benchmark))
    assert (verdict.comparison, verdict.clear, verdict.tone, verdict.sign) == expected


@pytest.mark.parametrize(
    ("shown", "sign", "reason"),
    [
        (Figure(absent=Flag.WITHHELD), ":", "withheld"),
        (Figure(absent=Flag.MISSING), "..", "missing"),
        (Figure(absent=Flag.NOT_COMPUTABLE), ".", "not-computable"),
        (figure(9, 2000), "○", "few"),
        (figure(1995, 2000), "○", "few"),
        (figure(1000, 2000, coverage=0.4), "○", "not-representative"),
        (Figure(value=3.0), "○", "interval"),
    ],
)
def test_what_cannot_be_relied_upon_is_not_compared(shown, sign, reason):
    """Even where the benchmark is far away, and the figure would look very good or very bad."""
    verdict = judge(shown, Direction.HIGH, yardstick=Yardstick(20))
    assert verdict.comparison is Comparison.NOT_TESTED
    assert verdict.tone is Tone.NONE
    assert verdict.sign == sign
    assert verdict.sentence == f"indicators.not-tested-{reason}"


def test_an_uncertain_figure_is_compared_by_its_own_wide_interval():
    shown = figure(60, 200)
    assert judge(shown, Direction.HIGH, yardstick=Yardstick(34)).comparison is Comparison.NOT_DIFFERENT
    far = judge(shown, Direction.HIGH, yardstick=Yardstick(60))
    assert far.flag is Flag.UNCERTAIN
    assert far.comparison is Comparison.LOWER


def test_without_a_benchmark_nothing_is_said():
    verdict = judge(figure(600, 2000), Direction.HIGH)
    assert verdict.sentence == "indicators.not-tested-benchmark"


def test_a_large_part_of_the_whole_is_compared_with_the_rest():
    """480 of 1500 is 32 %, and its interval holds the 30 % of the whole, 1200 of 4000.

    But the rest has 28.8 %: z is 0.032 / √(0.3·0.7·(1/1500 + 1/2500)) = 2.14.
    """
    whole = Counts(1200, 4000)
    near = figure(480, 1500)
    alone = judge(near, Direction.LOW, yardstick=Yardstick(30.0))
    part = judge(near, Direction.LOW, yardstick=Yardstick(30.0, whole))
    assert alone.comparison is Comparison.NOT_DIFFERENT
    assert part.comparison is Comparison.HIGHER
    assert part.tone is Tone.WORSE
    # 360 of 1200 are just 30 % of all people: its interval still decides, though the rest has 30 % too.
    small = figure(360, 1200)
    assert judge(small, Direction.LOW, yardstick=Yardstick(25.0, whole)).comparison is Comparison.HIGHER


def test_noise_of_the_whole_counts_too():
    near = figure(480, 1500)
    quiet = judge(near, Direction.LOW, yardstick=Yardstick(30.0, Counts(1200, 4000)))
    noisy = judge(near, Direction.LOW, yardstick=Yardstick(30.0, Counts(1200, 4000), noise_variance=400))
    assert (quiet.comparison, noisy.comparison) == (Comparison.HIGHER, Comparison.NOT_DIFFERENT)


def test_the_difference_that_is_told_leaves_nought_out_only_where_the_verdict_is_sure():
    """By hand: the rest of 480 in 1500 and 1200 in 4000 has 28.8 %, so the part lies 3.2 points higher."""
    whole, others = Counts(1200, 4000), figure(450, 1500)
    sticks = [
        *(Yardstick(value) for value in (25, 28, 30, 34)),
        Yardstick(30.0, whole),
        Yardstick(others.value, interval=others.interval, strict_interval=others.strict_interval),
        Yardstick(30.0, control=(Interval(27.7, 32.3, 0.95), Interval(26.3, 33.7, 0.998))),
    ]
    for shown, stick in product([figure(480, 1500), figure(400, 1500), figure(510, 1500)], sticks):
        verdict = judge(shown, Direction.LOW, yardstick=stick)
        assert verdict.gap.limits.excludes(0) is verdict.is_sure
        assert (verdict.gap.value > 0) is (verdict.comparison is Comparison.HIGHER) or not verdict.is_sure
    rest = judge(figure(480, 1500), Direction.LOW, yardstick=Yardstick(30.0, whole))
    assert rest.gap.value == pytest.approx(3.2)
    outside = judge(figure(510, 1500), Direction.LOW, yardstick=sticks[-1])
    assert (outside.comparison, outside.clear, outside.gap.value) == (
        Comparison.HIGHER,
        True,
        pytest.approx(4),
    )


def test_every_verdict_has_its_text_in_all_languages():
    shown = [figure(600, 2000), figure(9, 2000), figure(1000, 2000, coverage=0.4), Figure(value=3.0)]
    shown += [Figure(absent=flag) for flag in (Flag.WITHHELD, Flag.MISSING, Flag.NOT_COMPUTABLE)]
    sticks = [None, *(Yardstick(value) for value in (20, 27.5, 30, 32.7, 40))]
    codes = {
        judge(one, direction, yardstick=stick).sentence
        for one, direction, stick in product(shown, Direction, sticks)
    }
    codes |= {flag.text for flag in Flag}
    own = {code for code in catalogue() if code.startswith(("indicators.verdict", "indicators.not-tested"))}
    assert own <= codes  # no sentence that no verdict uses
    for code, language in product(codes, LANGUAGES):
        assert text(code, language, benchmark="Bergen")


@pytest.mark.parametrize("wrong", [{}, {"value": 1.0, "absent": Flag.WITHHELD}, {"absent": Flag.FEW}])
def test_a_figure_has_a_value_or_a_reason(wrong):
    with pytest.raises(ValueError):  # noqa: PT011 - no message: it could only repeat data
        Figure(**wrong)
