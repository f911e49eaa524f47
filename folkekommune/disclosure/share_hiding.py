"""Secondary hiding in the cubes of one part: districts and municipality, sexes and both, cases and the rest.

Cells of different cubes that are about the same people are one cell: two indicators over the same visits
share their denominator, so what one shows tells of what the other hides. Which people a cell is about is
known by their fingerprint.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

from folkekommune.disclosure.cube_places import CubePlace, unknown_district
from folkekommune.disclosure.hiding import Adding, Unseen, lattice
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.recovery import Sum
from folkekommune.disclosure.results import _SEAL, MeanCell, SafeCube, ShareCell
from folkekommune.disclosure.shares import CubeCount
from folkekommune.disclosure.values import HIDDEN

_ALL, _CASES, _REST = "all", "cases", "rest"
_WHOLE = _SPAN = "-"

Counted = Sequence[tuple[CubePlace, CubeCount, CubeCount]]
"""The places of a cube, each with its cases and its complement, in the order of the cube's cells."""


@dataclass(frozen=True)
class AddedUp:
    """What adds up in the cubes of one part.

    :param adding: the cells of all cubes with their sums.
    :param named: what the cases and the rest of each place are called, by cube.
    """

    adding: Adding
    named: Sequence[Sequence[tuple[str, str]]]


def hide_in_cubes(cubes: Sequence[SafeCube], added: AddedUp, policy: Policy) -> list[SafeCube]:
    """Hide more cells of cubes of one part and for one audience, until none is the rest of a shown sum."""
    listed = [list(cube.cells) for cube in cubes]
    named = added.named
    unseen = Unseen(added.adding, policy.secondary)
    while True:
        seen = [
            (name, shown)
            for names, cells in zip(named, listed, strict=True)
            for pair, cell in zip(names, cells, strict=True)
            for name, shown in zip(pair, (cell.numerator, cell.complement), strict=True)
        ]
        unseen.hide({n for n, shown in seen if shown.text is None})
        hidden = unseen.names
        if not any(name in hidden and shown.text is not None for name, shown in seen):
            return [
                replace(cube, seal=_SEAL, cells=tuple(cells))
                for cube, cells in zip(cubes, listed, strict=True)
            ]
        listed = [
            [_less(cell, [n in hidden for n in pair]) for pair, cell in zip(names, cells, strict=True)]
            for names, cells in zip(named, listed, strict=True)
        ]


def without_sums(cube: SafeCube) -> SafeCube:
    """Leave out of a cube what adds up to counts of others: groups, and numbers of persons beside means."""
    means = tuple(cell if cell.count.text is None else replace(cell, count=HIDDEN) for cell in cube.means)
    return replace(cube, seal=_SEAL, cells=(), means=means)


def without_districts(cube: SafeCube, periods: Collection[tuple[int, int]]) -> SafeCube:
    """Hide the figures of the districts in some periods: the last year of each, and how many years it has.

    Those whose district is not known are no district, and stay.
    """
    unknown = unknown_district(cube.municipality)

    def hidden(cell: ShareCell | MeanCell) -> bool:
        return cell.district not in {None, unknown} and (cell.year, cell.years) in periods

    cells = tuple(
        replace(cell, numerator=HIDDEN, complement=HIDDEN, share=HIDDEN, limits95=None, limits998=None)
        if hidden(cell)
        else cell
        for cell in cube.cells
    )
    means = tuple(
        replace(cell, count=HIDDEN, mean=HIDDEN, limits95=None, limits998=None) if hidden(cell) else cell
        for cell in cube.means
    )
    return replace(cube, seal=_SEAL, cells=cells, means=means)


def add_up(counted: Sequence[Counted]) -> AddedUp:
    """Find what adds up in the cubes of one part, the same for all who read."""
    counts: dict[str, int] = {}
    sums: dict[Sum, None] = {}
    named = []
    for number, places in enumerate(counted):
        called: list[str] = []
        pairs: list[tuple[str, str]] = []
        for place, cases, rest in places:
            everybody = cases.people.fingerprint ^ rest.people.fingerprint
            some = cases.people.count + rest.people.count
            both = (
                _called((number, place.name, _CASES), cases.people.fingerprint, cases.people.count),
                _called((number, place.name, _REST), rest.people.fingerprint, rest.people.count),
            )
            counts |= zip(both, (cases.count, rest.count), strict=True)
            called += (_called((number, place.name, _ALL), everybody, some), *both)
            pairs.append(both)
        for whole, parts in _sums(tuple(place.name for place, _, _ in places)):
            sums[Sum(called[whole], tuple([called[part] for part in parts]))] = None
        named.append(pairs)
    return AddedUp(Adding(counts, tuple(sums)), named)


def _called(own: tuple[int, str, str], people: int, size: int) -> str:
    """Call a cell by the people it is about, or where there are none by its cube, place and outcome."""
    return f"{people:016x}" if size else "|".join(map(str, own))


@cache
def _sums(places: tuple[str, ...]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Give the sums within one cube: by district, by year, by sex, and of cases and the rest.

    Many indicators have the same places.

    :returns: for each sum the numbers of its whole and its parts; a place has all, the cases and the rest.
    """
    districts, years, sexes = (
        list(dict.fromkeys(names)) for names in zip(*(name.split("|") for name in places), strict=True)
    )
    wholes = [_wholes(districts), _periods(years), _wholes(sexes), {_ALL: [_CASES, _REST]}]
    numbers = {
        f"{name}|{outcome}": number
        for number, (name, outcome) in enumerate(product(places, (_ALL, _CASES, _REST)))
    }
    return tuple(
        (numbers[each.whole], tuple(numbers[part] for part in each.parts))
        for each in lattice(wholes, [districts, years, sexes, [_ALL, _CASES, _REST]])
    )


def _wholes(categories: Sequence[str]) -> dict[str, list[str]]:
    parts = [name for name in categories if name != _WHOLE]
    return {_WHOLE: parts} if parts else {}


def _periods(names: Sequence[str]) -> dict[str, list[str]]:
    """Give the years of each period, by the names that places have."""
    single = [name for name in names if _SPAN not in name]
    spans = [name.split(_SPAN) for name in names if _SPAN in name]
    return {
        _SPAN.join((first, last)): [year for year in single if int(first) <= int(year) <= int(last)]
        for first, last in spans
    }


def _less(cell: ShareCell, hidden: Sequence[bool]) -> ShareCell:
    """Hide a cell of which a count must be hidden; what is in the band stays marked so."""
    if not any(hidden):
        return cell
    numerator, complement, share = (
        HIDDEN if value.text is not None else value for value in (cell.numerator, cell.complement, cell.share)
    )
    return replace(
        cell, numerator=numerator, complement=complement, share=share, limits95=None, limits998=None
    )
