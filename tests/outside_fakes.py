"""Official indicators and figures by groups for the pages, of a few invented numbers."""

from __future__ import annotations

import atexit
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from official_factories import BANK, KNOWN, OFFICIAL_RECEIPT, at, figure

from folkekommune.catalogue.model import Texts
from folkekommune.indicators.definition import Definition
from folkekommune.official.figures import COUNTRY, WITHHELD, Area, Level, OfficialFigure, Slot
from folkekommune.official.library import OfficialTables
from folkekommune.official.shelf import Shelf
from folkekommune.published.figures import FigureSet
from folkekommune.services.benchmarks import Benchmarks
from folkekommune.statistics.inequality_slope import Group, Scale, inequality_indices
from folkekommune.web.official_indicators import OfficialIndicators
from folkekommune.web.ports import Cell, Divided, Figure, Sign

YEARS = range(2020, 2026)
FIFTHS = ("lavest", "nest lavest", "midt på", "nest høyest", "høyest")


@cache
def official_indicators() -> OfficialIndicators:
    """Keep three tables: one with counts, one of shares alone, and one that is held beside our own."""
    folder = Path(mkdtemp(prefix="folkekommune-tests-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    tables = OfficialTables(folder)
    teeth = {}
    for year in YEARS:
        teeth |= {
            at("4601", year): figure(2200 + 40 * (year - 2020), 3000),
            Slot(COUNTRY, year): figure(40000, 50000),
            Slot(Area(Level.COUNTY, "46"), year): figure(5000, 6000),
            at("5001", year): figure(1800, 2200),
        }
    teeth[at("4601", 2022)] = WITHHELD
    receipt = replace(OFFICIAL_RECEIPT, address="https://www.ssb.no/statbank")
    tables.keep(receipt, teeth)
    lonely = {at("4601", year): OfficialFigure(21.0 + (year - 2020) / 2) for year in YEARS}
    lonely |= {Slot(COUNTRY, year): OfficialFigure(22.0) for year in YEARS}
    tables.keep(replace(receipt, code="ensomhet_ungdom", source="SYNTETISK TABELL", invented=True), lonely)
    tables.keep(replace(receipt, code="konsultasjon_2aar"), {at("4601", 2024): figure(900, 1000)})
    benchmarks = Benchmarks(Shelf(tables, KNOWN.values), FigureSet)
    return OfficialIndicators(benchmarks, databanks=(BANK,), own={"konsultasjon_2aar"})


class FakeInequality:
    """Overweight at four in Bergen: by income in five groups, by education in four, one of them hidden."""

    def of(self, definition: Definition, cell: Cell) -> Sequence[Divided]:
        """Give the two divisions of single years, whichever the year."""
        if (definition.code, cell.municipality, cell.years) != ("overvekt_4aar", "4601", 1):
            return ()
        income = [_share(30 - 4 * at, 200) for at in range(5)]
        education = [_share(40, 200), _share(30, 200), Figure(sign=Sign.WITHHELD), _share(20, 200)]
        named = tuple((Texts(name, name, name), each) for name, each in zip(FIFTHS, income, strict=True))
        levels = tuple((Texts(str(at), str(at), str(at)), each) for at, each in enumerate(education, start=1))
        groups = [
            Group(200, each.value / 100, limits=(each.lower / 100, each.upper / 100)) for each in income
        ]
        return (
            Divided(Texts("Inntekt", "Inntekt", "Income"), named, _indices(groups)),
            Divided(Texts("Mors utdanning", "Utdanninga til mor", "Mother's education"), levels, None),
        )


def _indices(groups: list[Group]):
    return inequality_indices(groups, scale=Scale.LOGIT, multiplier=100, draws=2000)


def _share(cases: int, people: int) -> Figure:
    share = 100 * cases / people
    return Figure(
        value=share, lower=share - 4, upper=share + 4, numerator=cases, denominator=people, decimals=0
    )
