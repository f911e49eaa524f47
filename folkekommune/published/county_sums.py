"""G1 above the municipality: the people of municipalities are the people of their county and country.

No figure is published of a county. This holds what each municipality's cube counted against all parts of the
release read together, where each person stands once. Who is known to one municipality alone must be counted
the same both ways; who is known to several may be counted in more than one of them, and that is told, as is
who lives in a municipality that has told nothing of them. Kept are verdicts alone, sealed, never how many.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from folkekommune.keys import Keys
from folkekommune.published.writing import one_writer, replace_file
from folkekommune.query.columns import ReleaseRef

COUNTRY = "0"
"""Stands for the country where else the number of a county does."""


class Counted(NamedTuple):
    """How many people, and the XOR of their keys."""

    people: int = 0
    fingerprint: int = 0

    def plus(self, other: Counted) -> Counted:
        """Give both together, if no one is in both."""
        return Counted(self.people + other.people, self.fingerprint ^ other.fingerprint)


class Cell(NamedTuple):
    """A cell of a municipality as a whole: an indicator's cases or its complement in a year."""

    municipality: str
    indicator: str
    version: int
    year: int
    outcome: int


class AreaYear(NamedTuple):
    """An indicator and a year in a county, or in the country."""

    area: str
    indicator: str
    version: int
    year: int


@dataclass(frozen=True)
class Together:
    """All parts of a release read together, each person once.

    :param cells: those who live in a municipality that has told of them.
    :param outside: cells of municipalities with someone of whom only another one has told.
    :param shared: how many people are known to several municipalities.
    """

    cells: Mapping[Cell, Counted]
    outside: frozenset[Cell]
    shared: int


@dataclass(frozen=True)
class CountySums:
    """What does not add up, and why it need not.

    :param apart: where the sum is another than it can be: the figures are wrong.
    :param twice: where someone is counted in several municipalities. :param outside: where someone is counted
        in none, since the municipality they live in has not told of them.
    """

    apart: tuple[AreaYear, ...] = ()
    twice: tuple[AreaYear, ...] = ()
    outside: tuple[AreaYear, ...] = ()

    def of_areas(self, *areas: str) -> CountySums:
        """Give what is about some areas."""
        kept = (tuple(one for one in found if one.area in areas) for found in self._lists())
        return CountySums(*kept)

    def _lists(self) -> Iterator[tuple[AreaYear, ...]]:
        yield from (self.apart, self.twice, self.outside)


def add_up(own: Mapping[Cell, Counted], together: Together, county_of: Callable[[str], str]) -> CountySums:
    """Hold the municipalities' own cells against all of them together, by county and for the country.

    :param own: the cells that each municipality's cube counted; others are no matter.
    """
    sums: dict[tuple[AreaYear, int], tuple[Counted, Counted]] = {}
    for cell, counted in own.items():
        for area in (county_of(cell.municipality), COUNTRY):
            key = (AreaYear(area, cell.indicator, cell.version, cell.year), cell.outcome)
            mine, all_of_them = sums.get(key, (Counted(), Counted()))
            sums[key] = (mine.plus(counted), all_of_them.plus(together.cells.get(cell, Counted())))
    different = {key: found for key, found in sums.items() if found[0] != found[1]}
    apart = {
        area
        for (area, _), (mine, other) in different.items()
        if not _may_differ(mine, other, together.shared)
    }
    return CountySums(
        tuple(sorted(apart)),
        tuple(sorted({area for area, _ in different} - apart)),
        _areas((cell for cell in together.outside if cell in own), county_of),
    )


def save_county_sums(folder: Path, keys: Keys, release: ReleaseRef, sums: CountySums) -> None:
    """Keep what was found of a release, in place of what was found of it before."""
    content = {"apart": sums.apart, "twice": sums.twice, "outside": sums.outside}
    sealed = keys.seal(json.dumps(content).encode(), _purpose(release))
    with one_writer(folder / release.databank):
        replace_file(_file(folder, release), sealed)


def read_county_sums(folder: Path, keys: Keys, release: ReleaseRef) -> CountySums:
    """Give what was found of a release; nothing where it has a single part."""
    file = _file(folder, release)
    if not file.exists():
        return CountySums()
    content = json.loads(keys.unseal(file.read_bytes(), _purpose(release)))
    return CountySums(
        *(tuple(AreaYear(*one) for one in content[name]) for name in ("apart", "twice", "outside"))
    )


def _may_differ(mine: Counted, other: Counted, shared: int) -> bool:
    """Tell whether those who are known to several municipalities can be all of the difference."""
    return shared > 0 and abs(mine.people - other.people) <= shared


def _areas(cells: Iterable[Cell], county_of: Callable[[str], str]) -> tuple[AreaYear, ...]:
    found = {AreaYear(county_of(one.municipality), one.indicator, one.version, one.year) for one in cells}
    return tuple(sorted(found))


def _file(folder: Path, release: ReleaseRef) -> Path:
    return folder / release.databank / f"counties-{release.version}.sealed"


def _purpose(release: ReleaseRef) -> str:
    return f"county sums {release.databank} {release.version}"
