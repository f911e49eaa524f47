"""Correlation and covariance of two variables: from clipped moments, each with noise of its own.

One person can make a moment as much as the product of the two ranges larger or smaller, so that is the
size of the noise. A variable of two values needs enough persons on both sides (DataSHIELD).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from scipy.special import stdtr

from folkekommune.disclosure.analyses import analysis_result, plain_label, written_p
from folkekommune.disclosure.conditions import Context
from folkekommune.disclosure.counts import ProtectedCount
from folkekommune.disclosure.gate import population_notes
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import Note, SafeAnalysis, SafeRow, SafeSection, SafeValue
from folkekommune.disclosure.values import HIDDEN, summed
from folkekommune.query.engine import SCALE, Moment
from folkekommune.query.outputs import Correlation

_DECIMALS = 2
_BOTH = 2
"""The place of the sum of two variables: what mixes either is mixed in it."""
_SUM_OF_TWO = 4
"""The sum of two variables has twice the range of one, so that its squares are a quarter."""

Draw = Callable[[str], float]
"""Gives the sticky noise of a moment by its name, with standard deviation 1."""


@dataclass(frozen=True)
class PairMoments:
    """Sums over the persons with both values, clipped and centred, in fixed point (``query.engine``).

    :param first: Σa, Σa², :param second: Σb, Σb², :param cross: Σab.
    :param count: protected number of persons with both values.
    :param sides: for each of the two that has only two values, the smaller protected count of them.
    """

    first: tuple[int, int]
    second: tuple[int, int]
    cross: int
    count: int
    sides: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Noised:
    """Moments with noise, in ranges of the variables."""

    variances: tuple[float, float]
    covariance: float


def correlation(moments: PairMoments, draw: Draw, policy: Policy) -> SafeValue:
    """Give the correlation of two variables."""
    found = _noised(moments, draw, policy)
    if found is None or min(found.variances) <= 0:
        return HIDDEN
    between = found.covariance / math.sqrt(found.variances[0] * found.variances[1])
    return _written(max(-1.0, min(1.0, between)))


def covariance(
    moments: PairMoments, draw: Draw, *, variables: tuple[Moment, Moment], policy: Policy
) -> SafeValue:
    """Give the covariance of two variables, in their own units."""
    found = _noised(moments, draw, policy)
    if found is None:
        return HIDDEN
    return _written(found.covariance * variables[0].width * variables[1].width)


def _noised(moments: PairMoments, draw: Draw, policy: Policy) -> _Noised | None:
    count = moments.count
    floors = policy.floors
    if count < max(floors.pairs, 2) or any(side < floors.numeric for side in moments.sides):
        return None
    kappa = max(policy.noise.kappa, 0.5)
    means, variances = [], []
    for name, (total, squares) in (("first", moments.first), ("second", moments.second)):
        mean = (total / SCALE + kappa * draw(f"{name} sum")) / count
        square = (squares / SCALE**2 + kappa / 2 * draw(f"{name} squares")) / count
        means.append(mean)
        variances.append((square - mean**2) * count / (count - 1))
    cross = (moments.cross / SCALE**2 + kappa * draw("cross")) / count
    between = (cross - means[0] * means[1]) * count / (count - 1)
    return _Noised((variances[0], variances[1]), between)


def _written(value: float) -> SafeValue:
    rounded = round(value, _DECIMALS)
    return SafeValue(f"{rounded or 0.0:.{_DECIMALS}f}")


@dataclass(frozen=True)
class Pair:
    """The moments of two variables over those who have both, with the noise of each moment."""

    counted: ProtectedCount
    moments: PairMoments
    draw: Draw


def pair_of(context: Context, counted: ProtectedCount, sides: Sequence[int]) -> Pair:
    """Read the moments of two scaled variables from evidence.

    :param context: its moments are of the first, of the second and of the sum of both.
    :param sides: for each the protected number of those whose value is not the most usual one.
    """
    context = context.standing_in(counted.cell, _BOTH)
    first, second, both = (
        summed(context, replace(counted.cell, present=place), place) for place in range(_BOTH + 1)
    )
    squares = first.sums.squares + second.sums.squares
    moments = PairMoments(
        first=(first.sums.total, first.sums.squares),
        second=(second.sums.total, second.sums.squares),
        cross=(_SUM_OF_TWO * both.sums.squares - squares) // 2,
        count=0 if counted.banded else counted.count,
        sides=tuple(sides),
    )

    def draw(name: str) -> float:
        which, _, moment = name.partition(" ")
        source = {"first": first, "second": second, "cross": both}[which]
        return source.noise(context, moment or "product")

    return Pair(counted, moments, draw)


def correlation_result(
    output: Correlation,
    variables: Sequence[Moment],
    pairs: Mapping[tuple[int, int], Pair],
    policy: Policy,
    left_out: int,
) -> SafeAnalysis:
    """Close the matrix of a correlation, with what was asked for beside it."""
    between: dict[tuple[int, int], SafeValue] = {}
    for (first, second), pair in pairs.items():
        if output.covariance:
            two = (variables[first], variables[second])
            between[first, second] = covariance(pair.moments, pair.draw, variables=two, policy=policy)
        else:
            between[first, second] = correlation(pair.moments, pair.draw, policy)
    counts = {
        place: SafeValue(str(pair.moments.count)) if pair.moments.count >= policy.floors.pairs else HIDDEN
        for place, pair in pairs.items()
    }
    names = [variable.column for variable in variables]
    title = "analyses.covariance" if output.covariance else "analyses.correlation"
    sections = [_matrix(title, names, between, None if output.covariance else SafeValue("1.00"))]
    if output.counts:
        sections.append(_matrix("analyses.observations", names, counts, None))
    if output.significance:
        tests = {
            place: _significance(correlation(pair.moments, pair.draw, policy), pair.moments.count)
            for place, pair in pairs.items()
        }
        sections.append(_matrix("analyses.p-value", names, tests, None))
    notes = (Note("summary.clipped"), *population_notes(left_out))
    return analysis_result(policy, "analyses.correlate", sections, notes)


def _significance(shown: SafeValue, count: int) -> SafeValue:
    """Test a correlation as it is shown against none."""
    if shown.text is None:
        return HIDDEN
    found, freedom = float(shown.text), count - 2
    if abs(found) >= 1:
        return SafeValue(written_p(0.0))
    statistic = abs(found) * math.sqrt(freedom / (1 - found * found))
    return SafeValue(written_p(float(2 * stdtr(freedom, -statistic))))


def _matrix(
    title: str,
    names: Sequence[str],
    found: Mapping[tuple[int, int], SafeValue],
    with_itself: SafeValue | None,
) -> SafeSection:
    heads = tuple(plain_label(str(place), name) for place, name in enumerate(names))
    rows = []
    for place, head in enumerate(heads):
        values = []
        for other in range(len(heads)):
            value = with_itself if other == place else found[min(place, other), max(place, other)]
            if value is not None:
                values.append((str(other), value))
        rows.append(SafeRow(head, tuple(values)))
    return SafeSection(title, tuple(head.value for head in heads), tuple(rows), heads)
