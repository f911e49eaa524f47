"""Published figures are found by what they are about, and written as JSON-stat."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest
from cube_factories import DATABANK, NOON, cell, cube, prepared

from folkekommune.disclosure.shares import Audience
from folkekommune.published.figures import CellKey, CurrentFigures, FigureSet
from folkekommune.published.json_stat import Labels, json_stat
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


LABELS = Labels(
    title="Fullammes ved 6 uker",
    source="Helseprofil 0-20",
    dimensions={"place": "Sted", "year": "År", "sex": "Kjønn", "contents": "Innhold"},
    places={"all": "Hele kommunen", "460101": "Arna"},
    sexes={"all": "Alle", "1": "Gutter", "2": "Jenter"},
    contents={"share": "Andel (prosent)"},
)


def test_json_stat_holds_every_combination_in_row_major_order(publications):
    written = json_stat(figures_of(publications), KEY, LABELS)
    assert written["id"] == ["place", "year", "sex", "contents"]
    assert written["size"] == [3, 2, 3, 5]
    assert len(written["value"]) == math.prod(written["size"])
    assert written["dimension"]["place"]["category"] == {
        "index": ["all", "460101", "460102"],
        "label": {"all": "Hele kommunen", "460101": "Arna", "460102": "460102"},
    }
    # The whole municipality, 2024, both sexes: share, limits, numerator, complement.
    at = (0 * 2 + 1) * 3 * 5
    assert written["value"][at : at + 5] == [60, 56.0, 64.0, 60, 40]


def test_json_stat_gives_a_sign_where_there_is_no_number(publications):
    written = json_stat(figures_of(publications), KEY, LABELS)
    hidden = (2 * 2 + 1) * 3 * 5  # 460102 in 2024
    assert written["value"][hidden : hidden + 5] == [None, None, None, None, 25]
    assert [written["status"].get(str(hidden + i)) for i in range(5)] == [":", ":", ":", "0-4", None]
    never_made = (1 * 2 + 0) * 3 * 5  # 460101 in 2023
    assert {written["status"][str(never_made + i)] for i in range(5)} == {".."}
    empty = {str(place) for place, value in enumerate(written["value"]) if value is None}
    assert empty == set(written["status"])


def test_json_stat_says_where_it_comes_from(publications):
    (publication,) = publications.current()
    written = json_stat(figures_of(publications), KEY, LABELS)
    assert written["updated"] == "2026-03-01"
    assert written["extension"] == {
        "indicator": "fullamming_6uker",
        "version": 1,
        "municipality": "4601",
        "publication": publication.identifier,
        "release": "1.0.0",
        "policy": "standard-1",
    }
