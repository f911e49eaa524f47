"""Protected shares, means, spreads and percentiles of a cell (disclosure-rules.md section 5)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from folkekommune.disclosure.conditions import CellConditions, Context
from folkekommune.disclosure.counts import ProtectedCount, condition_keys, protect_counts, two_layers
from folkekommune.disclosure.evidence import Contributions, Sums
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
    variance = max(numerator.variance, complement.variance)
    figures = protected_share(numerator.count, complement.count, variance=variance)
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
    """The protected moments of a numeric variable in a cell.

    :param counted: protected number of rows with a value, and the conditions that were left.
    :param contributions: the largest, where they were asked for.
    :param level: the protected mean before it is rounded, :param deviation: the protected standard
        deviation, for what is made of them.
    """

    counted: ProtectedCount
    mean: SafeValue
    spread: SafeValue
    contributions: Contributions | None = None
    level: float | None = None
    deviation: float | None = None

    @property
    def count(self) -> int:
        """The protected number of rows with a value."""
        return self.counted.count


def numeric(context: Context, cell: CellConditions, place: int, moment: Moment) -> NumericCell:
    """Protect mean and standard deviation of a variable over a cell; see :func:`numerics`."""
    (found,) = numerics(context, (cell,), place, moment)
    return found


def numerics(
    context: Context, cells: Sequence[CellConditions], place: int, moment: Moment
) -> list[NumericCell]:
    """Protect mean and standard deviation of a variable over each of many cells.

    Sums are centred and clipped to public limits; noise of so many ranges as the policy says is added to
    the sum. Having a value is a condition like others: where it has no effect, the number of values is that
    of the cell.

    :param place: the number of the moment in the evidence.
    """
    contexts = [context.standing_in(cell, place) for cell in cells]
    counts = dict[int, ProtectedCount]()
    for own in {id(each): each for each in contexts}.values():
        numbers = [number for number, each in enumerate(contexts) if each is own]
        present = [replace(cells[number], present=place) for number in numbers]
        counts.update(zip(numbers, protect_counts(own, present), strict=True))
    return [_moments(own, counts[number], place, moment) for number, own in enumerate(contexts)]


def _moments(context: Context, counted: ProtectedCount, place: int, moment: Moment) -> NumericCell:
    policy = context.policy
    present = replace(counted.cell, present=place)
    source = summed(context, present, place)
    sums, size = source.sums, context.size(present)
    # Where a person may have several rows, she can change sums and counts by that many times as much.
    each = context.most_in(present)
    drawn = two_layers(context, context.drawn_by(present), source.conditions, size)
    count = max(0, size + each * drawn)
    few = counted.banded or sums.people.count < policy.floors.hard
    if few or min(counted.count, count) < max(policy.floors.numeric, 1) * each:
        return NumericCell(counted, HIDDEN, HIDDEN)
    kappa = max(policy.noise.kappa, 0.5) * each
    offset = (sums.total / SCALE + source.noise(context, "sum") * kappa) / count * moment.width
    offset = context.settle_figure(sums.people, source.conditions, offset, (source.form, 1))
    mean = SafeValue(significant(moment.centre + offset, _MEAN_DIGITS))
    largest = _largest(context, counted.cell, place) if moment.contributions else None
    if min(counted.count, count) < max(policy.floors.spread, 2) * each:
        return NumericCell(counted, mean, HIDDEN, largest, moment.centre + offset)
    square = (sums.squares / SCALE**2 + source.noise(context, "squares") * kappa / 2) / count
    variance = (square - (offset / moment.width) ** 2) * count / (count - 1)
    variance = context.settle_figure(sums.people, source.conditions, variance, (source.form, 2))
    if variance <= 0:
        return NumericCell(counted, mean, HIDDEN, largest, moment.centre + offset)
    deviation = math.sqrt(variance) * moment.width
    spread = SafeValue(significant(deviation, 3))
    return NumericCell(counted, mean, spread, largest, moment.centre + offset, deviation)


def _largest(context: Context, cell: CellConditions, place: int) -> Contributions:
    return context.evidence.contributions(place, cell.filters, cell.coordinates)


@dataclass(frozen=True)
class Summed:
    """Sums over a cell, and what their noise is drawn from.

    The people layer hangs on who they are and on what is added up, so that the noise of one variable
    cannot be read off another whose sum is known, such as a constant; turned values get turned noise.
    The condition layer hangs on the conditions and on how the variable came to be, so that two
    variables that differ in one person's value do not show it by having the same noise.
    """

    sums: Sums
    conditions: tuple[int, ...]
    form: int

    def noise(self, context: Context, label: str) -> float:
        """Draw from both layers, with standard deviation 1."""
        off = context.policy.switched_off
        total, squares = self.sums.total, self.sums.squares
        by_people = by_conditions = 0.0
        if "people_layer" not in off:
            content = (self.sums.people.fingerprint, *_words(abs(total)), *_words(squares))
            by_people = context.key.normal(f"set {label}", content) * (-1 if total < 0 else 1)
        if "condition_layer" not in off:
            by_conditions = context.key.normal(f"cond {label}", (*self.conditions, self.form))
        return (by_people + by_conditions) / math.sqrt(2)


def summed(context: Context, present: CellConditions, place: int) -> Summed:
    """Add a variable up over those of a cell who have a value.

    :param present: the cell with having a value as one of its conditions.
    """
    sums = context.evidence.sums(place, present.filters, present.coordinates)
    form = (context.identify("values", place, None) or 0) ^ context.row_form(present)
    return Summed(sums, condition_keys(context, present), form)


def significant(value: float, digits: int) -> str:
    """Write a number at a number of significant digits, without an exponent or a float's residue."""
    if value == 0:
        return "0"
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, decimals)
    return f"{rounded:.{max(decimals, 0)}f}"


def _words(number: int) -> tuple[int, int]:
    """Write a number of up to 128 bits as two of 64."""
    return number >> 64, number & (1 << 64) - 1
