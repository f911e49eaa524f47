"""The cells of an indicator's cube before protection: places, years and periods, sexes and groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

from folkekommune.disclosure.evidence import Coordinate, Evidence
from folkekommune.statistics.pooling import pool

DISTRICT = 2
"""Where the districts stand among the dimensions of a cube, after outcome and municipality."""
YEAR = 3
"""Where the years stand."""
_UNKNOWN = "99"
"""What stands for the district in the number of an unknown one, as at Statistics Norway."""


def unknown_district(municipality: str) -> str:
    """Give the number of the residents of a municipality whose district is not known, as a district."""
    return f"{municipality}{_UNKNOWN}"


@dataclass(frozen=True)
class Period:
    """Years that are counted together, up to a last one.

    :param slots: the places on the axis of those with people.
    """

    year: int
    years: int
    slots: tuple[int, ...]


@dataclass(frozen=True)
class CubePlace:
    """A cell of a cube before protection: its names and its coordinates.

    :param pooled: the period it is about; its coordinate on the axis of years is none then.
    :param group: the group it is about, named by the division and the code.
    """

    district: str | None
    year: int
    sex: float | None
    coordinates: tuple[Coordinate, ...]
    pooled: Period | None = None
    group: str | None = None

    @cached_property
    def name(self) -> str:
        """Name the cell within its cube."""
        when = self.year if self.pooled is None else f"{self.year - self.pooled.years + 1}-{self.year}"
        name = f"{self.district or '-'}|{when}|{self.sex if self.sex is not None else '-'}"
        return name if self.group is None else f"{name}|{self.group}"

    @property
    def years_counted(self) -> int:
        """How many years with people are counted together."""
        return 1 if self.pooled is None else len(self.pooled.slots)


def rolling_periods(years: Sequence[float], lengths: Sequence[int]) -> tuple[Period, ...]:
    """Give the periods of more than one year that have enough years with people, from the first to the last.

    :param years: those with people, in the order of their axis.
    """
    slots = {int(year): slot for slot, year in enumerate(years)}
    return tuple(
        Period(
            found.years[1],
            length,
            tuple(slot for year, slot in slots.items() if found.years[0] <= year <= found.years[1]),
        )
        for length in lengths
        for found in pool(dict.fromkeys(slots, (1.0, 1.0)), length)
        if found.published
    )


def places_of(evidence: Evidence, periods: Sequence[Period], grouping: str) -> Iterator[CubePlace]:
    """Give every cell of a cube: its single years, then its periods; or each of them by group.

    :param grouping: names the division into groups, empty where there is none.
    """
    if not grouping:
        yield from _ungrouped(evidence, periods)
        return
    for place, (slot, code) in product(
        _ungrouped(evidence, periods), enumerate(evidence.axes[-1].categories)
    ):
        coordinates = (*place.coordinates[:-1], Coordinate(slot))
        yield replace(place, coordinates=coordinates, group=f"{grouping}={code:.0f}")


def _ungrouped(evidence: Evidence, periods: Sequence[Period]) -> Iterator[CubePlace]:
    yearly = list(_yearly(evidence))
    yield from yearly
    anything = Coordinate(evidence.axes[YEAR].anything)
    # What a year is divided by, a period is divided by too.
    first = [place for place in yearly if place.year == yearly[0].year]
    for period, place in product(periods, first):
        coordinates = (*place.coordinates[: YEAR - 1], anything, *place.coordinates[YEAR:])
        yield replace(place, year=period.year, coordinates=coordinates, pooled=period)


def _yearly(evidence: Evidence) -> Iterator[CubePlace]:
    """Give the municipality, its districts and the unknown one, by year, by sexes and both.

    With the residents whose district is not known the districts add up to the municipality.
    """
    _, municipality, district, year, sex, *group = evidence.axes
    every = [Coordinate(axis.anything) for axis in group]
    everywhere = Coordinate(municipality.anything)
    areas: list[tuple[str | None, Coordinate, Coordinate]]
    areas = [(None, Coordinate(0), Coordinate(district.anything))]
    if district.categories:
        unknown = unknown_district(str(municipality.categories[0]))
        areas += [(str(name), everywhere, Coordinate(slot)) for slot, name in enumerate(district.categories)]
        areas.append((unknown, Coordinate(0), Coordinate(district.missing)))
    for slot, moment in enumerate(year.categories):
        for who, (area, *where) in product([None, *range(len(sex.categories))], areas):
            yield CubePlace(
                district=area,
                year=int(moment),
                sex=None if who is None else float(sex.categories[who]),
                coordinates=(
                    *where,
                    Coordinate(slot),
                    Coordinate(sex.anything if who is None else who),
                    *every,
                ),
            )
