"""Figures, their signs, and how numbers are written."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree as ET

import pytest
from web_fakes import WITHHELD, shown

from folkekommune.web.components.dots import dot_picture
from folkekommune.web.components.table import Table, TableRow, figure_cells
from folkekommune.web.ports import MISSING, Figure, Sign
from folkekommune.web.writing import write_date, write_percent, write_period


@pytest.mark.parametrize(
    "numbers",
    [{"numerator": 3}, {"denominator": 12}, {"value": 25.0}, {"lower": 5.0, "upper": 40.0}],
    ids=str,
)
def test_a_hidden_figure_can_carry_no_number(numbers: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="no number"):
        Figure(sign=Sign.WITHHELD, **numbers)


def test_a_shown_figure_has_its_limits() -> None:
    with pytest.raises(ValueError, match="both limits"):
        Figure(value=12.0)


@pytest.mark.parametrize(
    ("language", "expected"), [("nb", "64,1\xa0%"), ("nn", "64,1\xa0%"), ("en", "64.1%")]
)
def test_a_percentage_is_written_the_way_of_the_language(language: str, expected: str) -> None:
    assert write_percent(64.06, language) == expected


def test_dates_and_periods() -> None:
    assert write_date(date(2026, 5, 17), "nb") == "17. mai 2026"
    assert write_date(date(2026, 5, 17), "en") == "17 May 2026"
    assert write_period(2025, 1) == "2025"
    assert write_period(2025, 5) == "2021–2025"


def test_a_table_explains_the_signs_it_uses_and_no_others() -> None:
    figures = (shown(40, 80), WITHHELD, MISSING, WITHHELD)
    rows = tuple(TableRow(str(n), figure_cells(figure, "nb")) for n, figure in enumerate(figures))
    assert Table("t", ("a",), rows).signs == (Sign.WITHHELD, Sign.MISSING)


def test_a_shown_figure_is_written_with_interval_and_children_and_a_hidden_one_with_its_sign_alone() -> None:
    share, interval, people = figure_cells(shown(1234, 2468), "nb")
    assert (share.text, people.text) == ("50,0\xa0%", "2\xa0468")
    assert interval.text == "48,0–52,0"
    assert all((cell.text, cell.sign) == ("", Sign.WITHHELD) for cell in figure_cells(WITHHELD, "nb"))


@pytest.mark.parametrize("filled", [0, 1, 66, 100])
def test_the_picture_has_a_hundred_dots_and_the_right_number_is_filled(filled: int) -> None:
    picture = ET.fromstring(str(dot_picture(filled, "Så mange")))  # noqa: S314  (our own picture)
    kinds = [circle.get("class") for circle in picture]
    assert (len(kinds), kinds.count("on")) == (100, filled)
    assert len({(circle.get("cx"), circle.get("cy")) for circle in picture}) == 100
    assert (picture.get("role"), picture.get("aria-label")) == ("img", "Så mange")


def test_the_description_of_a_picture_cannot_break_out_of_it() -> None:
    assert '"><script>' not in str(dot_picture(1, '"><script>'))


@pytest.mark.parametrize(("language", "written"), [("nb", "−1,04 til 0,22"), ("en", "−1.04 to 0.22")])
def test_an_interval_that_goes_below_nought_is_written_with_a_word(language: str, written: str) -> None:
    figure = Figure(value=-0.4, lower=-1.04, upper=0.22, denominator=40, unit="SD", decimals=2)
    value, interval, _ = figure_cells(figure, language)
    assert interval.text == written
    assert value.text[0] == "\N{MINUS SIGN}"
