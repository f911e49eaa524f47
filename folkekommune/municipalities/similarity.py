"""Municipalities that are alike: nearest by population, age mix and centrality.

Each of the three counts as much as the others. Population is compared by its logarithm, so that twice as many
is the same difference everywhere; the age mix by the shares of small children, of primary-school children
and of youths among all residents; centrality by its class, when one is given for every municipality. Each
measure is divided by its standard deviation over all municipalities, and the distance is the ordinary one.
The choice of measures is ours; population and ages are Statistics Norway's of 1 January 2026.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache, lru_cache
from statistics import pstdev

from folkekommune.municipalities.borders import current_code
from folkekommune.municipalities.tables import read_rows

Profile = tuple[float, ...]
"""The measures of a municipality: logarithm of its population, then the three shares of ages."""

_AGE_SHARES = 3


def most_similar(number: str, *, most: int, centrality: Mapping[str, int] | None = None) -> tuple[str, ...]:
    """Give the municipalities most alike, the nearest first; none for an unknown number.

    :param centrality: class of each municipality. One that lacks its class is compared without.
    """
    return _ordered(current_code(number) or number, frozenset((centrality or {}).items()))[:most]


def nearest(known: Mapping[str, Profile], number: str, *, centrality: Mapping[str, int]) -> tuple[str, ...]:
    """Order these profiles by their distance from one; of those equally near, the lower number first."""
    if number not in known:
        return ()
    scales = [pstdev(values) or 1.0 for values in zip(*known.values(), strict=True)]
    steps = pstdev(centrality.values()) if centrality else 0.0

    def distance(other: str) -> float:
        pairs = zip(known[number], known[other], scales, strict=True)
        squares = [((one - another) / scale) ** 2 for one, another, scale in pairs]
        total = squares[0] + sum(squares[1:]) / _AGE_SHARES
        if steps and number in centrality and other in centrality:
            total += ((centrality[number] - centrality[other]) / steps) ** 2
        return math.sqrt(total)

    return tuple(other for _, other in sorted((distance(each), each) for each in known if each != number))


@lru_cache(maxsize=1000)
def _ordered(number: str, centrality: frozenset[tuple[str, int]]) -> tuple[str, ...]:
    return nearest(profiles(), number, centrality=dict(centrality))


@cache
def profiles() -> dict[str, Profile]:
    """Give the profile of every municipality."""
    return {row["kommunenr"]: _profile(row) for row in read_rows("kommuner_2024.csv")}


def _profile(row: Mapping[str, str]) -> Profile:
    residents = int(row["folketall_2026"])
    young = int(row["alder_0"]) + int(row["alder_1_5"])
    school, youths = int(row["alder_6_12"]), int(row["alder_13_19"])
    return (math.log(residents), young / residents, school / residents, youths / residents)
