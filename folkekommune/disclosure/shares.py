"""Protect the cube of an indicator: one layer of noise, one value a cell for ever and everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import reduce
from itertools import product
from operator import xor

from folkekommune.disclosure.counts import cube_table
from folkekommune.disclosure.cubes import OUTCOME, PLACE, CubeDimensions, cube_noise
from folkekommune.disclosure.evidence import Coordinate, Evidence, People, together
from folkekommune.disclosure.ledger import PublishedCell
from folkekommune.disclosure.nearness import Nearness
from folkekommune.disclosure.noise import NoiseKey
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import SafeValue, ShareCell, Sign
from folkekommune.disclosure.values import HIDDEN
from folkekommune.statistics.pooling import pool
from folkekommune.statistics.protected_share import protected_share

_ONE_DECIMAL_FROM = 1000
_DISTRICT = 2
"""Where the districts stand among the dimensions of a cube, after outcome and municipality."""
YEAR = 3
"""Where the years stand."""
_UNKNOWN = "99"
"""What stands for the district in the number of an unknown one, as at Statistics Norway."""


def unknown_district(municipality: str) -> str:
    """Give the number of the residents of a municipality whose district is not known, as a district."""
    return f"{municipality}{_UNKNOWN}"


class Audience(Enum):
    """Who reads: the municipality's own pages, or everybody."""

    MUNICIPALITY = "municipality"
    PUBLIC = "public"


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

    @property
    def name(self) -> str:
        """Name the cell within its cube."""
        when = self.year if self.pooled is None else f"{self.year - self.pooled.years + 1}-{self.year}"
        name = f"{self.district or '-'}|{when}|{self.sex if self.sex is not None else '-'}"
        return name if self.group is None else f"{name}|{self.group}"

    @property
    def years_counted(self) -> int:
        """How many years with people are counted together."""
        return 1 if self.pooled is None else len(self.pooled.slots)


@dataclass(frozen=True)
class CubeCount:
    """A protected count of a cube: its people, and the count with noise."""

    people: People
    count: int
    keys: tuple[int, ...]


@dataclass(frozen=True)
class CubeContext:
    """What a cube's cells are judged with: evidence over one part, its key, what was published.

    :param nearness: when people count as those that were published before.
    """

    evidence: Evidence
    bit: int
    key: NoiseKey
    policy: Policy
    history: Mapping[str, PublishedCell]
    nearness: Nearness
    periods: tuple[Period, ...] = ()
    grouping: str = ""


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


def places(context: CubeContext) -> Iterator[CubePlace]:
    """Give every cell of a cube: its single years, then its periods; or each of them by group."""
    if not context.grouping:
        yield from _ungrouped(context)
        return
    for place, (slot, code) in product(_ungrouped(context), enumerate(context.evidence.axes[-1].categories)):
        coordinates = (*place.coordinates[:-1], Coordinate(slot))
        yield replace(place, coordinates=coordinates, group=f"{context.grouping}={code:.0f}")


def _ungrouped(context: CubeContext) -> Iterator[CubePlace]:
    yearly = list(_yearly(context.evidence))
    yield from yearly
    anything = Coordinate(context.evidence.axes[YEAR].anything)
    # What a year is divided by, a period is divided by too.
    first = [place for place in yearly if place.year == yearly[0].year]
    for period, place in product(context.periods, first):
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


def dimensions_of(context: CubeContext, indicator: str) -> CubeDimensions:
    """Register the categories of a cube by the people they select in its part."""
    names = (OUTCOME, PLACE, PLACE, "year", "sex", "group")
    categories = {
        (number, slot): context.evidence.of_coordinate(number, Coordinate(slot), context.bit)
        for number, axis in enumerate(context.evidence.axes)
        for slot in range(len(axis.categories) + (number == _DISTRICT and bool(axis.categories)))
    }
    unknown = (_DISTRICT, context.evidence.axes[_DISTRICT].missing)
    axes = {people: names[number] for (number, _), people in categories.items() if people}
    places = {each: people for each, people in categories.items() if names[each[0]] == PLACE and people}
    others: dict[tuple[tuple[int, int], ...], int] = {
        (each,): people for each, people in categories.items() if names[each[0]] != PLACE
    }
    municipality = categories[1, 0]
    years = context.evidence.axes[YEAR].categories
    spans: dict[tuple[int, ...], int] = {(slot,): categories[YEAR, slot] for slot in range(len(years))}
    for period in context.periods:
        spans[period.slots] = _xor(categories[YEAR, slot] for slot in period.slots)
        others[tuple((YEAR, slot) for slot in period.slots)] = spans[period.slots]
    return CubeDimensions(
        indicator,
        axes | dict.fromkeys(spans.values(), names[YEAR]),
        # A district implies its municipality; of whom no district is known, that is not known either.
        parents={
            people: municipality
            for place, people in places.items()
            if place[0] == _DISTRICT and place != unknown
        },
        within={
            people: {
                _xor(_people_of(context, (place, each)) for each in other): others[other] for other in others
            }
            for place, people in places.items()
        },
        spans={people: tuple(int(years[slot]) for slot in slots) for slots, people in spans.items()},
    )


def cube_count(context: CubeContext, name: str, place: CubePlace, outcome: int) -> CubeCount:
    """Protect a count of a cube; nearly the same people as published before keep the published value.

    :param outcome: slot of the outcome: 0 for cases, 1 for the complement.
    """
    coordinates = (Coordinate(outcome), *place.coordinates)
    people = _counted(context, coordinates, place.pooled)
    keys = _condition_keys(context, coordinates, place.pooled)
    before = context.history.get(name)
    if before is not None and stays_published(context, before, people):
        return CubeCount(people, before.said, keys)
    table = cube_table(context.policy, place.years_counted)
    noise = cube_noise(table, context.key, people.count, keys)
    return CubeCount(people, max(0, people.count + noise), keys)


