"""Whether the limits of a policy can hold together: one that cannot be kept protects nobody."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from folkekommune.disclosure.perturbation import PerturbationTable
from folkekommune.disclosure.policy_sections import Floors, Noise

SHARES = frozenset(
    {
        "noise.clip_low",
        "noise.clip_high",
        "tables.band_share",
        "dominance.largest_two",
        "dominance.rest",
        "charts.series_band_share",
        "charts.series_hidden_share",
        "model.parameters",
        "model.leverage",
        "model.r_squared",
    }
)
"""Limits that are shares of a whole."""


def outside_their_range(limits: Mapping[str, object]) -> Iterator[str]:
    """Give the numbers, by section and name, that are no numbers or no shares.

    A limit that is "not a number" is neither above nor below anything, so no rule would ever apply.
    """
    for name, limit in limits.items():
        if isinstance(limit, int | float):
            highest = 1 if name in SHARES else math.inf
            if not (math.isfinite(limit) and 0 <= limit <= highest):
                yield name


def disagreements(floors: Floors, noise: Noise, *, limit: int, fuzz: int) -> Iterator[str]:
    """Give the code of each rule by which the limits do not fit together.

    :param limit: of the low-effect rule, :param fuzz: how far it is moved.
    """
    layer = PerturbationTable(noise.research_bound, noise.research_variance)
    cube = PerturbationTable(noise.cube_bound, noise.cube_variance, noise.cube_never)
    if not (layer.attainable and cube.attainable):
        yield "variance"
    if noise.cube_never > floors.band:
        yield "never"
    if noise.clip_low >= noise.clip_high:
        yield "clip"
    if fuzz > limit:
        yield "fuzz"
    if not floors.hard <= floors.band <= floors.band_sensitive:
        yield "bands"
    if floors.population_small > floors.population:
        yield "populations"
