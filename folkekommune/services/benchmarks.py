"""What a figure can be compared with: country, county, KOSTRA group, similar or chosen places, earlier years.

For pages that show published figures. The comparison values are figures of official tables that were loaded,
and our own current publications of other municipalities in the same home. The two are never added together,
and each value says where it comes from. Nothing here asks a live query.

How a page uses it::

    key = CellKey(databank, indicator, version, municipality, year, sex=None)
    for each in benchmarks.comparisons(key, chosen=("4624",)):
        each.against        # Against.COUNTRY, .COUNTY, .KOSTRA_GROUP, .SIMILAR, .CHOSEN or .EARLIER
        each.name           # Texts: "Hele landet", "Vestland", "KOSTRA-gruppe 11", "Alver" ...
        each.value          # in the unit of the indicator, or None with each.absent (":", "..", ".")
        each.interval       # 95 %, in the unit of the value; None where the source gives no counts
        each.strict_interval, each.counts, each.noise_variance   # for verdict.Yardstick
        each.origin         # whose figure it is, licence, date, and whether it is invented

An indicator that comes from official tables alone (``outside``) has no cell among our publications; its own
figure is ``benchmarks.own(key)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import islice

from folkekommune.catalogue.model import Texts
from folkekommune.municipalities.borders import current_code
from folkekommune.municipalities.division import municipality
from folkekommune.municipalities.similarity import most_similar
from folkekommune.official.area_names import name_of
from folkekommune.official.borders import break_year, split_from
from folkekommune.official.descriptions import Description, Use
from folkekommune.official.figures import COUNTRY, Absent, Area, Level, Slot
from folkekommune.official.groupings import CENTRALITY, KOSTRA_GROUPS, class_of, classes
from folkekommune.official.shelf import Shelf, Table
from folkekommune.published.figures import CellKey, FigureSet
from folkekommune.services.benchmark_values import Origin, Told, of_official, of_publication
from folkekommune.statistics.comparison import Counts
from folkekommune.statistics.intervals import Interval

MOST_SIMILAR, SIMILAR_AMONG = 4, 20
"""How many similar municipalities are shown, and among how many of the nearest; farther ones are not."""
_EARLIER = 5


class Against(Enum):
    """What a figure is compared with."""

    COUNTRY = "country"
    COUNTY = "county"
    KOSTRA_GROUP = "kostra_group"
    SIMILAR = "similar"
    CHOSEN = "chosen"
    EARLIER = "earlier"


@dataclass(frozen=True)
class ComparisonValue:
    """A value to compare with, or the sign for why there is none, and where it comes from.

    :param name: of the place, in the three languages.
    :param year: the last year of the period, :param years: how many it covers.
    :param value: in the unit of the indicator, percentages between 0 and 100.
    :param interval: 95 %, :param strict_interval: 99.8 %, in the unit of the value; ``None`` without counts.
    :param counts: cases and people, where they are known. :param noise_variance: of the disclosure noise on
        each of them; nought for official figures.
    :param broken: whether the series breaks between this value and the figure it is compared with. Breaks of
        our own indicators stand in their definitions and are for the caller to look up.
    """

    against: Against
    area: Area
    name: Texts
    year: int
    years: int
    value: float | None
    absent: Absent | None
    interval: Interval | None
    strict_interval: Interval | None
    counts: Counts | None
    noise_variance: float
    decimals: int
    origin: Origin
    broken: bool = False


class Benchmarks:
    """Comparison values for published figures.

    :param shelf: the official tables in use. :param figures: gives the published figures an audience may see.
    """

    def __init__(self, shelf: Shelf, figures: Callable[[], FigureSet]) -> None:
        self._shelf = shelf
        self._figures = figures

    def comparisons(
        self,
        key: CellKey,
        *,
        chosen: Sequence[str] = (),
        similar: int = MOST_SIMILAR,
        earlier: int = _EARLIER,
    ) -> tuple[ComparisonValue, ...]:
        """Give everything the figure of a municipality, year and sex can be compared with, in reading order.

        Country, county and KOSTRA group are there when an official table holds them for that year; a value
        that the source withholds is there with its sign. Places and years without a figure are left out.

        :param key: the figure; its district is not looked at.
        :param chosen: further municipalities, by number.
        """
        return tuple(self._comparisons(key, chosen=chosen, similar=similar, earlier=earlier))

    def own(self, key: CellKey) -> ComparisonValue | None:
        """Give a municipality's own official figure, for an indicator that official tables alone give."""
        return self._place(Against.CHOSEN, key, key.municipality, official=True)

    def years(self, key: CellKey) -> tuple[int, ...]:
        """Give the years with an official figure of the municipality itself, oldest first."""
        table = self._table(key)
        if table is None:
            return ()
        return tuple(year for year, _ in table.periods(_municipality(key.municipality), sex=key.sex or ""))

    def outside(self, databank: str) -> tuple[Description, ...]:
        """List what the official tables in use give or are held beside, by code."""
        return tuple(table.description for table in self._shelf.tables(databank, Use.BENCHMARK))

    def denominator(
        self, databank: str, code: str, *, municipality: str, year: int, sex: str = ""
    ) -> float | None:
        """Give a declared denominator, such as births; ``None`` where no table in use has it."""
        table = self._shelf.table(databank, code)
        if table is None or table.description.use is not Use.DENOMINATOR:
            return None
        return table.find(Slot(_municipality(municipality), year, sex=sex)).value

    def similar(self, databank: str, number: str, *, most: int = SIMILAR_AMONG) -> tuple[str, ...]:
        """Give the municipalities most alike in population, age mix and, when it is loaded, centrality."""
        table = self._shelf.table(databank, CENTRALITY)
        return most_similar(number, most=most, centrality=classes(table) if table else {})

    def kostra_group(self, databank: str, number: str, year: int) -> int | None:
        """Give the KOSTRA group of a municipality in a year; ``None`` while no grouping is loaded."""
        table = self._shelf.table(databank, KOSTRA_GROUPS)
        return class_of(table, number, year) if table else None

    def _comparisons(
        self, key: CellKey, *, chosen: Sequence[str], similar: int, earlier: int
    ) -> Iterator[ComparisonValue]:
        for against, area in self._larger(key):
            yield from self._official(against, key, area)
        if similar:
            alike = (each for each in self.similar(key.databank, key.municipality) if each not in chosen)
            found = (self._place(Against.SIMILAR, key, number) for number in alike)
            yield from islice((each for each in found if each is not None), similar)
        for number in chosen:
            if number != key.municipality and (each := self._place(Against.CHOSEN, key, number)) is not None:
                yield each
        if earlier:
            yield from self._earlier(key, earlier)

    def _larger(self, key: CellKey) -> Iterator[tuple[Against, Area]]:
        """Give the areas that the municipality is a part of."""
        yield Against.COUNTRY, COUNTRY
        known = municipality(current_code(key.municipality) or key.municipality)
        if known is not None:
            yield Against.COUNTY, Area(Level.COUNTY, known.county_number)
        group = self.kostra_group(key.databank, key.municipality, key.year)
        if group is not None:
            yield Against.KOSTRA_GROUP, Area(Level.KOSTRA_GROUP, str(group))

    def _place(
        self, against: Against, key: CellKey, number: str, *, official: bool = False
    ) -> ComparisonValue | None:
        """Give the figure of a municipality: our own where one is published, else the official one."""
        if not official:
            figures = self._figures()
            there = key._replace(municipality=number, district=None)
            cell, publication = figures.find(there) or figures.find_mean(there), figures.publication_of(there)
            if cell is not None and publication is not None:
                told = of_publication(cell, publication)
                return self._value(against, _municipality(number), (key.year, key.years), told=told)
        return next(self._official(against, key._replace(municipality=number), _municipality(number)), None)

    def _earlier(self, key: CellKey, most: int) -> Iterator[ComparisonValue]:
        """Give the municipality's own figures of the years before, newest first.

        From before a split there is only the old unit: it is given instead, and the series is broken.
        """
        published = self._figures().years(key._replace(district=None))
        official = key.year not in published
        years = self._official_years(key) if official else published
        broken = self._breaks(key, official=official)
        for year in sorted((year for year in years if year <= key.year - key.years), reverse=True)[:most]:
            then = key._replace(year=year)
            own = self._place(Against.EARLIER, then, key.municipality, official=official)
            former = [Area(Level.FORMER, number) for number in split_from(key.municipality, year)]
            found = [each for place in former for each in self._official(Against.EARLIER, then, place)]
            if own is not None and (own.value is not None or not found):
                found.insert(0, own)
            for each in found:
                yield replace(each, broken=any(year < start <= key.year for start in broken))

    def _breaks(self, key: CellKey, *, official: bool) -> set[int]:
        """Give the years in which a series of the municipality begins anew."""
        starts = {break_year(key.municipality)} - {None}
        table = self._table(key)
        if official and table is not None:
            starts |= {each.year for each in table.description.breaks}
        return {start for start in starts if start is not None}

    def _official_years(self, key: CellKey) -> set[int]:
        """Give the years of the municipality in an official table, or of what it was split from."""
        table = self._table(key)
        if table is None:
            return set()
        former = [Area(Level.FORMER, number) for number in split_from(key.municipality)]
        places = [_municipality(key.municipality), *former]
        return {year for place in places for year, _ in table.periods(place, sex=key.sex or "")}

    def _official(self, against: Against, key: CellKey, area: Area) -> Iterator[ComparisonValue]:
        """Give the figure of an area in the table of the indicator, if the table has it.

        Of a table whose periods are others than those asked for, the shortest that ends in the year.
        """
        table = self._table(key)
        if table is None:
            return
        sex = key.sex or ""
        periods = [years for year, years in table.periods(area, sex=sex) if year == key.year]
        if periods:
            years = key.years if key.years in periods else min(periods)
            told = of_official(table, table.find(Slot(area, key.year, sex=sex, years=years)))
            yield self._value(against, area, (key.year, years), told=told)

    def _value(self, against: Against, area: Area, period: tuple[int, int], *, told: Told) -> ComparisonValue:
        year, years = period
        return ComparisonValue(
            against,
            area,
            name=name_of(area),
            year=year,
            years=years,
            value=told.value,
            absent=told.absent,
            interval=told.interval,
            strict_interval=told.strict_interval,
            counts=told.counts,
            noise_variance=told.noise_variance,
            decimals=told.decimals,
            origin=told.origin,
        )

    def _table(self, key: CellKey) -> Table | None:
        table = self._shelf.table(key.databank, key.indicator)
        return table if table and table.description.use is Use.BENCHMARK else None


def _municipality(number: str) -> Area:
    return Area(Level.MUNICIPALITY, number)
