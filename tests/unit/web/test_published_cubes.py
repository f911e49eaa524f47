"""The pages see what is published: protected numbers, signs, names and the one verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from cube_factories import NOON, cell, cube, prepared

from folkekommune.catalogue.packages import load_package, shipped_folder
from folkekommune.disclosure.shares import Audience
from folkekommune.indicators.definition import Direction
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.indicators.questions import load_questions
from folkekommune.indicators.reliability import Flag
from folkekommune.indicators.verdict import Comparison
from folkekommune.published.figures import CurrentFigures
from folkekommune.published.publications import Publications
from folkekommune.web.comparison import is_uncertain
from folkekommune.web.ports import MISSING, Cell, Figure, Place, PublishedFigures, Sex, Sign
from folkekommune.web.published_figures import PublishedCubes

PACKAGE = load_package(shipped_folder() / "helseprofil")
DEFINITIONS = load_definitions(PACKAGE)
CODE = "fullamming_6uker"
DEFINITION = DEFINITIONS[CODE]
HERE = Cell(CODE, "4601", 2024)

# The whole is 600 of 1000; intervals are four and eight points to each side of the share.
WHOLE = cell(2024, 600, 400)


def pages_on(
    folder: Path, *cells, definitions=(DEFINITION,), version: int = 1, places=()
) -> PublishedFigures:
    publications = Publications(folder)
    made = prepared(cube(cells or [WHOLE], version=version))
    publications.approve(publications.propose(made).identifier, at=NOON)
    return PublishedCubes(CurrentFigures(publications, Audience.MUNICIPALITY), definitions)


def test_a_figure_has_the_published_numbers(tmp_path):
    assert pages_on(tmp_path).figure(HERE) == Figure(
        value=60.0, lower=56.0, upper=64.0, numerator=600, denominator=1000, decimals=0
    )


def test_decimals_are_those_that_were_published(tmp_path):
    precise = WHOLE | {"share": WHOLE["share"] | {"text": "60.4"}}
    figure = pages_on(tmp_path, precise).figure(HERE)
    assert (figure.value, figure.decimals) == (60.4, 1)


def test_the_sexes_are_told_by_the_national_codes(tmp_path):
    pages = pages_on(tmp_path, WHOLE, cell(2024, 290, 210, sex="1"), cell(2024, 310, 190, sex="2"))
    assert pages.figure(HERE.part(sex=Sex.MALE)).numerator == 290
    assert pages.figure(HERE.part(sex=Sex.FEMALE)).numerator == 310


@pytest.mark.parametrize("numbers", [(None, 40), (40, None), (None, None)])
def test_a_hidden_figure_has_a_sign_and_no_number(numbers, tmp_path):
    assert pages_on(tmp_path, cell(2024, *numbers)).figure(HERE) == Figure(sign=Sign.WITHHELD)


def test_a_figure_under_the_floor_shows_no_count_either(tmp_path):
    """The cube may hold both counts where the share is hidden."""
    hidden = cell(2024, 8, 9) | {"share": {"text": None, "sign": ":", "lower": None, "upper": None}}
    assert pages_on(tmp_path, hidden | {"limits95": None}).figure(HERE) == Figure(sign=Sign.WITHHELD)


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(HERE, year=2020),
        replace(HERE, years=3),
        replace(HERE, municipality="4631"),
        replace(HERE, indicator="overvekt_4aar"),
        HERE.part(district="460101"),
    ],
)
def test_what_was_never_made_is_missing(elsewhere, tmp_path):
    assert pages_on(tmp_path, definitions=tuple(DEFINITIONS.values())).figure(elsewhere) == MISSING


def test_figures_of_another_version_of_the_definition_are_not_shown(tmp_path):
    pages = pages_on(tmp_path, version=2)
    assert pages.figure(HERE) == MISSING
    assert pages.indicators() == []
    assert pages.years(CODE, "4601") == ()


def test_nothing_is_there_before_the_first_publication(tmp_path):
    pages = PublishedCubes(CurrentFigures(Publications(tmp_path), Audience.PUBLIC), [DEFINITION])
    assert pages.publication is None
    assert (pages.municipalities(), pages.indicators(), pages.years(CODE, "4601")) == ([], [], ())
    assert pages.figure(HERE) == MISSING


# --- what may be said of a district


def district(cases: int, complement: int) -> dict:
    return cell(2024, cases, complement, district="460101")


@pytest.mark.parametrize(
    ("part", "comparison"),
    [
        # 60 % lies outside, or inside, of four points to each side.
        (district(66 * 2, 34 * 2), Comparison.HIGHER),
        (district(54 * 2, 46 * 2), Comparison.LOWER),
        (district(63 * 2, 37 * 2), Comparison.NOT_DIFFERENT),
        # Fewer than ten cases or others: not compared (indicators.md 2.15, "few").
        (district(100, 9), Comparison.NOT_TESTED),
        # More than 30 % of the municipality: against the rest of it. 210 of 400 against 390 of 600 is
        # 52.5 % against 65 %, z = -3.9 without noise.
        (district(210, 190), Comparison.LOWER),
        # 232 of 400 against 368 of 600 is 58 % against 61.3 %, z = -1.05.
        (district(232, 168), Comparison.NOT_DIFFERENT),
    ],
)
def test_a_district_is_compared_with_its_municipality(part, comparison, tmp_path):
    assert (
        pages_on(tmp_path, WHOLE, part).figure(HERE.part(district="460101")).verdict.comparison is comparison
    )


def test_nothing_is_compared_where_neither_direction_is_better(tmp_path):
    neutral = replace(DEFINITION, direction=Direction.NONE)
    pages = pages_on(tmp_path, WHOLE, district(132, 68), definitions=(neutral,))
    assert pages.figure(HERE.part(district="460101")).verdict.comparison is Comparison.NOT_TESTED


def test_a_district_of_a_hidden_municipality_is_not_compared(tmp_path):
    pages = pages_on(tmp_path, cell(2024, None, 400), district(132, 68))
    assert pages.figure(HERE.part(district="460101")).verdict.comparison is Comparison.NOT_TESTED


@pytest.mark.parametrize(
    ("years", "comparison"),
    [((2022, 2023, 2024), Comparison.HIGHER), ((2022, 2024), Comparison.NOT_TESTED)],
    ids=["all years", "one lacks"],
)
def test_a_district_of_several_years_is_compared_with_the_years_of_its_municipality(
    years, comparison, tmp_path
):
    """The municipality's own three years are left out where its years are given: 60 % in each, against 66."""
    period = district(66 * 6, 34 * 6) | {"years": 3, "years_counted": 3}
    pages = pages_on(tmp_path, *(cell(year, 600, 400) for year in years), period)
    figure = pages.figure(replace(HERE, years=3, district="460101"))
    assert figure.verdict.comparison is comparison


