"""Coverage: published people over official ones, in whole percent; none where either is unknown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from official_factories import BANK, KNOWN, OFFICIAL_RECEIPT

from folkekommune.catalogue.packages import load_packages, shipped_folder
from folkekommune.indicators.definition import Eligible
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.municipalities.population import population
from folkekommune.official.descriptions import Use
from folkekommune.official.figures import Area, Level, OfficialFigure, Slot
from folkekommune.official.library import OfficialTables
from folkekommune.official.shelf import Shelf
from folkekommune.published.figures import CellKey
from folkekommune.services.coverage import Coverage

DEFINITIONS = load_definitions(load_packages(shipped_folder(), shipped_folder() / "none")[BANK])
DEFINITION = DEFINITIONS["konsultasjon_2aar"]  # those aged 2 on 1 January of the year after
KEY = CellKey(BANK, "konsultasjon_2aar", 1, "4601", 2023)
BERGEN, ARNA = Area(Level.MUNICIPALITY, "4601"), Area(Level.DISTRICT, "460101")


def people(place: Area, year: int, *, age: int = 2, boys: float, girls: float) -> dict[Slot, OfficialFigure]:
    return {
        Slot(place, year, sex=sex, age=age): OfficialFigure(number)
        for sex, number in (("1", boys), ("2", girls))
    }


def coverage(tmp_path, figures: dict[Slot, OfficialFigure], *, shipped: bool = False) -> Coverage:
    tables = OfficialTables(tmp_path / "official")
    if figures:
        tables.keep(replace(OFFICIAL_RECEIPT, code="folketall", invented=True), figures)
    return Coverage(Shelf(tables, KNOWN.values), shipped=shipped)


@pytest.fixture
def known(tmp_path) -> Coverage:
    return coverage(
        tmp_path,
        people(BERGEN, 2024, boys=1600, girls=1400)
        | people(BERGEN, 2023, boys=1500, girls=1500)
        | people(BERGEN, 2024, age=3, boys=9000, girls=9000)
        | people(ARNA, 2024, boys=90, girls=70),
    )


@pytest.mark.parametrize(
    ("key", "eligible"),
    [
        (KEY, 3000),  # of the first of January after the year, of age 2 alone, both sexes together
        (KEY._replace(sex="2"), 1400),
        (KEY._replace(district="460101"), 160),
        (KEY._replace(year=2022), 3000),
        (KEY._replace(year=2024), None),  # the table does not reach so far
        (KEY._replace(years=3), None),  # nor so far back
        (KEY._replace(district="460102"), None),
        (KEY._replace(municipality="4631"), None),
        (KEY._replace(group="inntekt=1"), None),
    ],
)
def test_those_concerned_are_the_official_ones(known, key, eligible):
    assert known.eligible(DEFINITION, key) == eligible


def test_a_period_is_held_against_all_its_years(tmp_path):
    found = coverage(
        tmp_path,
        people(BERGEN, 2024, boys=100, girls=100)
        | people(BERGEN, 2023, boys=110, girls=100)
        | people(BERGEN, 2022, boys=120, girls=100),
    )
    assert found.eligible(DEFINITION, KEY._replace(years=3)) == 630


def test_what_is_not_declared_is_not_computed(known):
    assert known.eligible(replace(DEFINITION, eligible=None), KEY) is None
    assert known.eligible(replace(DEFINITION, eligible=Eligible("fodte")), KEY) is None


def test_a_benchmark_is_no_denominator(tmp_path):
    """A table of shares for comparison says nothing of whom there is."""
    tables = OfficialTables(tmp_path)
    tables.keep(replace(OFFICIAL_RECEIPT, code="folketall"), people(BERGEN, 2024, boys=1600, girls=1400))
    description = replace(KNOWN["folketall"], use=Use.BENCHMARK)
    assert Coverage(Shelf(tables, lambda: [description]), shipped=False).eligible(DEFINITION, KEY) is None


def test_the_shipped_population_stands_for_real_persons_alone(tmp_path):
    residents = population("4601", 2024, ages=[2])
    assert coverage(tmp_path / "a", {}, shipped=True).eligible(DEFINITION, KEY) == residents
    assert coverage(tmp_path / "b", {}).eligible(DEFINITION, KEY) is None


def test_coverage_is_of_the_published_number_in_whole_percent(known):
    assert known.of(DEFINITION, KEY, 2601) == 0.87  # 86.7 %
    assert known.of(DEFINITION, KEY, 3060) == 1.02  # more than there are: it is said, not cut
    assert known.of(DEFINITION, KEY._replace(year=2030), 2601) is None


def test_whole_percent_tells_no_count_that_was_not_published(known):
    """All published numbers within half a percent of 3000 give the same: 30 of them, never one alone."""
    same = [n for n in range(2500, 3000) if known.of(DEFINITION, KEY, n) == 0.9]
    assert len(same) >= 29


def test_every_denominator_that_is_declared_is_a_table_of_the_databank():
    for definition in DEFINITIONS.values():
        assert definition.eligible is not None, definition.code
        assert KNOWN[definition.eligible.table].use is Use.DENOMINATOR, definition.code
