"""What stands in a column: drawn by hand, read as numbers, days, codes, names, free text."""

from __future__ import annotations

from datetime import date

import pytest
from delivery_factory import PACKAGE, number

from folkekommune.ingest.suggesting.coding import read_codes
from folkekommune.ingest.suggesting.survey import Column
from folkekommune.ingest.suggesting.values import Values, day_of

LISTS = PACKAGE.databank.code_lists


def values(words: list[str], titles: dict[str, str] | None = None) -> Values:
    return Values(Column("x", titles=titles or {}, words={"g": words}))


@pytest.mark.parametrize(
    ("words", "form"),
    [
        (["2018-04-17", "2019-01-02"], "%Y-%m-%d"),
        (["17.04.2018", "02.01.2019"], "%d.%m.%Y"),
        (["2018-04-17T08:15:00Z"], "moment"),
        (["4601", "4624"], None),
        (["fullammet"], None),
        ([], None),
    ],
)
def test_days_are_told_by_their_form(words, form):
    assert values(words).day_format == form


def test_a_moment_just_before_midnight_in_utc_is_the_next_day_or_near_it():
    assert day_of("2018-07-22T22:30:00Z", "moment") == date(2018, 7, 23)


def test_numbers_that_stand_for_missing_are_none():
    found = values(["3,5", "4.25", "999", "-1", "ukjent"])
    assert sorted(found.numbers) == [3.5, 4.25]
    assert found.decimal_mark in {",", "."}
    assert found.numeric == pytest.approx(2 / 5)


def test_identity_numbers_prove_themselves():
    right = number("2018-03-05")
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    assert values([right] * 3).identity == 1
    assert values([right, wrong, wrong, wrong]).identity == pytest.approx(1 / 4)
    assert values(["12345", "67890"]).identity == 0


def test_names_and_free_text_are_told_from_codes():
    assert values(["Ola Nordmann", "Kari Testesen"]).names == 1
    assert values(["Har begynt i barnehage, og sover godt om natten."]).free_text
    assert not values(["Fullammet", "Delvis ammet"] * 20).free_text
    assert values(["N", "U", "N", "A"] * 20).coded


def test_codes_are_read_by_the_titles_the_export_gives_them():
    reading = read_codes(
        values(["a"] * 60 + ["b"] * 30 + ["c"] * 10, {"a": "Ikke ammet", "b": "Fullamma", "c": "partial"}),
        LISTS["amming"],
    )
    assert reading.codes == {"a": 3, "b": 1, "c": 2}
    assert min(reading.sure.values()) > 0.9
    assert reading.fit == 1


def test_numbers_are_read_as_codes_and_a_slip_among_them_by_its_title():
    reading = read_codes(values(["1"] * 50 + ["2"] * 9 + ["Ikke ammet"]), LISTS["amming"])
    assert reading.codes == {"1": 1, "2": 2, "Ikke ammet": 3}
    assert not reading.by_title


def test_the_word_that_is_left_is_likely_the_code_that_is_left_and_no_more():
    words = ["fullammet"] * 50 + ["ikke ammet"] * 30 + ["qq"] * 20
    reading = read_codes(values(words), LISTS["amming"])
    assert reading.codes["qq"] == 2
    assert reading.sure["qq"] < 0.6


def test_what_no_title_is_like_has_no_code():
    assert read_codes(values(["rødt", "grønt"] * 10), LISTS["amming"]).codes == {}
