"""The questionnaire of Helseprofil 0-20 as the generator reads it."""

from __future__ import annotations

import pytest

from folkekommune.catalogue.packages import load_package, shipped_folder
from folkekommune.synthetic.questionnaire.items import Questionnaire, expand_occasions, load_questionnaire
from folkekommune.synthetic.source import Source

PACKAGE = shipped_folder() / "helseprofil"
NOT_VARIABLES = {
    "visit_id",
    "identity_number",
    "occasion",
    "visit_date",
    "birth_date",
    "sex",
    "municipality",
    "district",
    "unit",
    "free_text",
}


@pytest.fixture(scope="module")
def questionnaire() -> Questionnaire:
    return load_questionnaire(Source(PACKAGE / "synthetic"))


def test_there_are_eighty_six_rows_and_eighteen_occasions(questionnaire):
    assert len(questionnaire.items) == 86
    assert len(questionnaire.occasions) == 18


def test_every_answer_is_a_variable_of_the_databank_at_the_same_occasions(questionnaire):
    variables = load_package(PACKAGE).databank.variables
    for item in questionnaire.items:
        if item.role in NOT_VARIABLES:
            continue
        for occasion in item.occasions:
            assert f"{item.name.upper()}_{occasion}" in variables


def test_every_code_list_is_one_of_the_databank(questionnaire):
    known = load_package(PACKAGE).databank.code_lists
    for item in questionnaire.items:
        if item.coded and item.specs:
            assert item.code_list in known, item.name


def test_every_code_with_a_share_is_a_code_of_the_list(questionnaire):
    known = load_package(PACKAGE).databank.code_lists
    for item in questionnaire.items:
        if not item.coded:
            continue
        for spec in item.specs.values():
            codes = {float(code.value) for code in known[item.code_list or ""].codes}
            assert set(getattr(spec, "codes", ())) <= codes, item.name


def test_headings_are_unique_at_each_occasion(questionnaire):
    for occasion in questionnaire.occasions:
        headings = [
            item.labels[occasion.name] for item in questionnaire.items if occasion.name in item.occasions
        ]
        assert len(headings) == len(set(headings))


@pytest.mark.parametrize(
    ("item", "occasion", "share"),
    [("vekt_kg", "A4", 0.02), ("vekt_kg", "V1", 0.45), ("hoyde_cm", "S8", 0.10), ("syn_h", "A4", 0.12)],
)
def test_missing_shares_follow_the_occasion(questionnaire, item, occasion, share):
    assert questionnaire.item(item).missing[occasion] == share


def test_ranges_of_occasions_are_read_by_age():
    order = ("HB", "U4", "U6", "M3")
    assert expand_occasions("U4..M3", order) == ("U4", "U6", "M3")
    assert expand_occasions("HB|U6", order) == ("HB", "U6")
    assert expand_occasions("all", order) == order
