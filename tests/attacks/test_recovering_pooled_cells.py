"""Work hidden counts of single years out of rolling periods and the years beside them.

Periods of three and of five years overlap, so a year stands in up to eight of them. With the noise of one
draw on each, all of them together would tell a hidden year more exactly than a draw of its own; with the
noise of their years together, and five years only where three are withheld, they do not (record 21).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hidden_cells import Seen, estimates
from numpy.typing import NDArray

from folkekommune.disclosure.counts import cube_table
from folkekommune.disclosure.cube_places import CubePlace, rolling_periods
from folkekommune.disclosure.cubes import cube_noise
from folkekommune.disclosure.evidence import People
from folkekommune.disclosure.gate import cube_result
from folkekommune.disclosure.noise import NoiseKey
from folkekommune.disclosure.periods import only_shortest
from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.results import SafeValue, Sign
from folkekommune.disclosure.shares import Audience, CubeCount, share_cell

POLICY = load_policy()
VARIANCE = POLICY.noise.cube_variance
YEARS = 9
WHO = ("4601", Audience.MUNICIPALITY, False)


@dataclass(frozen=True)
class Size:
    """How large worlds are, and how many of them."""

    districts: int
    categories: int
    children: float
    worlds: int


WORLDS = {
    "two districts, three indicators": Size(2, 3, 40.0, 16),
    "three districts, three indicators": Size(3, 3, 30.0, 10),
}


@dataclass(frozen=True)
class World:
    """Children of a municipality by district, year and category; one indicator a category.

    :param defended: else a period has the noise of one draw, and all are given.
    """

    true: NDArray[np.int64]
    seed: int
    defended: bool

    @classmethod
    def draw(cls, seed: int, *, size: Size, defended: bool) -> World:
        """Draw districts of uneven size."""
        rng = np.random.default_rng(seed)
        mean = size.children * rng.gamma(1.0, 1.0, (size.districts, 1, 1))
        shares = rng.dirichlet(np.ones(size.categories), size.districts)[:, np.newaxis, :]
        return cls(rng.poisson(mean * shares, (size.districts, YEARS, size.categories)), seed, defended)

    def cells(self) -> Iterator[tuple[CubePlace, int | None, slice]]:
        """Give every place and time of a cube."""
        periods = rolling_periods([2010.0 + year for year in range(YEARS)], (3, 5))
        for district in (None, *range(self.true.shape[0])):
            name = None if district is None else f"46010{district}"
            for year in range(YEARS):
                yield CubePlace(name, 2010 + year, None, ()), district, slice(year, year + 1)
            for period in periods:
                span = slice(period.slots[0], period.slots[-1] + 1)
                yield CubePlace(name, period.year, None, (), period), district, span

    def inside(self, district: int | None, span: slice, categories: Sequence[int]) -> NDArray[np.bool_]:
        """Tell which innermost cells are in a cell."""
        chosen = np.zeros(self.true.shape, dtype=bool)
        where = slice(None) if district is None else district
        chosen[where, span, categories] = True
        return chosen.reshape(-1)

    def count(self, inside: NDArray[np.bool_], years: int) -> CubeCount:
        """Count with the noise that the same people always get."""
        key = NoiseKey(f"pooled {self.seed}".encode())
        cells = np.flatnonzero(inside & (self.true.reshape(-1) > 0)).tolist()
        count = int(self.true.reshape(-1)[cells].sum())
        people = key.uniform64("people", cells)
        noise = cube_noise(cube_table(POLICY, years if self.defended else 1), key, count, [people])
        return CubeCount(People(count, people), max(0, count + noise), (people,))


def shown_of(world: World, category: int) -> Iterator[tuple[NDArray[np.bool_], SafeValue, CubeCount]]:
    """Give both counts of every cell of an indicator's cube that is given, each with its innermost cells."""
    others = [each for each in range(world.true.shape[2]) if each != category]
    made = []
    for place, district, span in world.cells():
        pair = [world.inside(district, span, chosen) for chosen in ([category], others)]
        counts = [world.count(inside, place.years_counted) for inside in pair]
        made.append((share_cell(POLICY, place, (counts[0], counts[1]), who=WHO), pair, counts))
    cells = [cell for cell, _, _ in made]
    cube = cube_result(POLICY, indicator="any", version=1, municipality="4601", cells=cells)
    if world.defended:
        cube, _ = only_shortest(cube, cube)
    for cell, pair, counts in made:
        if cell in cube.cells:
            yield from zip(pair, (cell.numerator, cell.complement), counts, strict=True)


def attack(world: World) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Estimate each hidden count of a year by weighted least squares over all that is given.

    :returns: what they are, what is said of them, and with which variance.
    """
    rows: dict[tuple[bool, ...], tuple[float, int]] = {}
    band: dict[tuple[bool, ...], int] = {}
    for category in range(world.true.shape[2]):
        for inside, value, count in shown_of(world, category):
            years = int(inside.reshape(world.true.shape).any(axis=(0, 2)).sum())
            if value.text is not None:
                rows[tuple(inside.tolist())] = (float(value.text), years if world.defended else 1)
            elif value.sign is Sign.BAND and years == 1:
                band[tuple(inside.tolist())] = count.people.count
    true = np.array(list(band.values()), dtype=np.int64)
    if not rows:
        return true, np.zeros(len(true)), np.full(len(true), np.inf)
    weights = np.array([years for _, years in rows.values()]) ** -0.5
    seen = Seen(
        np.array(list(rows), dtype=float) * weights[:, np.newaxis],
        np.array([number for number, _ in rows.values()]) * weights,
        np.array(list(band), dtype=float).reshape(len(band), world.true.size),
        true,
    )
    return true, *estimates(seen, VARIANCE)


def guessed(true: NDArray[np.int64], said: NDArray[np.float64], variance: NDArray[np.float64]) -> float:
    """Give the share that is guessed right by who knows how common each count is in the band."""
    common = np.bincount(true) / len(true)
    with np.errstate(divide="ignore"):
        weight = 1 / variance
    apart = (said[:, np.newaxis] - np.arange(len(common))) ** 2
    chances = common * np.exp(-apart / 2 * weight[:, np.newaxis])
    return float((chances.argmax(axis=1) == true).mean())


def both(name: str, *, defended: bool) -> tuple[float, float]:
    """Give the share guessed right from everything, and from one number alone."""
    size = WORLDS[name]
    worlds = [World.draw(seed, size=size, defended=defended) for seed in range(size.worlds)]
    true, said, spread = (np.concatenate(parts) for parts in zip(*map(attack, worlds), strict=True))
    assert len(true) > 300
    row = cube_table(POLICY).row(100)
    alone = sum(
        chance * guessed(true, true + value, np.full(len(true), VARIANCE))
        for value, chance in zip(row.values, row.probabilities, strict=True)
    )
    return guessed(true, said, spread), alone


@pytest.mark.parametrize("name", WORLDS)
def test_years_and_periods_together_tell_no_more_of_a_hidden_year_than_one_number(name):
    everything, alone = both(name, defended=True)
    assert everything <= alone + 0.03


def test_with_the_noise_of_one_draw_and_every_period_they_would():
    everything, alone = both("two districts, three indicators", defended=False)
    assert everything > alone + 0.05
