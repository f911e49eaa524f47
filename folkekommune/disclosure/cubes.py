"""Published cubes as disclosure control knows them: which conditions are their dimensions.

A cell whose conditions are all dimensions of a cube has the cube's value everywhere and from release
time on, so that the two cannot be averaged (disclosure-rules.md section 1, rule 3). For that, the
people of each category are registered when a release is made, over the municipality's own part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from folkekommune.disclosure.conditions import CellConditions, Context, Single
from folkekommune.disclosure.evidence import Coordinate
from folkekommune.disclosure.noise import NoiseKey
from folkekommune.disclosure.perturbation import PerturbationTable

OUTCOME = "outcome"
PLACE = "place"


@dataclass(frozen=True)
class CubeDimensions:
    """The categories of one cube, by the fingerprint of their people over the part.

    :param axes: fingerprint to the name of its axis.
    :param parents: fingerprint of a district to that of its municipality.
    :param kept: the value of every cell of the cube, drawn now or published before, by the sorted
        fingerprints of the cell's conditions; a municipality that leaves almost nobody out (its
        condition has too little effect) may be left unsaid.
    :param within: for each place, by its fingerprint, the fingerprint of each other category among
        the people of that place to its fingerprint over the part. Whoever is granted several parts
        sees a person of two parts with the values of both; within a place both see the same.
    :param spans: the fingerprint of each year and each period, to the years in it that have people.
    """

    indicator: str
    axes: dict[int, str]
    parents: dict[int, int]
    kept: dict[tuple[int, ...], int] = field(default_factory=dict)
    within: dict[int, dict[int, int]] = field(default_factory=dict)
    spans: dict[int, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class RegisteredPart:
    """The cubes of one part of a release.

    :param bit: the part's bit in the release, :param key: the part's own noise key.
    """

    part: str
    bit: int
    key: NoiseKey
    cubes: tuple[CubeDimensions, ...]


@dataclass(frozen=True)
class CubeDraw:
    """The noise of a cube cell, and the people it is about.

    :param years: how many with people are counted together.
    """

    cell: CellConditions
    noise: int
    years: int = 1


def cube_noise(table: PerturbationTable, key: NoiseKey, count: int, fingerprints: Sequence[int]) -> int:
    """Draw the single layer of a cube cell from the people of each of its conditions."""
    return table.draw(count, key.uniform16("cube", sorted(fingerprints)))


def find_cube_cell(
    context: Context, cell: CellConditions, parts: Sequence[RegisteredPart], table: PerturbationTable
) -> CubeDraw | None:
    """Give the cube's draw for a cell whose conditions are all dimensions of one cube, if it is one.

    Conditions that are no dimension must be without effect beside those that are. All filters of the
    data set are looked at, also those that have no effect on the population: a municipality nobody
    has left is still a dimension.
    """
    if not parts or cell.present is not None:
        return None
    cell = replace(cell, filters=frozenset(range(context.evidence.conditions)))
    singles = context.singles(cell)
    for part in parts:
        alone = context.evidence.grant == 1 << part.bit
        over_part = [_over_part(context, cell, single, part.bit) for single in singles] if alone else []
        for cube in part.cubes:
            local = over_part if alone else _within_place(context, cell, singles, cube)
            found = _match(context, cell, (singles, local), cube)
            if found is not None:
                reduced, fingerprints = found
                count = context.people(reduced).count
                kept = cube.kept.get(fingerprints)
                noise = cube_noise(table, part.key, count, fingerprints) if kept is None else kept - count
                return CubeDraw(reduced, noise, max(len(cube.spans.get(f, ())) or 1 for f in fingerprints))
    return None


def _over_part(context: Context, cell: CellConditions, single: Single, bit: int) -> int:
    """Give the fingerprint of a condition over the only part that is granted."""
    if single.kind == "filter":
        return context.evidence.of_condition(single.number, bit)
    return context.evidence.of_coordinate(single.number, cell.coordinates[single.number], bit)


def _within_place(
    context: Context, cell: CellConditions, singles: Sequence[Single], cube: CubeDimensions
) -> list[int]:
    """Give what each condition is over the cube's part; 0 for what is none of its dimensions.

    A cell that says no place of the cube has none.
    """
    places = [single for single in singles if single.fingerprint in cube.within]
    place = next((each for each in places if each.fingerprint in cube.parents), next(iter(places), None))
    if place is None:
        return [0] * len(singles)
    known = cube.within[place.fingerprint]
    return [
        single.fingerprint
        if single in places
        else known.get(context.people(_only(context, cell, (single, place))).fingerprint, 0)
        for single in singles
    ]


def _only(context: Context, cell: CellConditions, singles: Sequence[Single]) -> CellConditions:
    """Leave out all conditions of a cell but these."""
    dimensions = {single.number for single in singles if single.kind == "dimension"}
    return CellConditions(
        frozenset(single.number for single in singles if single.kind == "filter"),
        tuple(
            coordinate if number in dimensions else Coordinate(context.evidence.axes[number].anything)
            for number, coordinate in enumerate(cell.coordinates)
        ),
    )


def _match(
    context: Context,
    cell: CellConditions,
    conditions: tuple[Sequence[Single], Sequence[int]],
    cube: CubeDimensions,
) -> tuple[CellConditions, tuple[int, ...]] | None:
    inside = {single: f for single, f in zip(*conditions, strict=True) if f in cube.axes}
    if OUTCOME not in {cube.axes[f] for f in inside.values()}:
        return None
    # A district implies its municipality, and a year the periods it lies in.
    implied = {cube.parents[f] for f in inside.values() if f in cube.parents}
    spans = {f: set(cube.spans[f]) for f in inside.values() if f in cube.spans}
    implied |= {f for f in spans if any(shorter < spans[f] for shorter in spans.values())}
    inside = {single: f for single, f in inside.items() if f not in implied}
    fingerprints = tuple(sorted(set(inside.values())))
    axes = [cube.axes[f] for f in fingerprints]
    if fingerprints not in cube.kept and (PLACE not in axes or _two_of_one_axis(axes)):
        return None
    outside = [single for single in conditions[0] if single not in inside]
    reduced = context.effective(cell, outside)
    left = set(context.singles(reduced))
    return (reduced, fingerprints) if left <= set(inside) else None


def _two_of_one_axis(axes: Sequence[str]) -> bool:
    return any(a == b for a, b in combinations(axes, 2))
