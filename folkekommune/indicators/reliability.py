"""How far a figure can be relied upon: its flags, by fixed limits (indicators.md section 2.15)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import resources

from folkekommune.statistics.intervals import Interval


class Flag(Enum):
    """What a reader must know about a figure. Always shown as a sign with text."""

    OK = "ok"
    UNCERTAIN = "uncertain"
    FEW = "few"
    LOW_COVERAGE = "low_coverage"
    NOT_REPRESENTATIVE = "not_representative"
    WITHHELD = "withheld"
    NOT_COMPUTABLE = "not_computable"
    MISSING = "missing"
    INCOMPLETE_PERIOD = "incomplete_period"
    BREAK = "break"

    @property
    def text(self) -> str:
        """Code of the flag's text."""
        return f"indicators.flag-{self.value.replace('_', '-')}"


NO_VALUE = frozenset({Flag.WITHHELD, Flag.NOT_COMPUTABLE, Flag.MISSING})
"""Flags of a cell that has no value at all."""


@dataclass(frozen=True)
class Limits:
    """The limits of ``reliability.toml``, where each is explained."""

    half_width_points: float
    half_width_of_value: float
    small_denominator: int
    few: int
    low_coverage: float
    not_representative: float
    large_part: float


@dataclass(frozen=True)
class Figure:
    """A figure as it was published, or the reason why there is none.

    Counts and intervals are the published, protected ones, so that every reader can come to the same
    verdict from what is shown.

    :param value: in its unit; a percentage between 0 and 100.
    :param coverage: share of the eligible that the denominator makes up, where it is known.
    :param absent: why there is no value; one of ``NO_VALUE``.
    :param incomplete_period: a pooled period lacks a year, :param after_break: it stands next to a
        break of the series.
    """

    value: float | None = None
    interval: Interval | None = None
    strict_interval: Interval | None = None
    numerator: float | None = None
    denominator: float | None = None
    coverage: float | None = None
    absent: Flag | None = None
    incomplete_period: bool = False
    after_break: bool = False
    percent: bool = True

    def __post_init__(self) -> None:
        """Refuse a figure with both a value and a reason for having none, or neither."""
        if (self.value is None) != (self.absent is not None):
            raise ValueError
        if self.absent is not None and self.absent not in NO_VALUE:
            raise ValueError


@cache
def shipped_limits() -> Limits:
    """Read the limits that ship with the product."""
    text = (resources.files("folkekommune.indicators") / "reliability.toml").read_text(encoding="utf-8")
    return Limits(**tomllib.loads(text))


def flags_of(figure: Figure, limits: Limits) -> tuple[Flag, ...]:
    """Give all flags of a figure, the gravest first; ``OK`` alone where there is none."""
    if figure.absent is not None:
        return (figure.absent,)
    found = (
        (Flag.NOT_REPRESENTATIVE, _covers_less_than(figure, limits.not_representative)),
        (Flag.FEW, _is_few(figure, limits)),
        (Flag.LOW_COVERAGE, _covers_less_than(figure, limits.low_coverage)),
        (Flag.UNCERTAIN, _is_uncertain(figure, limits)),
        (Flag.INCOMPLETE_PERIOD, figure.incomplete_period),
        (Flag.BREAK, figure.after_break),
    )
    flags = tuple(flag for flag, raised in found if raised)
    if Flag.NOT_REPRESENTATIVE in flags:
        flags = tuple(flag for flag in flags if flag is not Flag.LOW_COVERAGE)
    return flags or (Flag.OK,)


def _covers_less_than(figure: Figure, share: float) -> bool:
    return figure.coverage is not None and figure.coverage < share


def _is_few(figure: Figure, limits: Limits) -> bool:
    if figure.numerator is None or figure.denominator is None:
        return False
    return min(figure.numerator, figure.denominator - figure.numerator) < limits.few


def _is_uncertain(figure: Figure, limits: Limits) -> bool:
    if figure.denominator is not None and figure.denominator < limits.small_denominator:
        return True
    if figure.interval is None or figure.value is None:
        return False
    half = figure.interval.half_width
    if figure.percent and half > limits.half_width_points:
        return True
    return half > limits.half_width_of_value * abs(figure.value)
