"""The one verdict on a figure: flags, comparison, judgement, sign and sentence.

Every page, file and picture takes it from :func:`judge`, so that none can tell another story. "Higher"
or "lower" needs an interval that leaves the benchmark out; "clearly" needs the 99.8 % one to do so.
A figure that rests on few cases or too few answers is not compared at all. One that is merely
uncertain is: its wide interval is what keeps it from being called different.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from folkekommune.indicators.definition import Direction
from folkekommune.indicators.reliability import NO_VALUE, Figure, Flag, Limits, flags_of, shipped_limits
from folkekommune.statistics.comparison import (
    Counts,
    Difference,
    Position,
    compare_with_fixed,
    compare_with_rest,
    difference_from_rest,
)
from folkekommune.statistics.differences import Compared, difference_of_values
from folkekommune.statistics.intervals import LEVEL, Interval, normal_quantile


class Comparison(Enum):
    """Where the figure stands against its benchmark."""

    LOWER = "lower"
    NOT_DIFFERENT = "not_different"
    HIGHER = "higher"
    NOT_TESTED = "not_tested"


class Tone(Enum):
    """How the comparison may be coloured. Never the only sign of anything."""

    BETTER = "better"
    WORSE = "worse"
    SIMILAR = "similar"
    NONE = "none"


@dataclass(frozen=True)
class Yardstick:
    """What a figure is compared with.

    A benchmark is fixed, unless it has limits of its own: another year, sex or municipality is as
    uncertain as the figure itself.

    :param value: in the unit of the figure.
    :param whole: cases and people of the benchmark where it contains the area itself.
    :param noise_variance: variance of the disclosure noise on each count of ``whole``.
    :param interval: :param strict_interval: of a benchmark that rests on other people.
    :param control: limits at 95 % and 99.8 % that a figure of this size stays within by chance, around
        ``value``: those of a funnel. Then they decide, not the figure's own interval.
    """

    value: float
    whole: Counts | None = None
    noise_variance: float = 0.0
    interval: Interval | None = None
    strict_interval: Interval | None = None
    control: tuple[Interval, Interval] | None = None


@dataclass(frozen=True)
class Verdict:
    """What may be said about a figure.

    :param clear: the comparison also holds at 99.8 %.
    :param sign: of the value where there is none (``:``, ``..``, ``.``), else of the comparison.
    :param sentence: code of a text with the blank ``{benchmark}``.
    :param gap: how much the figure lies above what it is compared with, and the 95 % limits of that.
    """

    flags: tuple[Flag, ...]
    comparison: Comparison
    clear: bool
    tone: Tone
    sign: str
    sentence: str
    gap: Compared | None = None

    @property
    def flag(self) -> Flag:
        """The gravest flag."""
        return self.flags[0]

    @property
    def is_sure(self) -> bool:
        """Whether chance alone is an unlikely reason for the difference."""
        return self.comparison in {Comparison.LOWER, Comparison.HIGHER}

    @property
    def strength(self) -> float:
        """The difference in half widths of its interval, to order differences by."""
        half = self.gap.limits.half_width if self.gap else 0.0
        return abs(self.gap.value) / half if self.gap and half else 0.0

    @property
    def word(self) -> str:
        """Code of the comparison in a word or two, to stand beside the sign."""
        return f"indicators.word-{self.comparison.value.replace('_', '-')}"


ABSENCE_SIGNS = {Flag.WITHHELD: ":", Flag.MISSING: "..", Flag.NOT_COMPUTABLE: "."}
"""What stands in a cell without a value."""

COMPARISON_SIGNS = {
    Comparison.HIGHER: "▲",
    Comparison.LOWER: "▼",
    Comparison.NOT_DIFFERENT: "●",
    Comparison.NOT_TESTED: "○",
}
"""Shapes that tell comparisons apart without colour; the open one is not tested."""

_PERCENT = 100.0
_UNTESTABLE = (*NO_VALUE, Flag.NOT_REPRESENTATIVE, Flag.FEW)


def judge(
    figure: Figure,
    direction: Direction,
    *,
    yardstick: Yardstick | None = None,
    limits: Limits | None = None,
) -> Verdict:
    """Say what may be said about a figure."""
    limits = limits or shipped_limits()
    flags = flags_of(figure, limits)
    reason = _reason_not_to_test(figure, flags, direction, yardstick)
    value, interval, strict = figure.value, figure.interval, figure.strict_interval
    if reason or yardstick is None or value is None or interval is None or strict is None:
        sign = ABSENCE_SIGNS.get(flags[0], COMPARISON_SIGNS[Comparison.NOT_TESTED])
        return Verdict(flags, Comparison.NOT_TESTED, clear=False, tone=Tone.NONE, sign=sign, sentence=reason)
    found = _against_rest(figure, yardstick, limits)
    difference, gap = found or _compare(Compared(value, interval), Compared(value, strict), yardstick)
    comparison = _COMPARISONS[difference.position]
    tone = _tone(comparison, direction)
    return Verdict(
        flags=flags,
        comparison=comparison,
        clear=difference.clear,
        tone=tone,
        sign=COMPARISON_SIGNS[comparison],
        sentence=_sentence(comparison, tone, clear=difference.clear),
        gap=gap,
    )


_COMPARISONS = {
    Position.LOWER: Comparison.LOWER,
    Position.NOT_DIFFERENT: Comparison.NOT_DIFFERENT,
    Position.HIGHER: Comparison.HIGHER,
}


def _reason_not_to_test(
    figure: Figure, flags: tuple[Flag, ...], direction: Direction, yardstick: Yardstick | None
) -> str:
    """Give the code of the reason why no comparison is made, or nothing."""
    for flag in _UNTESTABLE:
        if flag in flags:
            return f"indicators.not-tested-{flag.value.replace('_', '-')}"
    if direction is Direction.NONE:
        return "indicators.not-tested-direction"
    if yardstick is None:
        return "indicators.not-tested-benchmark"
    if figure.interval is None or figure.strict_interval is None:
        return "indicators.not-tested-interval"
    return ""


_Found = tuple[Difference, Compared | None]


def _compare(plain: Compared, strict: Compared, yardstick: Yardstick) -> _Found:
    """Compare by the limits: of the figure and of other people's, of a funnel, or of the figure alone."""
    other = yardstick.value
    if yardstick.control is not None:
        narrow, wide = (_shifted(limits, plain.value, turned=True) for limits in yardstick.control)
        gap = Compared(plain.value - other, narrow)
    elif yardstick.interval is not None:
        gap = difference_of_values(plain, Compared(other, yardstick.interval))
        limits = yardstick.strict_interval or yardstick.interval
        wide = difference_of_values(strict, Compared(other, limits)).limits
    else:
        gap = Compared(plain.value - other, _shifted(plain.limits, other))
        wide = _shifted(strict.limits, other)
    return compare_with_fixed(gap.limits, wide, 0.0), gap


