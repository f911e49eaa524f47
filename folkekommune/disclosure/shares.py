"""Protect the cube of an indicator: one layer of noise, one value a cell for ever and everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, reduce
from operator import xor

from folkekommune.disclosure.counts import cube_table
from folkekommune.disclosure.cube_places import DISTRICT, YEAR, CubePlace, Period, places_of
from folkekommune.disclosure.cubes import OUTCOME, PLACE, CubeDimensions, cube_noise
from folkekommune.disclosure.evidence import Coordinate, Evidence, People, together
from folkekommune.disclosure.ledger import PublishedCell
from folkekommune.disclosure.nearness import Nearness
from folkekommune.disclosure.noise import NoiseKey
from folkekommune.disclosure.perturbation import PerturbationTable
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import SafeValue, ShareCell, Sign
from folkekommune.disclosure.values import HIDDEN
from folkekommune.statistics.protected_share import protected_share

_ONE_DECIMAL_FROM = 1000


class Audience(Enum):
    """Who reads: the municipality's own pages, or everybody."""

    MUNICIPALITY = "municipality"
    PUBLIC = "public"


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

    @cached_property
    def places(self) -> tuple[CubePlace, ...]:
        """Every cell of the cube: its single years, then its periods; or each of them by group."""
        return tuple(places_of(self.evidence, self.periods, self.grouping))

    @cached_property
    def _tables(self) -> tuple[PerturbationTable, ...]:
        longest = max((len(period.slots) for period in self.periods), default=1)
        return tuple(cube_table(self.policy, years) for years in range(1, longest + 1))

    @cached_property
    def _people(self) -> dict[tuple[Coordinate, ...], list[People]]:
        """The people of each year, by all coordinates but the year's."""
        return {}

    @cached_property
    def _conditions(self) -> tuple[dict[int, int], ...]:
        """The fingerprint, over the part, of every slot that is a condition, by dimension."""
        return tuple(
            {
                slot: self.evidence.of_coordinate(number, Coordinate(slot), self.bit)
                for slot in range(axis.anything)
            }
            for number, axis in enumerate(self.evidence.axes)
        )

    @cached_property
    def _spans(self) -> dict[tuple[int, ...], int]:
        """The fingerprint, over the part, of each period by its slots."""
        years = self._conditions[YEAR]
        return {period.slots: _xor(years[slot] for slot in period.slots) for period in self.periods}

    def noise(self, place: CubePlace, count: int, keys: Sequence[int]) -> int:
        """Draw the noise of a count at a place."""
        return cube_noise(self._tables[place.years_counted - 1], self.key, count, keys)

    def people(self, coordinates: tuple[Coordinate, ...], period: Period | None) -> People:
        """Give the people of a cell; nobody has an outcome in two years of a period.

        Each year is looked up once: it counts in every period around it.
        """
        before, after = coordinates[:YEAR], coordinates[YEAR + 1 :]
        yearly = self._people.get(before + after)
        if yearly is None:
            cells = ((*before, Coordinate(slot), *after) for slot in range(self.evidence.axes[YEAR].missing))
            yearly = self._people[before + after] = [self.evidence.of_cell(frozenset(), c) for c in cells]
        if period is None:
            return yearly[coordinates[YEAR].slot]
        return together([yearly[slot] for slot in period.slots])

    def condition_keys(self, coordinates: Sequence[Coordinate], period: Period | None) -> tuple[int, ...]:
        """Give the sorted fingerprints, over the part, of the conditions of a cell; each once.

        A district implies its municipality, so whoever selects the same people as that (a year in which
        everyone came) is no condition beside a district.
        """
        found = {
            known[each.slot]
            for known, each in zip(self._conditions, coordinates, strict=True)
            if each.slot in known
        }
        if period is not None:
            found.add(self._spans[period.slots])
        if coordinates[DISTRICT].slot < self.evidence.axes[DISTRICT].missing:
            found.discard(self._conditions[1][0])
        return tuple(sorted(found))


def dimensions_of(context: CubeContext, indicator: str) -> CubeDimensions:
    """Register the categories of a cube by the people they select in its part."""
    names = (OUTCOME, PLACE, PLACE, "year", "sex", "group")
    categories = {
        (number, slot): context.evidence.of_coordinate(number, Coordinate(slot), context.bit)
        for number, axis in enumerate(context.evidence.axes)
        for slot in range(len(axis.categories) + (number == DISTRICT and bool(axis.categories)))
    }
    unknown = (DISTRICT, context.evidence.axes[DISTRICT].missing)
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
            if place[0] == DISTRICT and place != unknown
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
    people = context.people(coordinates, place.pooled)
    keys = context.condition_keys(coordinates, place.pooled)
    before = context.history.get(name)
    if before is not None and stays_published(context, before, people):
        return CubeCount(people, before.said, keys)
    return CubeCount(people, max(0, people.count + context.noise(place, people.count, keys)), keys)


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
    keys = context.condition_keys(coordinates, place.pooled)
    residents = context.evidence.of_coordinate(1, place.coordinates[0], context.bit)
    if residents in keys:
        return ()
    rest = context.people(coordinates, place.pooled)
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


def _people_of(context: CubeContext, categories: Sequence[tuple[int, int]]) -> int:
    """Give the fingerprint of those who are in all of these categories: dimension and slot of each."""
    coordinates = [Coordinate(axis.anything) for axis in context.evidence.axes]
    for number, slot in categories:
        coordinates[number] = Coordinate(slot)
    return context.evidence.of_cell(frozenset(), coordinates).fingerprint


def _xor(fingerprints: Iterable[int]) -> int:
    return reduce(xor, fingerprints, 0)
