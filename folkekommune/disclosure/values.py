"""Protected shares, means, spreads and percentiles of a cell (disclosure-rules.md section 5)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from folkekommune.disclosure.conditions import CellConditions, Context
from folkekommune.disclosure.counts import ProtectedCount, condition_keys, two_layers
from folkekommune.disclosure.results import SafeValue, Sign
from folkekommune.query.engine import SCALE, Moment
from folkekommune.statistics.protected_share import ProtectedShare, protected_share

HIDDEN = SafeValue(None, Sign.HIDDEN)
NOT_COMPUTABLE = SafeValue(None, Sign.NOT_COMPUTABLE)
_ONE_DECIMAL_FROM = 1000
_MEAN_DIGITS = 4


@dataclass(frozen=True)
class ShareFigures:
    """A share as shown, with the unrounded protected figures for whoever publishes it."""

    shown: SafeValue
    figures: ProtectedShare | None


def share(numerator: ProtectedCount, complement: ProtectedCount, *, floor: int) -> ShareFigures:
    """Make a percentage from a protected count and its protected complement.

    :param floor: smallest protected denominator.
    """
    if numerator.banded or complement.banded or numerator.count + complement.count < floor:
        return ShareFigures(HIDDEN, None)
    figures = protected_share(numerator.count, complement.count, variance=numerator.variance)
    if figures is None:
        return ShareFigures(NOT_COMPUTABLE, None)
    decimals = 1 if figures.size >= _ONE_DECIMAL_FROM else 0
    shown = SafeValue(
        f"{100 * figures.share:.{decimals}f}",
        numerator.shown.sign,
        f"{100 * figures.interval.lower:.1f}",
        f"{100 * figures.interval.upper:.1f}",
    )
    return ShareFigures(shown, figures)


@dataclass(frozen=True)
class NumericCell:
    """The protected moments of a numeric variable in a cell."""

    count: int
    mean: SafeValue
    spread: SafeValue


def numeric(context: Context, cell: CellConditions, place: int, moment: Moment) -> NumericCell:
    """Protect mean and standard deviation of a variable over a cell.

    Sums are centred and clipped to public limits; noise of one range is added to the sum.

    :param place: the number of the moment in the evidence.
    """
    policy = context.policy
    left = context.effective(cell)
    sums = context.evidence.sums(place, left.filters, left.coordinates)
    conditions = tuple(sorted({*condition_keys(context, left), context.evidence.of_presence(place)}))
    people = sums.people
    count = max(0, people.count + two_layers(context, people.fingerprint, conditions, people.count))
    if people.count < policy.floors.hard or count < policy.floors.numeric:
        return NumericCell(count, HIDDEN, HIDDEN)
    kappa = max(policy.noise.kappa, 0.5)
    noise = _normal(context, "sum", people.fingerprint, conditions)
    offset = (sums.total / SCALE + noise * kappa) / count * moment.width
    mean = SafeValue(significant(moment.centre + offset, _MEAN_DIGITS))
    if count < policy.floors.spread:
        return NumericCell(count, mean, HIDDEN)
    noise = _normal(context, "squares", people.fingerprint, conditions)
    square = (sums.squares / SCALE**2 + noise * kappa / 2) / count
    variance = (square - (offset / moment.width) ** 2) * count / (count - 1)
    spread = SafeValue(significant(math.sqrt(variance) * moment.width, 3)) if variance > 0 else HIDDEN
    return NumericCell(count, mean, spread)


def percentile(values: Sequence[float], probability: float, count: int, context: Context) -> SafeValue:
    """Protect a percentile: the mean of its nearest order statistics, at three digits.

    :param count: protected number of persons with a value.
    """
    limits = context.policy.percentiles
    if not values or count * min(probability, 1 - probability) < limits.side:
        return HIDDEN
    return SafeValue(significant(math.fsum(values) / len(values), limits.digits))


def significant(value: float, digits: int) -> str:
    """Write a number at a number of significant digits, without an exponent or a float's residue."""
    if value == 0:
        return "0"
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, decimals)
    return f"{rounded:.{max(decimals, 0)}f}"


def _normal(context: Context, label: str, people: int, conditions: tuple[int, ...]) -> float:
    """Draw from two layers, people and conditions, with standard deviation 1."""
    off = context.policy.switched_off
    by_people = 0.0 if "people_layer" in off else context.key.normal(f"set {label}", (people,))
    by_conditions = 0.0 if "condition_layer" in off else context.key.normal(f"cond {label}", conditions)
    return (by_people + by_conditions) / math.sqrt(2)
