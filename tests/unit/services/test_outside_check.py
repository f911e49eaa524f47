"""V1: published counts beside official ones; apart from five percent on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cube_factories import NOON, cell, cube, prepared
from official_factories import BANK, KNOWN, OFFICIAL_RECEIPT, at, figure

from folkekommune.disclosure.shares import Audience
from folkekommune.official.figures import WITHHELD, OfficialFigure
from folkekommune.official.library import OfficialTables
from folkekommune.official.shelf import Shelf
from folkekommune.published.figures import CurrentFigures, FigureSet
from folkekommune.published.publications import Publications
from folkekommune.services.outside_check import Counted, counts_beside


@pytest.fixture
def figures(tmp_path) -> FigureSet:
    published = Publications(tmp_path / "published")
    cells = [cell(2022, 90, 10), cell(2023, 95, 10), cell(2024, None, 10), cell(2023, 40, 5, sex="1")]
    own = prepared(cube(cells, indicator="konsultasjon_8uker"))
    published.approve(published.propose(own).identifier, at=NOON)
    return CurrentFigures(published, Audience.MUNICIPALITY).now()


def test_the_same_counts_are_held_beside_each_other(tmp_path, figures):
    tables = OfficialTables(tmp_path / "official")
    shelf = Shelf(tables, KNOWN.values)
    assert counts_beside(figures, shelf, BANK, "4601") == ()
    official = {
        at("4601", 2022): figure(90, 106),
        at("4601", 2023): WITHHELD,
        at("4601", 2024): figure(9, 10),
    }
    tables.keep(replace(OFFICIAL_RECEIPT, code="konsultasjon_8uker"), official)
    births = {at("4601", 2022): OfficialFigure(105), at("4601", 2023): OfficialFigure(100)}
    tables.keep(replace(OFFICIAL_RECEIPT, code="fodte"), births)
    found = counts_beside(figures, shelf, BANK, "4601")
    told = [
        (each.table, each.year, each.counted, each.own, each.official, each.is_apart(5)) for each in found
    ]
    assert sorted(told, key=str) == [
        ("fodte", 2022, Counted.PEOPLE, 100, 105, False),
        ("fodte", 2023, Counted.PEOPLE, 105, 100, False),
        ("konsultasjon_8uker", 2022, Counted.CASES, 90, 90, False),
        ("konsultasjon_8uker", 2022, Counted.PEOPLE, 100, 106, True),
    ]
    assert counts_beside(figures, shelf, BANK, "4631") == ()
