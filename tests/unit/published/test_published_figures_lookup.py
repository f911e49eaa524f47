"""Published figures are found by what they are about."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cube_factories import DATABANK, NOON, cell, cube, prepared

from folkekommune.disclosure.shares import Audience
from folkekommune.published.figures import CellKey, CurrentFigures, FigureSet
from folkekommune.published.publications import Publications

CELLS = [
    cell(2023, 50, 50),
    cell(2024, 60, 40),
    cell(2024, 35, 15, district="460101"),
    cell(2024, None, 25, district="460102"),
    cell(2024, 28, 22, sex="1"),
    cell(2024, 32, 18, sex="2"),
]
KEY = CellKey(DATABANK, "fullamming_6uker", 1, "4601", 2024)


@pytest.fixture
def publications(tmp_path) -> Publications:
    made = Publications(tmp_path)
    made.approve(made.propose(prepared(cube(CELLS))).identifier, at=NOON)
    return made


def figures_of(publications: Publications) -> FigureSet:
    return CurrentFigures(publications, Audience.MUNICIPALITY).now()


def test_a_figure_is_found_by_place_year_and_sex(publications):
    figures = figures_of(publications)
    assert figures.find(KEY).numerator.text == "60"
    assert figures.find(KEY._replace(district="460101")).numerator.text == "35"
    assert figures.find(KEY._replace(sex="2")).numerator.text == "32"
    assert figures.find(KEY._replace(district="460101", sex="2")) is None
    assert figures.find(KEY._replace(version=2)) is None


def test_years_municipalities_and_districts_are_those_with_cells(publications):
    figures = figures_of(publications)
    assert figures.years(KEY) == (2023, 2024)
    assert figures.years(KEY._replace(municipality="4631")) == ()
    assert figures.municipalities() == ("4601",)
    assert figures.districts("4601") == ("460101", "460102")
    assert figures.indicators() == {(DATABANK, "fullamming_6uker", 1)}


def test_the_name_of_the_set_changes_with_every_publication_and_withdrawal(publications):
    current = CurrentFigures(publications, Audience.PUBLIC)
    names = [current.now().identifier]
    neighbour = publications.propose(prepared(municipality="4631"))
    assert current.now().identifier == names[0]
    publications.approve(neighbour.identifier, at=NOON)
    names.append(current.now().identifier)
    publications.withdraw(publications.current()[0].identifier, at=NOON + timedelta(days=1))
    names.append(current.now().identifier)
    publications.withdraw(neighbour.identifier, at=NOON + timedelta(days=1))
    names.append(current.now().identifier)
    assert len(set(names)) == 4
    assert names[-1] == ""


def test_figures_are_read_once_as_long_as_nothing_changes(publications):
    current = CurrentFigures(publications, Audience.PUBLIC)
    assert current.now() is current.now()
