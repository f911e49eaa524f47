"""Protect percentiles: the rank of every value is a protected count.

A plain order statistic tells how many persons lie on either side of it, to the person: a variable of
two values, or the same variable with one person's value changed, turns a median into an exact count.
So the number of persons at or below each of the values around a percentile gets the noise of a count,
from those people and from the conditions, and the value is read off the protected ranks. What is
shown is the mean of the nearest order statistics (microdata.no), at few digits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from folkekommune.disclosure.conditions import CellConditions, Context
from folkekommune.disclosure.counts import condition_keys, two_layers
from folkekommune.disclosure.evidence import Coordinate
from folkekommune.disclosure.limits import bounded
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import SafeValue
from folkekommune.disclosure.values import HIDDEN, significant


@dataclass(frozen=True)
class Ranks:
    """The values around some percentiles, each with its protected rank.

    :param thresholds: values in ascending order, :param below: protected number at or below each.
    :param each: how many of them one person may have: one, but of rows of which she has several.
    """

    thresholds: tuple[float, ...]
    below: tuple[int, ...]
    each: int = 1

    def at(self, rank: float) -> float:
        """Give the value at a rank."""
        passed = sum(count < rank for count in self.below)
        return self.thresholds[min(passed, len(self.thresholds) - 1)]


@dataclass(frozen=True)
class Ranking:
    """A variable divided at thresholds, so that the percentiles of any cell can be read off its ranks.

    :param context: its last dimension holds the places between the thresholds.
    :param form: keyed stand-in for how the variable came to be.
    """

    context: Context
    thresholds: tuple[float, ...]
    form: int

    def of(self, cell: CellConditions) -> tuple[Ranks, int]:
        """Give the protected ranks within a cell of the other dimensions, and the number of all values."""
        anything = Coordinate(self.context.evidence.axes[-1].anything)
        asked = CellConditions(cell.filters, (*cell.coordinates, anything))
        return protect_ranks(self.context, self.context.effective(asked), self.thresholds, self.form)


def reach(policy: Policy) -> int:
    """Give how many order statistics on each side of a percentile may be needed.

    Those it is the mean of, and as many as the noise of a rank and of the whole can move it.
    """
    return policy.percentiles.neighbours + 4 * policy.noise.research_bound


def protect_ranks(
    context: Context, cell: CellConditions, thresholds: Sequence[float], form: int
) -> tuple[Ranks, int]:
    """Protect the rank of each threshold, and the number of all values.

    :param context: its last dimension holds the places between the thresholds: its first category is
        what is at or below the first threshold, its last what is above all.
    :param form: keyed stand-in for how the variable came to be.
    """
    last = len(context.evidence.axes) - 1
    own, each = condition_keys(context, cell), max(context.rows_each, 1)
    counts, size, people, everywhere = [], 0, 0, 0
    for slot in range(len(context.evidence.axes[last].categories)):
        step = CellConditions(cell.filters, (*cell.coordinates[:last], Coordinate(slot)))
        size += context.size(step)
        people ^= context.drawn_by(step)
        everywhere ^= context.evidence.of_coordinate(last, Coordinate(slot))
        conditions = (*sorted({*own, everywhere}), form)
        counts.append(size + each * two_layers(context, people, conditions, size))
    return Ranks(tuple(thresholds), tuple(counts[:-1]), each), counts[-1]


def percentile(ranks: Ranks, probability: float, count: int, policy: Policy) -> SafeValue:
    """Give a protected percentile; of rows, the mean of so many that no person has most of them.

    :param count: protected number of rows with a value.
    """
    limits = policy.percentiles
    if not ranks.thresholds or count * min(probability, 1 - probability) < limits.side * ranks.each:
        return HIDDEN
    around = limits.neighbours * ranks.each
    nearest = range(-around, around + 1)
    values = [bounded(ranks.at(probability * count + step)) for step in nearest]
    return SafeValue(significant(math.fsum(values) / len(values), limits.digits))