def stays_published(context: CubeContext, before: PublishedCell, people: People) -> bool:
    """Say whether a cell keeps what was published of it: its people are nearly those of then."""
    return people.count > 0 and context.nearness.holds(_people_then(before), people)


def keys_without_municipality(
    context: CubeContext, count: CubeCount, place: CubePlace, outcome: int
) -> tuple[int, ...]:
    """Give the conditions of a municipality's cell but the municipality, where that has no effect.

    Where nearly everybody of a part lives in its municipality, the low-effect rule leaves that
    condition out of a free-form cell; both are one cell then, and must have one value.

    :returns: nothing where the municipality has an effect, or is no condition of the cell.
    """
    anywhere = context.evidence.axes[1].anything
    if place.coordinates[0].slot == anywhere:
        return ()
    coordinates = (Coordinate(outcome), Coordinate(anywhere), *place.coordinates[1:])
    keys = _condition_keys(context, coordinates, place.pooled)
    residents = context.evidence.of_coordinate(1, place.coordinates[0], context.bit)
    if residents in keys:
        return ()
    rest = _counted(context, coordinates, place.pooled)
    limits = context.policy.low_effect
    drawn = context.key.fuzz(limits.fuzz, (residents, rest.fingerprint))
    return keys if rest.count - count.people.count < limits.limit + drawn else ()


def share_cell(
    policy: Policy, place: CubePlace, counts: tuple[CubeCount, CubeCount], *, who: tuple[str, Audience, bool]
) -> ShareCell:
    """Make a published share from the protected counts of cases and complement.

    :param who: the municipality, the audience, and whether the topic is sensitive.
    """
    municipality, audience, sensitive = who
    floors = policy.floors
    public = audience is Audience.PUBLIC
    band = floors.band_sensitive if public and sensitive else floors.band
    floor = floors.denominator_public if public else floors.denominator_municipality
    cases, complement = counts
    shown = [_shown(count, policy, band) for count in counts]
    variance = policy.noise.cube_variance * place.years_counted
    figures = protected_share(cases.count, complement.count, variance=variance)
    value, limits95, limits998 = HIDDEN, None, None
    enough = figures is not None and all(part.text is not None for part in shown)
    if figures is not None and enough and figures.size >= floor:
        decimals = 1 if figures.size >= _ONE_DECIMAL_FROM else 0
        limits95 = (figures.interval.lower, figures.interval.upper)
        limits998 = (figures.strict_interval.lower, figures.strict_interval.upper)
        lower, upper = (f"{100 * limit:.1f}" for limit in limits95)
        value = SafeValue(f"{100 * figures.share:.{decimals}f}", Sign.SHOWN, lower, upper)
    else:
        # A count beside a hidden one would tell of it wherever another indicator shares the denominator.
        shown = [HIDDEN if part.text is not None else part for part in shown]
    sex = None if place.sex is None else f"{place.sex:.0f}"
    return ShareCell(
        municipality=municipality,
        district=place.district,
        year=place.year,
        sex=sex,
        numerator=shown[0],
        complement=shown[1],
        share=value,
        limits95=limits95,
        limits998=limits998,
        years=1 if place.pooled is None else place.pooled.years,
        years_counted=place.years_counted,
        group=place.group,
    )


def _people_then(cell: PublishedCell) -> People:
    return People(cell.people, cell.fingerprint, cell.sketch)


def _shown(count: CubeCount, policy: Policy, band: int) -> SafeValue:
    if count.people.count < policy.floors.hard or count.count < policy.floors.band:
        return SafeValue(None, Sign.BAND)
    # Where a sensitive topic has a wider band, the sign of the common one would say too much.
    return SafeValue(str(count.count)) if count.count >= band else HIDDEN


def _counted(context: CubeContext, coordinates: Sequence[Coordinate], period: Period | None) -> People:
    """Give the people of a cell; nobody has an outcome in two years of a period."""
    if period is None:
        return context.evidence.of_cell(frozenset(), coordinates)
    before, after = coordinates[:YEAR], coordinates[YEAR + 1 :]
    return together(
        context.evidence.of_cell(frozenset(), (*before, Coordinate(slot), *after)) for slot in period.slots
    )


def _condition_keys(
    context: CubeContext, coordinates: Sequence[Coordinate], period: Period | None
) -> tuple[int, ...]:
    """Give the sorted fingerprints, over the part, of the conditions of a cell; each once.

    A district implies its municipality, so whoever selects the same people as that (a year in which
    everyone came) is no condition beside a district.
    """
    found = {
        context.evidence.of_coordinate(number, coordinate, context.bit)
        for number, coordinate in enumerate(coordinates)
        if coordinate.slot != context.evidence.axes[number].anything
    }
    if period is not None:
        years = (context.evidence.of_coordinate(YEAR, Coordinate(slot), context.bit) for slot in period.slots)
        found.add(_xor(years))
    if coordinates[_DISTRICT].slot < context.evidence.axes[_DISTRICT].missing:
        found.discard(context.evidence.of_coordinate(1, Coordinate(0), context.bit))
    return tuple(sorted(found))


def _people_of(context: CubeContext, categories: Sequence[tuple[int, int]]) -> int:
    """Give the fingerprint of those who are in all of these categories: dimension and slot of each."""
    coordinates = [Coordinate(axis.anything) for axis in context.evidence.axes]
    for number, slot in categories:
        coordinates[number] = Coordinate(slot)
    return context.evidence.of_cell(frozenset(), coordinates).fingerprint


def _xor(fingerprints: Iterable[int]) -> int:
    return reduce(xor, fingerprints, 0)
