"""The children: latent scores, birth date, sex, and where they lived when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from folkekommune.synthetic.arrays import DAYS_A_YEAR, BoolArray, FloatArray, IntArray, day_number
from folkekommune.synthetic.people.births import BirthTable
from folkekommune.synthetic.people.movement import NEVER, Rates, Stay, draw_stays
from folkekommune.synthetic.people.numbers import assign_numbers
from folkekommune.synthetic.people.places import Places
from folkekommune.synthetic.questionnaire.marginals import GIRL
from folkekommune.synthetic.randomness import stream

NOWHERE = -1


@dataclass(frozen=True)
class Children:
    """All children; a child is its position here.

    :param home: up to three districts one after another, and ``since`` which day; :param until: when
        the last of them was left.
    :param ses: latent, never delivered; :param effect: the child's own effect ``u``.
    """

    born: IntArray
    girl: BoolArray
    ses: FloatArray
    effect: FloatArray
    home: IntArray
    since: IntArray
    until: IntArray
    numbers: IntArray
    d_numbers: IntArray

    def __len__(self) -> int:
        """Count the children."""
        return len(self.born)

    def district_on(self, child: IntArray, day: IntArray) -> IntArray:
        """Give the district where each child lived on a day, ``NOWHERE`` if in none that we know."""
        found = np.full(len(child), NOWHERE, dtype=np.int64)
        for stay in range(self.home.shape[1]):
            there = day >= self.since[child, stay]
            found[there] = self.home[child, stay][there]
        found[(day >= self.until[child]) | (day < self.since[child, 0])] = NOWHERE
        return found


def make_children(
    seed: int,
    places: Places,
    table: BirthTable,
    *,
    settings: dict[str, Any],
    latent: dict[str, Any],
    children_each: Sequence[int] | None,
) -> Children:
    """Make the children of every municipality.

    :param children_each: how many of each municipality, None for everyone.
    """
    period, movement = settings["period"], settings["movement"]
    first, last = day_number(period["first"]), day_number(period["last"])
    leaving = Rates(movement["leave_small"], movement["leave_large"], movement["small_until"])
    years = range(period["first"].year - period["oldest_age"], period["last"].year + 1)
    stays = []
    for index, code in enumerate(places.municipalities):
        rng = stream(seed, "children", code)
        stay = draw_stays(
            rng,
            table.cohorts(places, index, years),
            leaving=leaving,
            first=first,
            last=last,
            oldest_days=int(period["oldest_age"] * DAYS_A_YEAR),
            girl_share=latent["girl_share"],
            most=children_each[index] if children_each else None,
        )
        stays.append(_pick(stay, children_each[index] if children_each else None, rng))
    together = Stay.join(stays)
    moving = Rates(movement["district_small"], movement["district_large"], movement["small_until"])
    home, since, until = _homes(stream(seed, "moves"), places, together, moving, movement["to_known"])
    size = len(together.born)
    ses = places.ses_mean[together.district] + stream(seed, "ses").standard_normal(size)
    effect = latent["child_spread"] * stream(seed, "effect").standard_normal(size)
    girl = together.sex == GIRL
    return Children(
        born=together.born,
        girl=girl,
        ses=ses,
        effect=effect,
        home=home,
        since=since,
        until=until,
        numbers=assign_numbers(together.born, girl, rng=stream(seed, "numbers"), d_numbers=False),
        d_numbers=assign_numbers(together.born, girl, rng=stream(seed, "d-numbers"), d_numbers=True),
    )


def _pick(stay: Stay, number: int | None, rng: np.random.Generator) -> Stay:
    if number is None or number >= len(stay.born):
        return stay
    return stay.pick(np.sort(rng.permutation(len(stay.born))[:number]))


def _homes(
    rng: np.random.Generator, places: Places, stay: Stay, moving: Rates, to_known: float
) -> tuple[IntArray, IntArray, IntArray]:
    """Let some move to another district, and some of those who leave go to another municipality asked for."""
    size = len(stay.born)
    home = np.repeat(stay.district[:, None], 3, axis=1)
    since = np.full((size, 3), NEVER, dtype=np.int64)
    since[:, 0] = stay.came
    moved = moving.first_day(rng, stay.born, stay.came)
    other = _other_district(rng, places, stay.district)
    moves = (moved < stay.left) & (other != stay.district)
    since[moves, 1] = moved[moves]
    home[moves, 1] = other[moves]
    home[moves, 2] = other[moves]
    elsewhere = _other_municipality(rng, places, stay.district)
    goes = (stay.left < NEVER) & (elsewhere != NOWHERE) & (rng.random(size) < to_known)
    since[goes, 2] = stay.left[goes]
    home[goes, 2] = elsewhere[goes]
    until = np.where(goes, NEVER, stay.left)
    return home, since, until


def _other_district(rng: np.random.Generator, places: Places, district: IntArray) -> IntArray:
    chance = rng.random(len(district))
    chosen = district.copy()
    for municipality in range(len(places.municipalities)):
        own = places.districts_of(municipality)
        rows = places.district_municipality[district] == municipality
        chosen[rows] = own[(chance[rows] * len(own)).astype(np.int64)]
    return chosen


def _other_municipality(rng: np.random.Generator, places: Places, district: IntArray) -> IntArray:
    number = len(places.municipalities)
    if number == 1:
        return np.full(len(district), NOWHERE, dtype=np.int64)
    own = places.district_municipality[district]
    chosen = (own + rng.integers(1, number, size=len(district))) % number
    chance = rng.random(len(district))
    found = np.zeros(len(district), dtype=np.int64)
    for municipality in range(number):
        districts = places.districts_of(municipality)
        rows = chosen == municipality
        found[rows] = districts[(chance[rows] * len(districts)).astype(np.int64)]
    return found
