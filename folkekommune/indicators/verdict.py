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
)


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

    :param value: in the unit of the figure.
    :param whole: cases and people of the benchmark where it contains the area itself.
    :param noise_variance: variance of the disclosure noise on each count of ``whole``.
    """

    value: float
    whole: Counts | None = None
    noise_variance: float = 0.0


@dataclass(frozen=True)
class Verdict:
    """What may be said about a figure.

    :param clear: the comparison also holds at 99.8 %.
    :param sign: of the value where there is none (``:``, ``..``, ``.``), else of the comparison.
    :param sentence: code of a text with the blank ``{benchmark}``.
    """

    flags: tuple[Flag, ...]
    comparison: Comparison
    clear: bool
    tone: Tone
    sign: str
    sentence: str

    @property
    def flag(self) -> Flag:
        """The gravest flag."""
        return self.flags[0]


ABSENCE_SIGNS = {Flag.WITHHELD: ":", Flag.MISSING: "..", Flag.NOT_COMPUTABLE: "."}
"""What stands in a cell without a value."""

COMPARISON_SIGNS = {
    Comparison.HIGHER: "▲",
    Comparison.LOWER: "▼",
    Comparison.NOT_DIFFERENT: "●",
    Comparison.NOT_TESTED: "○",
}
"""Shapes that tell comparisons apart without colour; the open one is not tested."""

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
    if reason or yardstick is None or figure.interval is None or figure.strict_interval is None:
        sign = ABSENCE_SIGNS.get(flags[0], COMPARISON_SIGNS[Comparison.NOT_TESTED])
        return Verdict(flags, Comparison.NOT_TESTED, clear=False, tone=Tone.NONE, sign=sign, sentence=reason)
    against_rest = _against_rest(figure, yardstick, limits)
    fixed = compare_with_fixed(figure.interval, figure.strict_interval, yardstick.value)
    difference = against_rest or fixed
    comparison = _COMPARISONS[difference.position]
    tone = _tone(comparison, direction)
    return Verdict(
        flags=flags,
        comparison=comparison,
        clear=difference.clear,
        tone=tone,
        sign=COMPARISON_SIGNS[comparison],
        sentence=_sentence(comparison, tone, clear=difference.clear),
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


def _against_rest(figure: Figure, yardstick: Yardstick, limits: Limits) -> Difference | None:
    """Compare with the rest where the area is a large part of its own benchmark, else not."""
    whole = yardstick.whole
    if whole is None or figure.numerator is None or figure.denominator is None:
        return None
    if figure.denominator <= limits.large_part * whole.people:
        return None
    area = Counts(figure.numerator, figure.denominator)
    return compare_with_rest(area, whole, variance=yardstick.noise_variance)


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
