"""What a figure is compared with: official tables and our own publications, each with its source."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cube_factories import NOON, cell, cube, prepared
from official_factories import BANK, KNOWN, OFFICIAL_RECEIPT, at, figure

from folkekommune.disclosure.shares import Audience
from folkekommune.municipalities.similarity import most_similar
from folkekommune.official.figures import COUNTRY, WITHHELD, Absent, Area, Level, OfficialFigure, Slot
from folkekommune.official.library import OfficialTables
from folkekommune.official.shelf import Shelf
from folkekommune.published.figures import CellKey, CurrentFigures
from folkekommune.published.publications import Publications
from folkekommune.services.benchmarks import Against, Benchmarks
from folkekommune.statistics.intervals import wilson

CODE = "konsultasjon_2aar"
KEY = CellKey(BANK, CODE, 1, "4601", 2024)
VESTLAND, GROUP = Area(Level.COUNTY, "46"), Area(Level.KOSTRA_GROUP, "11")
RECEIPT = replace(OFFICIAL_RECEIPT, code=CODE, invented=True)


@pytest.fixture
def tables(tmp_path) -> OfficialTables:
    tables = OfficialTables(tmp_path / "official")
    tables.keep(
        RECEIPT,
        {
            Slot(COUNTRY, 2024): figure(900, 1000),
            Slot(VESTLAND, 2024): WITHHELD,
            Slot(GROUP, 2024): OfficialFigure(93.5),
            Slot(COUNTRY, 2024, sex="1"): figure(440, 500),
            at("4601", 2024): figure(999, 1000),
            at("5001", 2024): figure(180, 200),
        },
    )
    tables.keep(
        replace(RECEIPT, code="kostra_gruppe"),
        {at("4601", 2020): OfficialFigure(5), at("4601", 2024): OfficialFigure(11)},
    )
    return tables


@pytest.fixture
def benchmarks(tmp_path, tables) -> Benchmarks:
    published = Publications(tmp_path / "published")
    for number, years in (
        ("4601", {2022: (70, 30), 2023: (80, 20), 2024: (85, 15)}),
        ("4631", {2024: (45, 5)}),
    ):
        cells = [cell(year, *counts, municipality=number) for year, counts in years.items()]
        own = prepared(cube(cells, indicator=CODE, municipality=number), municipality=number)
        published.approve(published.propose(own).identifier, at=NOON)
    return Benchmarks(Shelf(tables, KNOWN.values), CurrentFigures(published, Audience.MUNICIPALITY).now)


def told(benchmarks: Benchmarks, key: CellKey = KEY, **asked: object) -> dict[str, tuple[float | None, int]]:
    found = benchmarks.comparisons(key, **asked)
    return {
        f"{each.against.value} {each.name.nb} {each.year}": (each.value, bool(each.origin.official))
        for each in found
    }


def test_everything_there_is_in_reading_order(benchmarks):
    assert list(told(benchmarks, chosen=("4631", "4601", "1103")).items()) == [
        ("country Hele landet 2024", (90, True)),
        ("county Vestland 2024", (None, True)),
        ("kostra_group KOSTRA-gruppe 11 2024", (93.5, True)),
        ("similar Trondheim 2024", (90, True)),
        ("chosen Alver 2024", (90, False)),
        ("earlier Bergen 2023", (80, False)),
        ("earlier Bergen 2022", (70, False)),
    ]


def test_each_value_has_its_interval_its_counts_and_where_it_comes_from(benchmarks):
    country, county, group, *_, before = benchmarks.comparisons(KEY, earlier=1)
    assert country.interval == wilson(900, 1000).times(100)
    assert (country.counts.cases, country.counts.people, country.noise_variance) == (900, 1000, 0)
    assert (country.origin.source, country.origin.licence) == ("SSB, KOSTRA", "CC BY 4.0")
    assert (str(country.origin.day), country.origin.invented) == ("2026-05-17", True)
    assert (county.value, county.absent) == (None, Absent.WITHHELD)
    assert (group.value, group.interval, group.counts) == (93.5, None, None)
    assert before.against is Against.EARLIER
    assert (before.interval.lower, before.interval.upper) == pytest.approx((76, 84))
    assert before.noise_variance > 0
    assert before.origin.version.startswith(f"{BANK}-")


def test_an_official_figure_of_the_municipality_never_stands_for_our_own(benchmarks):
    assert 99.9 not in [value for value, _ in told(benchmarks, chosen=("4601",)).values()]


def test_the_group_is_that_of_the_year(benchmarks):
    assert [benchmarks.kostra_group(BANK, "4601", year) for year in (2019, 2023, 2024, 2026)] == [
        None,
        5,
        11,
        11,
    ]
    assert benchmarks.kostra_group(BANK, "4631", 2024) is None


def test_a_sex_is_compared_with_the_same_sex(benchmarks):
    assert told(benchmarks, KEY._replace(sex="1"), earlier=0) == {"country Hele landet 2024": (88, True)}


def test_a_year_without_official_figures_has_no_larger_area(benchmarks):
    assert told(benchmarks, KEY._replace(year=2023)) == {"earlier Bergen 2022": (70, False)}


def test_without_tables_there_are_our_own_figures(tmp_path, benchmarks, tables):
    tables.remove(BANK, CODE)
    assert list(told(benchmarks, chosen=("4631",))) == [
        "chosen Alver 2024",
        "earlier Bergen 2023",
        "earlier Bergen 2022",
    ]


def test_a_denominator_is_given_as_it_is_and_is_no_benchmark(benchmarks, tables):
    tables.keep(replace(RECEIPT, code="fodte"), {at("4601", 2024): OfficialFigure(3000)})
    asked = {"municipality": "4601", "year": 2024}
    assert benchmarks.denominator(BANK, "fodte", **asked) == 3000
    assert benchmarks.denominator(BANK, CODE, **asked) is None
    assert told(benchmarks, KEY._replace(indicator="fodte")) == {}


def test_similar_places_are_the_nearest_that_have_a_figure(benchmarks):
    assert benchmarks.similar(BANK, "4601") == most_similar("4601", most=20)


def test_an_indicator_from_outside_has_its_own_figure_and_a_break_where_it_was_split(tmp_path):
    tables = OfficialTables(tmp_path / "official")
    tables.keep(
        replace(RECEIPT, code="tannhelse_5aar", invented=False),
        {
            Slot(Area(Level.FORMER, "1507"), 2023): figure(500, 600),
            at("1508", 2024): figure(420, 500),
            at("1508", 2025): figure(430, 500),
        },
    )
    benchmarks = Benchmarks(
        Shelf(tables, KNOWN.values), lambda: CurrentFigures(Publications(tmp_path), Audience.PUBLIC).now()
    )
    key = CellKey(BANK, "tannhelse_5aar", 1, "1508", 2025)
    assert benchmarks.own(key).value == 86
    assert benchmarks.years(key) == (2024, 2025)
    assert [each.code for each in benchmarks.outside(BANK)] == ["tannhelse_5aar"]
    found = [(each.name.nb, each.year, each.broken) for each in benchmarks.comparisons(key)]
    assert found == [("Ålesund", 2024, False), ("tidligere kommune 1507", 2023, True)]
