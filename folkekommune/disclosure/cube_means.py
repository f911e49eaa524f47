"""Protect the means of a cube: one draw a cell, the same for ever and everywhere.

As for any mean (disclosure-rules.md section 5) values are clipped to public limits, the sum is counted from
their middle, and noise of one range is added to it; a period has as much as its years together. A mean is
shown with its interval or not at all, and the number of persons beside it is that of the cube.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from folkekommune.disclosure.audit import bits_of, figure_form, figure_of
from folkekommune.disclosure.cube_places import YEAR, CubePlace
from folkekommune.disclosure.evidence import Coordinate
from folkekommune.disclosure.ledger import PublishedCell
from folkekommune.disclosure.nearness import Group
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import MeanCell, SafeValue, Sign
from folkekommune.disclosure.shares import Audience, CubeContext, CubeCount, stays_published
from folkekommune.disclosure.values import HIDDEN, significant
from folkekommune.query.engine import SCALE, Moment
from folkekommune.statistics.intervals import LEVEL, STRICT_LEVEL, Interval
from folkekommune.statistics.protected_mean import protected_mean_limits

_DIGITS = 3


@dataclass(frozen=True)
class CubeMean:
    """The protected moments of a cell.

    :param offset: how far the mean lies from the middle of the public limits.
    :param spread: standard deviation; none where the noise leaves none.
    """

    count: CubeCount
    offset: float
    spread: float | None


@dataclass(frozen=True)
class Measured:
    """What the means of a cube are of.

    :param form: stands for how the variable came to be, in draws; :param asked: the same, in what is kept of
        answers, so that a script that asks for its mean is told the cube's.
    """

    moment: Moment
    form: int
    asked: int

    def group(self, found: CubeMean) -> Group:
        """Describe what is said of a cell, so that a script that asks for its mean is told the same."""
        count = found.count
        return Group.of(count.people, count.keys, bits_of(found.offset), figure_form((self.asked, 1)))


def cube_mean(
    context: CubeContext, measured: Measured, place: CubePlace, *, name: str, counted: CubeCount
) -> CubeMean | None:
    """Protect the mean of a cell; none where too few are counted to have one.

    :param name: of the mean in the history: of nearly the same people the published one is said again.
    """
    floors, noise = context.policy.floors, context.policy.noise
    size = counted.count
    if counted.people.count < floors.hard or size < max(floors.numeric, floors.spread, 2):
        return None
    total, squares = _sums(context, place)
    kappa = max(noise.kappa, 0.5) * math.sqrt(place.years_counted)
    drawn = [
        context.key.normal(f"cube {label}", (*counted.keys, measured.form)) for label in ("sum", "squares")
    ]
    width = measured.moment.width
    offset = (total / SCALE + drawn[0] * kappa) / size * width
    before = context.history.get(name)
    if before is not None and stays_published(context, before, counted.people):
        offset = figure_of(before.said)
    square = (squares / SCALE**2 + drawn[1] * kappa / 2) / size
    variance = (square - (offset / width) ** 2) * size / (size - 1)
    return CubeMean(counted, offset, math.sqrt(variance) * width if variance > 0 else None)


def published_mean(found: CubeMean) -> PublishedCell:
    """Give what the ledger keeps of a mean."""
    people = found.count.people
    return PublishedCell("", people.fingerprint, people.count, bits_of(found.offset), people.sketch)


def mean_cell(
    policy: Policy,
    place: CubePlace,
    found: CubeMean | None,
    *,
    moment: Moment,
    who: tuple[str, Audience],
) -> MeanCell:
    """Make a published mean, or say that there is none."""
    municipality, audience = who
    floors = policy.floors
    public = audience is Audience.PUBLIC
    floor = floors.denominator_public if public else floors.denominator_municipality
    count, mean, limits = SafeValue(None, Sign.BAND) if found is None else HIDDEN, HIDDEN, None
    if found is not None and found.spread is not None and found.count.count >= floor:
        level = moment.centre + found.offset
        limits = tuple(_limits(policy, place, found, moment=moment, level=each) for each in _LEVELS)
        lower, upper = (significant(limit, _DIGITS) for limit in (limits[0].lower, limits[0].upper))
        mean = SafeValue(significant(level, _DIGITS), Sign.SHOWN, lower, upper)
        count = SafeValue(str(found.count.count))
    return MeanCell(
        municipality=municipality,
        district=place.district,
        year=place.year,
        sex=None if place.sex is None else f"{place.sex:.0f}",
        count=count,
        mean=mean,
        limits95=(limits[0].lower, limits[0].upper) if limits else None,
        limits998=(limits[1].lower, limits[1].upper) if limits else None,
        years=1 if place.pooled is None else place.pooled.years,
        years_counted=place.years_counted,
        group=place.group,
    )


_LEVELS = (LEVEL, STRICT_LEVEL)


def _limits(policy: Policy, place: CubePlace, found: CubeMean, *, moment: Moment, level: float) -> Interval:
    noise = policy.noise
    of_sum = (max(noise.kappa, 0.5) * moment.width) ** 2
    of_count = found.offset**2 * noise.cube_variance
    return protected_mean_limits(
        moment.centre + found.offset,
        found.spread or 0.0,
        found.count.count,
        noise=(of_sum + of_count) * place.years_counted,
        level=level,
    )


def _sums(context: CubeContext, place: CubePlace) -> tuple[int, int]:
    """Add up the values of those who are counted, and their squares."""
    cells: Sequence[tuple[Coordinate, ...]] = [(Coordinate(0), *place.coordinates)]
    if place.pooled is not None:
        (plain,) = cells
        cells = [(*plain[:YEAR], Coordinate(slot), *plain[YEAR + 1 :]) for slot in place.pooled.slots]
    found = [context.evidence.sums(0, frozenset(), cell) for cell in cells]
    return sum(each.total for each in found), sum(each.squares for each in found)
