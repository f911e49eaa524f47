"""A19: the same cell for researchers, the municipality and everybody.

Every count of a cube is asked for by script too. All that show it show the same number, or they could be
averaged.
"""

from __future__ import annotations

from folkekommune.attacks.cubed import FIRST_YEAR, YEARS, Cubed, Place, cubed
from folkekommune.attacks.figure import Figure
from folkekommune.attacks.interface import counts_of
from folkekommune.attacks.two_ways import Row, Told, Way, two_ways

NAME = "A19"


def attack(*, quick: bool) -> list[Figure]:
    """Compare the three."""
    row = Row(
        NAME,
        "share of cells with one number on every interface",
        "registered cubes, audit of differences and layer of people",
        ">= 1",
        (1, 1) if quick else (3, 1),
        191,
        "counts by district, year, sex and outcome",
    )
    return [two_ways(row, _agreeing, quick=quick)]


def _agreeing(way: Way) -> Told:
    same = compared = 0
    for number in range(way.size):
        with cubed(10 * way.seed + number, defended=way.defended) as world:
            scripts = _by_script(world)
            for place in world.municipal.keys() & scripts.keys():
                said = {scripts[place], world.municipal[place], world.public.get(place, scripts[place])}
                same, compared = same + (len(said) == 1), compared + 1
    return same, compared


def _by_script(world: Cubed) -> dict[Place, int]:
    """Ask for the cells of the cube in tables."""
    found: dict[Place, int] = {}
    for year in range(FIRST_YEAR, FIRST_YEAR + YEARS):
        (parted, whole) = world.interface.tables(
            f"tabulate district sex secret if year == {year}\ntabulate district secret if year == {year}"
        )
        for (district, sex, outcome), count in counts_of(parted).items():
            if outcome is not None and (district is not None or sex is None):
                found[district, year, sex, outcome] = count
        for (district, outcome), count in counts_of(whole).items():
            if outcome is not None:
                found[district, year, None, outcome] = count
    return found
