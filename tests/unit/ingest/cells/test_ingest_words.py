"""What a single answer's text means. Expectations follow helseprofil.md sections 5, 7 and 9."""

from __future__ import annotations

from datetime import date

import pytest

from folkekommune.catalogue.model import Code, CodeList, Texts, ValueType, Variable
from folkekommune.ingest.cells.columns import Meaning
from folkekommune.ingest.cells.words import (
    EPOCH,
    Writing,
    code_cleaner,
    date_cleaner,
    number_cleaner,
    plain,
    text_cleaner,
)

BEGINNING = date(1900, 1, 1)


def code(value, nb, nn="", en="", *, sentinel=False):
    return Code(value, Texts(nb, nn or nb, en or nb), BEGINNING, sentinel=sentinel)


BREASTFEEDING = CodeList(
    "amming",
    Texts("Ammestatus", "Ammestatus", "Breastfeeding"),
    (
        code(1, "fullammet", "fullamma", "exclusive"),
        code(2, "delvis ammet", "delvis amma", "partial"),
        code(3, "1–2 timer"),
        code(9, "ikke vurdert", sentinel=True),
    ),
)
SEX = CodeList("kjonn", Texts("Kjønn", "Kjønn", "Sex"), (code(1, "gutt"), code(2, "jente")))
LABELS = Writing(
    coded="titles",
    decimal=",",
    date_format="%d.%m.%Y",
    missing=frozenset({"ukjent"}),
    missing_numbers=frozenset({999.0, -1.0, 0.0}),
    sentinels={"-": 9},
    words={"amming": {"full": 1}},
)
CODES = Writing(coded="codes")


def variable(kind=ValueType.DECIMAL, limits=(8.0, 50.0)):
    title = Texts("Vekt", "Vekt", "Weight")
    return Variable("VEKT_KG_A4", title, title, kind, limits=limits)


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Fullammet", Meaning(1)),
        ("fullammet", Meaning(1)),
        ("Delvis ammet", Meaning(2)),
        ("Fullammet ", Meaning(1, "blank")),
        ("FULLAMMET", Meaning(1, "case")),
        ("delvis  ammet", Meaning(2, "case")),
        ("1-2 timer", Meaning(3, "case")),
        ("Fullamma", Meaning(1, "label-or-code")),
        ("2", Meaning(2, "label-or-code")),
        ("9", Meaning(9, "label-or-code")),
        ("full", Meaning(1, "known-word")),
        ("-", Meaning(9)),
        ("", Meaning(None)),
        ("  ", Meaning(None)),
        ("ukjent", Meaning(None, "missing-marker")),
        ("Ukjent", Meaning(None, "missing-marker")),
        ("Fullammett", Meaning(None, fault="code-unknown")),
        ("4", Meaning(None, fault="code-unknown")),
    ],
)
def test_titles_expected(word, meaning):
    assert code_cleaner(BREASTFEEDING, LABELS)(word) == meaning


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("1", Meaning(1)),
        ("1 ", Meaning(1, "blank")),
        ("Fullammet", Meaning(1, "label-or-code")),
        ("01", Meaning(None, fault="code-unknown")),
    ],
)
def test_codes_expected(word, meaning):
    assert code_cleaner(BREASTFEEDING, CODES)(word) == meaning


def test_a_title_whose_letters_were_read_wrongly_is_restored():
    rough = CodeList("x", Texts("x", "x", "x"), (code(1, "møtt"), code(2, "ikke møtt")))
    assert code_cleaner(rough, LABELS)("Ikke mÃ¸tt") == Meaning(2, "mojibake")


def test_terms_are_as_good_as_codes():
    writing = Writing(coded="codes", terms={"kjonn": {"male": 1}}, words={"kjonn": {"m": 1}})
    assert code_cleaner(SEX, writing)("male") == Meaning(1)
    assert code_cleaner(SEX, writing)("M") == Meaning(1, "known-word")


def test_not_assessed_is_no_answer_where_the_list_has_no_such_code():
    assert code_cleaner(SEX, LABELS)("-") == Meaning(None)


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("14,5", Meaning(14.5)),
        ("14", Meaning(14.0)),
        ("14.5", Meaning(14.5, "decimal-mark")),
        (" 14,5", Meaning(14.5, "blank")),
        ("0,5", Meaning(0.5)),
        ("145", Meaning(145.0)),
        ("999", Meaning(None, "missing-marker")),
        ("-1", Meaning(None, "missing-marker")),
        ("0", Meaning(None, "missing-marker")),
        ("Ukjent", Meaning(None, "missing-marker")),
        ("-", Meaning(None)),
        ("", Meaning(None)),
        ("14,5 kg", Meaning(None, fault="number-unreadable")),
        ("1.234,5", Meaning(None, fault="number-unreadable")),
        ("=1+1", Meaning(None, fault="number-unreadable")),
        ("nan", Meaning(None, fault="number-unreadable")),
        ("1e5", Meaning(None, fault="number-unreadable")),
        ("１4", Meaning(None, fault="number-unreadable")),
    ],
)
def test_numbers(word, meaning):
    assert number_cleaner(variable(), LABELS)(word) == meaning


def test_a_missing_number_that_is_possible_is_an_answer():
    clean = number_cleaner(variable(ValueType.INTEGER, (0.0, 30.0)), LABELS)
    assert clean("0") == Meaning(0)
    assert clean("999") == Meaning(None, "missing-marker")


def test_whole_numbers_have_no_fraction():
    clean = number_cleaner(variable(ValueType.INTEGER, (300.0, 6500.0)), LABELS)
    assert clean("3500") == Meaning(3500)
    assert clean("3500,0") == Meaning(3500)
    assert clean("3,5") == Meaning(None, fault="number-unreadable")


def test_dates_are_days_since_1970():
    clean = date_cleaner(LABELS)
    assert clean("02.01.1970") == Meaning(1)
    assert clean("29.02.2020") == Meaning((date(2020, 2, 29) - EPOCH).days)
    assert clean("29.02.2021") == Meaning(None, fault="date-unreadable")
    assert clean("2020-02-29") == Meaning(None, fault="date-unreadable")
    assert clean("") == Meaning(None)


def test_texts_lose_their_blanks_only():
    clean = text_cleaner(LABELS)
    assert clean(" 4601-H01 ") == Meaning("4601-H01")
    assert clean("ukjent") == Meaning(None)


@pytest.mark.parametrize(
    "word",
    [
        *("a" * 61, "4601-H01\nRing mor", "18912012345", "nr 189120 12345.", "189120-12345"),
        *("=1+1", '=HYPERLINK("http://a.example")', "+1;1", "@SUM(A1)", "4601-\N{REPLACEMENT CHARACTER}s"),
    ],
)
def test_free_text_and_numbers_are_no_names(word):
    assert text_cleaner(LABELS)(word) == Meaning(None, fault="text-unexpected")


@pytest.mark.parametrize("word", ["a" * 60, "974557746", "Skole 4601-S001", "1234567890123"])
def test_what_a_name_may_look_like(word):
    assert text_cleaner(LABELS)(word) == Meaning(word)


def test_plain_forgets_case_blanks_and_kinds_of_dash():
    assert plain(" Delvis  AMMET ") == "delvis ammet"
    assert plain("1–2") == plain("1-2") == plain("1−2")
    assert plain("A\u030arstad") == "årstad"
