"""Compare two published figures by their intervals, and say only what they carry.

The interval of the difference is made from the two intervals by squaring and adding (Newcombe, Stat.
Med. 1998;17:873-890, method 10; for limits of any kind Zou & Donner, Stat. Med. 2008;27:1693-1702),
so the noise of the disclosure control, which the limits hold, is counted too. It presumes that the
figures rest on different people: two years, two sexes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from folkekommune.indicators.definition import Direction
from folkekommune.statistics.comparison import Position
from folkekommune.web.components.number_card import Tone
from folkekommune.web.ports import Figure


@dataclass(frozen=True)
class Change:
    """How much the second figure lies above the first, with its 95 % interval."""

    points: float
    lower: float
    upper: float

    @property
    def position(self) -> Position:
        """Where the second figure stands; different only if the interval leaves zero out."""
        if self.lower > 0:
            return Position.HIGHER
        return Position.LOWER if self.upper < 0 else Position.NOT_DIFFERENT

    @property
    def is_sure(self) -> bool:
        """Say whether chance alone is an unlikely reason."""
        return self.position is not Position.NOT_DIFFERENT

    @property
    def strength(self) -> float:
        """Give the difference in half widths of its interval, to order differences by."""
        half = (self.upper - self.lower) / 2
        return abs(self.points) / half if half else 0.0


def compare(first: Figure, second: Figure) -> Change | None:
    """Compare two figures of different people; None when one of them is not shown."""
    limits = (first.value, first.lower, first.upper, second.value, second.lower, second.upper)
    a, a_low, a_high, b, b_low, b_high = (math.nan if limit is None else limit for limit in limits)
    if math.isnan(a) or math.isnan(b):
        return None
    below = math.hypot(b - b_low, a_high - a)
    above = math.hypot(b_high - b, a - a_low)
    return Change(points=b - a, lower=b - a - below, upper=b - a + above)


def tone(position: Position | None, direction: Direction) -> Tone:
    """Give the tone of a verdict; a direction of none is never good or bad."""
    if position in (None, Position.NOT_DIFFERENT) or direction is Direction.NONE:
        return Tone.NEUTRAL
    better = (position is Position.HIGHER) == (direction is Direction.HIGH)
    return Tone.BETTER if better else Tone.WORSE
