"""What does not add up to the county or the country (G1), in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from folkekommune.municipalities.division import municipalities
from folkekommune.published.county_sums import COUNTRY, AreaYear, CountySums
from folkekommune.texts import Language, text
from folkekommune.web.steward.rows import Row


@dataclass(frozen=True)
class Told:
    """One thing to be known of the sums, and where."""

    heading: str
    meaning: str
    rows: list[Row]


def tell_sums(sums: CountySums, titles: Mapping[str, str], language: Language) -> list[Told]:
    """Tell what was found, the worst first; nothing where all is as it should be."""
    return [
        Told(
            text(f"steward.counties-{kind}-heading", language),
            text(f"steward.counties-{kind}", language),
            _rows(found, titles, language),
        )
        for kind, found in (("apart", sums.apart), ("twice", sums.twice), ("outside", sums.outside))
        if found
    ]


def _rows(found: Iterable[AreaYear], titles: Mapping[str, str], language: Language) -> list[Row]:
    """Give a row an indicator and area, with its years."""
    names = {each.county_number: each.county_name for each in municipalities()}
    names[COUNTRY] = text("steward.counties-country", language)
    ordered = sorted(found, key=lambda one: (one.indicator, one.area, one.year))
    return [
        Row(titles.get(indicator, indicator), (names.get(area, area), _years(one.year for one in same)))
        for (indicator, area), same in groupby(ordered, key=lambda one: (one.indicator, one.area))
    ]


def _years(years: Iterable[int]) -> str:
    """Write years, those that follow each other as a span.

    >>> _years([2014, 2016, 2017, 2018])
    '2014, 2016–2018'
    """
    spans: list[list[int]] = []
    for year in sorted(set(years)):
        if spans and spans[-1][1] == year - 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in spans)
