"""A29: two interfaces against each other.

The number that citizens see and what scripts say of the same people in many wordings are averaged; most of
them split the condition by a half that has to do with nothing, ``(f | x) & (f | !x)``.
"""

from __future__ import annotations

import numpy as np

from folkekommune.attacks.cubed import FIRST_YEAR, Cubed, cubed
from folkekommune.attacks.figure import Figure
from folkekommune.attacks.groups import drawn_half
from folkekommune.attacks.interface import counts_of
from folkekommune.attacks.two_ways import Row, Told, Way, two_ways
from folkekommune.attacks.worlds import DISTRICTS

NAME = "A29"
_Wording = tuple[str, tuple[int | str, ...]]
_WORDINGS: tuple[_Wording, ...] = (
    ("tabulate district if year == {year} & secret == 1", ()),
    ("generate both = (year == {year}) * secret\ntabulate district both", (1,)),
    ("keep if secret == 1 | sysmiss(year)\ntabulate district year", ("year",)),
    ("generate no = 1 - secret\ntabulate district no if year == {year}", (0,)),
    ("generate x = secret * year\ntabulate district x", ("year",)),
    ("generate z = year if secret == 1\ntabulate district z", ("year",)),
    ("tabulate district if !(secret == 0 | year != {year})", ()),
)
"""A script, and the codes of the cell after that of the district; the year stands for itself."""

_SPLITS = 12
_SPLIT = "tabulate district if ({asked} | {half}) & ({asked} | !{half})"


def attack(*, quick: bool) -> list[Figure]:
    """Average what is said of each district in some years."""
    row = Row(
        NAME,
        "share of exact n",
        "registered cubes, audit of differences and layer of people",
        "<= 0.45",
        (1, 1) if quick else (3, 1),
        291,
        f"the cube and {len(_WORDINGS) + _SPLITS} wordings",
    )
    return [two_ways(row, _exact, quick=quick)]


def _exact(way: Way) -> Told:
    right = tried = 0
    with cubed(way.seed, defended=way.defended) as world:
        for year in range(FIRST_YEAR, FIRST_YEAR + way.size):
            for district, said in _heard(world, year).items():
                right += round(float(np.mean(said))) == world.counted((district, year, None, 1))
                tried += 1
    return right, tried


def _heard(world: Cubed, year: int) -> dict[int, list[int]]:
    """Give all that is said of those with the secret in each district."""
    heard: dict[int, list[int]] = {}
    for district in range(1, DISTRICTS + 1):
        published = world.public.get((district, year, None, 1))
        if published is not None:
            heard[district] = [published]
    asked = "(year == {year} & secret == 1)"
    halves = [f"({drawn_half(world.random).condition})" for _ in range(_SPLITS)]
    splits: list[tuple[str, tuple[int | str, ...]]] = [
        (_SPLIT.format(asked=asked, half=half), ()) for half in halves
    ]
    for script, rest in (*_WORDINGS, *splits):
        table = world.interface.table(script.format(year=year))
        counts = counts_of(table) if table is not None else {}
        for district, said in heard.items():
            place = (district, *(year if code == "year" else int(code) for code in rest))
            if place in counts:
                said.append(counts[place])
    return heard
