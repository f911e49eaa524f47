"""Work hidden cells out of everything that cubes show: by linear programming and by least squares.

A cell in the band must stay as uncertain as the noise table leaves any number: whoever puts all numbers
together may not guess it better than if it had been shown with the noise of one draw.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hidden_cells import Place, Seen, bounds, estimates, look
from numpy.typing import NDArray

from folkekommune.disclosure.counts import cube_table
from folkekommune.disclosure.policy import load_policy

POLICY = load_policy()
MOST = 5
"""The largest true count that can be in the band: the noise of five may make it nothing."""

WORLDS = {"three of three": (3, 3, 40.0), "two of four": (2, 4, 30.0), "eight of two": (8, 2, 40.0)}
"""Districts, indicators over the same visits, and children of a district and sex."""


@cache
def seen(world: str, protection: str) -> tuple[Seen, ...]:
    """Make municipalities and look at their cubes."""
    districts, categories, size = WORLDS[world]
    places = [Place.draw(seed, districts=districts, categories=categories, size=size) for seed in range(40)]
    return tuple(
        look(
            place,
            place.unpaired(POLICY)
            if protection == "none"
            else place.cubes(POLICY, hidden=protection == "hide"),
        )
        for place in places
    )


def guessed(true: NDArray[np.int64], said: NDArray[np.float64], variance: NDArray[np.float64]) -> float:
    """Give the share of counts that are guessed right, knowing how common each count is in the band."""
    common = np.bincount(true) / len(true)
    with np.errstate(divide="ignore"):
        weight = 1 / variance
    apart = (said[:, np.newaxis] - np.arange(len(common))) ** 2
    chances = common * np.exp(-apart / 2 * weight[:, np.newaxis])
    return float((chances.argmax(axis=1) == true).mean())


def attacked(world: str, protection: str) -> tuple[float, float]:
    """Give the share guessed right from everything, and from one number with the noise of the table."""
    found = [each for each in seen(world, protection) if len(each.true)]
    true = np.concatenate([each.true for each in found])
    noise = POLICY.noise.cube_variance
    said, spread = (
        np.concatenate(parts) for parts in zip(*(estimates(e, noise) for e in found), strict=True)
    )
    row = cube_table(POLICY).row(100)
    alone = sum(
        chance * guessed(true, true + value, np.full(len(true), noise))
        for value, chance in zip(row.values, row.probabilities, strict=True)
    )
    assert len(true) > 300
    return guessed(true, said, spread), alone


@pytest.mark.parametrize("protection", ["noise_only", "hide"])
@pytest.mark.parametrize("world", WORLDS)
def test_all_numbers_together_tell_no_more_than_one(world, protection) -> None:
    everything, alone = attacked(world, protection)
    assert everything <= alone + 0.03


def test_with_counts_beside_hidden_ones_they_would() -> None:
    """Without the rule that a cell shows both of its counts or neither."""
    everything, alone = attacked("three of three", "none")
    assert everything > alone + 0.05


@pytest.mark.parametrize("protection", ["noise_only", "hide"])
@pytest.mark.parametrize("world", WORLDS)
def test_no_bound_is_narrower_than_the_table_leaves_it(world, protection) -> None:
    """Each noise is at most five; of a number in the band it is known that it is at most five."""
    found = [pair for each in seen(world, protection)[:4] for pair in bounds(each, noise=5, most=MOST)]
    assert len(found) > 20
    exact = [low for low, high in found if np.floor(high + 1e-6) <= np.ceil(low - 1e-6)]
    narrower = [low for low, high in found if low > 1e-6 or high < MOST - 1e-6]
    assert exact == []
    assert len(narrower) <= 0.03 * len(found)
