"""Official figures of larger areas as the municipal pages ask for them."""

from __future__ import annotations

from dataclasses import replace

from official_factories import BANK, KNOWN, OFFICIAL_RECEIPT, at, figure

from folkekommune.catalogue.packages import load_packages, shipped_folder
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.official.figures import COUNTRY, WITHHELD, Area, Level, OfficialFigure, Slot
from folkekommune.official.library import OfficialTables
from folkekommune.official.shelf import Shelf
from folkekommune.published.figures import FigureSet
from folkekommune.services.benchmarks import Benchmarks
from folkekommune.web.official_benchmarks import OfficialBenchmarks
from folkekommune.web.ports import Cell, Sex, Sign

CODE = "konsultasjon_2aar"
DEFINITION = load_definitions(load_packages(shipped_folder(), shipped_folder() / "none")[BANK])[CODE]


def test_larger_areas_come_with_counts_source_and_sign_and_nothing_else_does(tmp_path):
    tables = OfficialTables(tmp_path)
    figures = {
        Slot(COUNTRY, 2024): figure(900, 1000),
        Slot(Area(Level.COUNTY, "46"), 2024): WITHHELD,
        Slot(COUNTRY, 2024, sex="1"): OfficialFigure(88.0),
        at("5001", 2024): figure(18, 20),
    }
    tables.keep(replace(OFFICIAL_RECEIPT, code=CODE, invented=True), figures)
    service = OfficialBenchmarks(Benchmarks(Shelf(tables, KNOWN.values), FigureSet))
    cell = Cell(CODE, "4601", 2024)
    country, county = service.larger(DEFINITION, cell)
    assert (country.key, country.name.en, country.source) == ("country-0", "The whole country", "SSB, KOSTRA")
    assert country.fixed
    assert country.invented
    assert (country.figure.value, country.figure.numerator, country.figure.denominator) == (90, 900, 1000)
    assert (county.key, county.figure.sign) == ("county-46", Sign.WITHHELD)
    [boys] = service.larger(DEFINITION, replace(cell, sex=Sex.MALE))
    assert (boys.figure.value, boys.figure.lower, boys.figure.interval) == (88, 88, None)
    assert service.larger(DEFINITION, replace(cell, years=3)) == []
    assert "5001" in service.similar(DEFINITION, "4601")
