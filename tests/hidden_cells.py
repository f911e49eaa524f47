"""Cubes of invented districts whose indicators share counts, and what an attacker makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from folkekommune.disclosure.counts import cube_table
from folkekommune.disclosure.cube_places import CubePlace
from folkekommune.disclosure.cubes import cube_noise
from folkekommune.disclosure.evidence import People
from folkekommune.disclosure.gate import cube_result
from folkekommune.disclosure.noise import NoiseKey
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import SafeCube, SafeValue, Sign
from folkekommune.disclosure.share_hiding import add_up, hide_in_cubes
from folkekommune.disclosure.shares import Audience, CubeCount, share_cell

SEXES = (1.0, 2.0)
WHO = ("4601", Audience.MUNICIPALITY, False)


@dataclass
class Place:
    """A municipality whose children fall into categories of one variable.

    There is one indicator a category: its children, against those of all others. So every indicator has
    the same denominator, and what one says tells of the others.

    :param true: children by district, sex and category.
    """

    true: NDArray[np.int64]
    seed: int
    made: dict[tuple[int, ...], CubeCount] = field(default_factory=dict)

    @classmethod
    def draw(cls, seed: int, *, districts: int, categories: int, size: float) -> Place:
        """Draw districts of uneven size."""
        rng = np.random.default_rng(seed)
        mean = size * rng.gamma(1.0, 1.0, (districts, 1, 1))
        shares = rng.dirichlet(np.ones(categories), (districts, len(SEXES)))
        return cls(rng.poisson(mean * shares), seed)

    def cubes(self, policy: Policy, *, hidden: bool) -> list[SafeCube]:
        """Protect the cubes of all indicators, with more hidden or with noise only."""
        counted = [list(self._counted(category, policy)) for category in range(self.true.shape[2])]
        cubes = [
            cube_result(
                policy,
                indicator=f"category {number}",
                version=1,
                municipality="4601",
                cells=[share_cell(policy, p, pair, who=WHO) for p, *pair in places],
            )
            for number, places in enumerate(counted)
        ]
        return hide_in_cubes(cubes, add_up(counted), policy) if hidden else cubes

    def unpaired(self, policy: Policy) -> list[SafeCube]:
        """Show each count that is not in the band, whatever stands beside it: with this defence off."""
        cubes = self.cubes(policy, hidden=False)
        for category, cube in enumerate(cubes):
            cells = [
                replace(cell, numerator=_alone(cases, policy), complement=_alone(rest, policy))
                for cell, (_, cases, rest) in zip(cube.cells, self._counted(category, policy), strict=True)
            ]
            object.__setattr__(cube, "cells", tuple(cells))
        return cubes

    def _counted(self, category: int, policy: Policy) -> Iterator[tuple[CubePlace, CubeCount, CubeCount]]:
        rest = [each for each in range(self.true.shape[2]) if each != category]
        for district, sex in self.areas():
            name = None if district is None else f"46010{district}"
            place = CubePlace(name, 2024, None if sex is None else SEXES[sex], ())
            cases, others = (self.inside(district, sex, chosen) for chosen in ([category], rest))
            yield place, self._count(cases, policy), self._count(others, policy)

    def areas(self) -> Iterator[tuple[int | None, int | None]]:
        """Give each place and sex."""
        for district in (None, *range(self.true.shape[0])):
            for sex in (None, 0, 1):
                yield district, sex

    def inside(self, district: int | None, sex: int | None, categories: Iterable[int]) -> NDArray[np.bool_]:
        """Tell which innermost cells are in a cell."""
        chosen = np.zeros(self.true.shape, dtype=bool)
        for category in categories:
            chosen[
                slice(None) if district is None else district, slice(None) if sex is None else sex, category
            ] = True
        return chosen.reshape(-1)

    def _count(self, inside: NDArray[np.bool_], policy: Policy) -> CubeCount:
        """Count with the noise that the same people always get."""
        cells = tuple(np.flatnonzero(inside & (self.true.reshape(-1) > 0)).tolist())
        if cells not in self.made:
            count = int(self.true.reshape(-1)[list(cells)].sum())
            key = NoiseKey(f"world {self.seed}".encode())
            fingerprint = key.uniform64("people", cells)
            noise = cube_noise(cube_table(policy), key, count, [fingerprint])
            self.made[cells] = CubeCount(People(count, fingerprint), max(0, count + noise), (fingerprint,))
        return self.made[cells]


def _alone(count: CubeCount, policy: Policy) -> SafeValue:
    few = count.people.count < policy.floors.hard or count.count < policy.floors.band
    return SafeValue(None, Sign.BAND) if few else SafeValue(str(count.count))


@dataclass
class Seen:
    """What the cubes show of sums of the innermost cells.

    :param rows: which cells each shown number is the sum of, :param numbers: what is shown.
    :param unseen: which cells each number in the band is the sum of, :param true: what it is.
    """

    rows: NDArray[np.float64]
    numbers: NDArray[np.float64]
    unseen: NDArray[np.float64]
    true: NDArray[np.int64]


def look(place: Place, cubes: Sequence[SafeCube]) -> Seen:
    """Read everything that the cubes show; a number that is shown twice counts once."""
    shown: dict[tuple[bool, ...], float] = {}
    band: dict[tuple[bool, ...], int] = {}
    categories = range(place.true.shape[2])
    for category, cube in enumerate(cubes):
        rest = [each for each in categories if each != category]
        for (district, sex), cell in zip(place.areas(), cube.cells, strict=True):
            for value, chosen in ((cell.numerator, [category]), (cell.complement, rest)):
                _note(value, place, place.inside(district, sex, chosen), (shown, band))
    return Seen(
        np.array(list(shown), dtype=float).reshape(len(shown), place.true.size),
        np.array(list(shown.values())),
        np.array(list(band), dtype=float).reshape(len(band), place.true.size),
        np.array(list(band.values()), dtype=np.int64),
    )


def _note(
    value: SafeValue,
    place: Place,
    inside: NDArray[np.bool_],
    found: tuple[dict[tuple[bool, ...], float], dict[tuple[bool, ...], int]],
) -> None:
    shown, band = found
    if value.text is not None:
        shown[tuple(inside.tolist())] = float(value.text)
    elif value.sign is Sign.BAND:
        band[tuple(inside.tolist())] = int(place.true.reshape(-1)[inside].sum())


def bounds(seen: Seen, *, noise: int, most: int) -> list[tuple[float, float]]:
    """Give what each number in the band can be, by linear programming over all that is shown.

    :param noise: largest noise of a number, :param most: largest true count that may be in the band.
    """
    above = np.vstack([seen.rows, -seen.rows, seen.unseen])
    limits = np.concatenate([seen.numbers + noise, noise - seen.numbers, np.full(len(seen.unseen), most)])
    found = []
    for row in seen.unseen:
        ends = [linprog(sign * row, A_ub=above, b_ub=limits).fun for sign in (1, -1)]
        found.append((ends[0], -ends[1]))
    return found


def estimates(seen: Seen, variance: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Estimate each number in the band by least squares over all that is shown, with the variance of it.

    What nothing is said of has an infinite variance.
    """
    sizes, directions = np.linalg.eigh(seen.rows.T @ seen.rows)
    told = sizes > 1e-8
    inverse = (directions[:, told] / sizes[told]) @ directions[:, told].T
    untold = np.abs(seen.unseen @ directions[:, ~told]).sum(axis=1) > 1e-6
    spread = variance * np.einsum("ij,jk,ik->i", seen.unseen, inverse, seen.unseen)
    return seen.unseen @ (inverse @ (seen.rows.T @ seen.numbers)), np.where(untold, np.inf, spread)