@pytest.mark.parametrize(
    ("numbers", "uncertain"),
    [((600, 400), False), ((30, 19), True), ((100, 9), True)],
    ids=["large", "fewer than 50 people", "fewer than 10 others"],
)
def test_a_figure_on_few_people_is_shown_with_a_warning(numbers, uncertain, tmp_path):
    figure = pages_on(tmp_path, cell(2024, *numbers)).figure(HERE)
    assert is_uncertain(figure, DEFINITION.direction) is uncertain


# --- names and order


def test_places_come_in_the_order_of_the_installation_then_by_number(tmp_path):
    publications = Publications(tmp_path)
    for number in ("4601", "4624", "4631"):
        made = publications.propose(prepared(municipality=number))
        publications.approve(made.identifier, at=NOON)
    pages = PublishedCubes(
        CurrentFigures(publications, Audience.PUBLIC), [DEFINITION], places=[Place("4631", "Alver herad")]
    )
    assert [place.name for place in pages.municipalities()] == ["Alver herad", "Bergen", "Bjørnafjorden"]


def test_districts_have_their_names(tmp_path):
    pages = pages_on(tmp_path, WHOLE, district(132, 68))
    assert pages.districts("4601") == [Place("460101", "Arna")]


def test_definitions_and_questions_are_those_with_figures(tmp_path):
    publications = Publications(tmp_path)
    publications.approve(publications.propose(prepared()).identifier, at=NOON)
    questions = load_questions(PACKAGE.folder, indicators=DEFINITIONS)
    pages = PublishedCubes(
        CurrentFigures(publications, Audience.PUBLIC), list(DEFINITIONS.values()), questions=questions
    )
    assert [entry.code for entry in pages.indicators()] == [CODE]
    assert [question.indicator for question in pages.questions()] == [CODE]


def test_the_publication_is_all_that_is_current(tmp_path):
    publications = Publications(tmp_path)
    first = publications.approve(publications.propose(prepared()).identifier, at=NOON)
    pages = PublishedCubes(CurrentFigures(publications, Audience.PUBLIC), [DEFINITION])
    assert pages.publication.identifier == first.identifier
    assert (pages.publication.released, pages.publication.release) == (date(2026, 3, 1), "1.0.0")
    second = publications.propose(prepared(version="2.0.0", municipality="4631"))
    publications.approve(second.identifier, at=NOON + timedelta(days=30))
    assert pages.publication.identifier not in {first.identifier, second.identifier}
    assert (pages.publication.released, pages.publication.release) == (date(2026, 3, 31), "1.0.0, 2.0.0")
    assert pages.publication.policy == "standard-1"


def test_a_period_is_asked_for_by_its_last_year_and_its_length(tmp_path):
    """With two of its three years it is flagged as incomplete."""
    period = cell(2024, 180, 120) | {"years": 3, "years_counted": 2}
    pages = pages_on(tmp_path, WHOLE, period)
    found = pages.figure(replace(HERE, years=3))
    assert (found.value, found.numerator, found.denominator) == (60.0, 180, 300)
    assert Flag.INCOMPLETE_PERIOD in found.verdict.flags
    assert pages.figure(HERE).denominator == 1000
    assert pages.figure(replace(HERE, years=5)) == MISSING
    assert pages.years(CODE, "4601", period=3) == (2024,)