def _shifted(limits: Interval, by: float, *, turned: bool = False) -> Interval:
    """Give the limits less a value, or the value less the limits."""
    lower, upper = limits.lower - by, limits.upper - by
    return Interval(-upper, -lower, limits.level) if turned else Interval(lower, upper, limits.level)


def _against_rest(figure: Figure, yardstick: Yardstick, limits: Limits) -> _Found | None:
    """Compare with the rest where the area is a large part of its own benchmark, else not."""
    whole = yardstick.whole
    if whole is None or figure.numerator is None or figure.denominator is None:
        return None
    if figure.denominator <= limits.large_part * whole.people:
        return None
    area, variance = Counts(figure.numerator, figure.denominator), yardstick.noise_variance
    found = difference_from_rest(area, whole, variance=variance)
    gap = None
    if found is not None:
        unit = _PERCENT if figure.percent else 1.0
        value, reach = unit * found[0], unit * normal_quantile(LEVEL) * found[1]
        gap = Compared(value, Interval(value - reach, value + reach, LEVEL))
    return compare_with_rest(area, whole, variance=variance), gap


def _tone(comparison: Comparison, direction: Direction) -> Tone:
    """Colour a comparison by the direction that is better."""
    if comparison is Comparison.NOT_DIFFERENT:
        return Tone.SIMILAR
    better = Comparison.HIGHER if direction is Direction.HIGH else Comparison.LOWER
    return Tone.BETTER if comparison is better else Tone.WORSE


def _sentence(comparison: Comparison, tone: Tone, *, clear: bool) -> str:
    """Give the code of the sentence that tells the comparison."""
    if comparison is Comparison.NOT_DIFFERENT:
        return "indicators.verdict-not-different"
    return f"indicators.verdict-{comparison.value}-{tone.value}" + ("-clearly" if clear else "")
