"""Coverage beside a published figure: on pages and in files the same, and none of what is hidden."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from cube_factories import NOON, cell, cube, prepared
from official_factories import BANK, KNOWN, OFFICIAL_RECEIPT, at

from folkekommune.catalogue.packages import load_packages, shipped_folder
from folkekommune.disclosure.shares import Audience
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.indicators.reliability import Flag
from folkekommune.indicators.verdict import Comparison
from folkekommune.official.figures import Area, Level, OfficialFigure, Slot
from folkekommune.official.library import OfficialTables
from folkekommune.official.shelf import Shelf
from folkekommune.published.figures import CurrentFigures
from folkekommune.published.publications import Publications
from folkekommune.services.coverage import Coverage
from folkekommune.web.comparison import hold_against_year
from folkekommune.web.ports import Cell
from folkekommune.web.product_files import Form, ProductFiles
from folkekommune.web.published_figures import PublishedCubes

CODE = "overvekt_4aar"  # those aged 4 on 1 January of the year after
DEFINITION = load_definitions(load_packages(shipped_folder(), shipped_folder() / "none")[BANK])[CODE]
HERE = Cell(CODE, "4601", 2024)
ARNA = Slot(Area(Level.DISTRICT, "460101"), 2025, age=4)
CELLS = [
    cell(2023, 600, 400),
    cell(2024, 600, 400),
    cell(2024, 60, 40, district="460101"),
    cell(2024, None, 400, district="460102"),
    cell(2024, 1800, 1200) | {"years": 3, "years_counted": 2},
]


@pytest.fixture
def tables(tmp_path: Path) -> OfficialTables:
    return OfficialTables(tmp_path / "official")


def keep(tables: OfficialTables, children: float) -> None:
    """Take in a population of so many in each of the years, and 250 in Arna."""
    figures = {at("4601", year).aged(4): OfficialFigure(children) for year in (2023, 2024, 2025)}
    tables.keep(
        replace(OFFICIAL_RECEIPT, code="folketall", checksum=str(children), invented=True),
        figures
        | {
            ARNA: OfficialFigure(250.0),
            replace(ARNA, area=Area(Level.DISTRICT, "460102")): OfficialFigure(900.0),
        },
    )


@pytest.fixture
def current(tmp_path: Path) -> CurrentFigures:
    publications = Publications(tmp_path / "published")
    made = prepared(cube(CELLS, indicator=CODE, version=DEFINITION.version))
    publications.approve(publications.propose(made).identifier, at=NOON)
    return CurrentFigures(publications, Audience.PUBLIC)


@pytest.fixture
def pages(current: CurrentFigures, tables: OfficialTables) -> PublishedCubes:
    keep(tables, 1250)
    return PublishedCubes(
        current, [DEFINITION], coverage=Coverage(Shelf(tables, KNOWN.values), shipped=False)
    )


def test_the_figure_has_the_share_of_the_official_number_and_its_flag(pages):
    """1000 of 1250 and 100 of 250."""
    whole, arna = pages.figure(HERE), pages.figure(HERE.part(district="460101"))
    assert (whole.coverage, arna.coverage) == (0.8, 0.4)
    assert Flag.LOW_COVERAGE not in whole.verdict.flags
    assert arna.verdict.flag is Flag.NOT_REPRESENTATIVE
    assert arna.verdict.comparison is Comparison.NOT_TESTED


def test_what_is_hidden_or_lacks_a_year_has_none(pages):
    assert pages.figure(HERE.part(district="460102")).coverage is None
    assert pages.figure(replace(HERE, years=3)).coverage is None


def test_too_few_in_a_year_stop_the_comparison_with_it(current, tables):
    keep(tables, 2500)  # 1000 of 2500: not representative
    pages = PublishedCubes(
        current, [DEFINITION], coverage=Coverage(Shelf(tables, KNOWN.values), shipped=False)
    )
    assert pages.figure(HERE).coverage == 0.4
    assert hold_against_year(pages, DEFINITION, HERE, before=2023).comparison is Comparison.NOT_TESTED


def test_every_file_tells_the_same_in_whole_percent(pages, current):
    files = ProductFiles(current.now(), pages)
    rows = list(csv.DictReader(io.StringIO(files.table(Form.CSV).decode("utf-8-sig"))))
    told = {(row["year"], row["years"], row["district"]): row["coverage"] for row in rows}
    assert told["2024", "1", ""] == "80"
    assert told["2024", "1", "460101"] == "40"
    assert told["2024", "1", "460102"] == told["2024", "3", ""] == ""
    flags = {row["district"]: row["flag"] for row in rows if (row["year"], row["years"]) == ("2024", "1")}
    assert flags["460101"] == "not_representative"
    extension = json.loads(files.json_stat(CODE, "4601"))["extension"]
    assert sorted(each for each in extension["coverage"] if each is not None) == [40, 80, 80]


def test_pages_are_made_anew_when_the_official_number_changes(pages, tables):
    before = pages.publication
    keep(tables, 2000)
    assert pages.publication.identifier == before.identifier
    assert pages.publication.state != before.state
    assert pages.figure(HERE).coverage == 0.5
