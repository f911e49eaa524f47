"""The package of Helseprofil 0-20 loads, is complete in three languages and holds together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from folkekommune.catalogue.model import Databank, Texts, ValueType
from folkekommune.catalogue.packages import load_package, shipped_folder
from folkekommune.municipalities import municipalities as all_municipalities


@pytest.fixture(scope="module")
def databank() -> Databank:
    return load_package(shipped_folder() / "helseprofil").databank


def all_texts(databank: Databank) -> Iterator[Texts]:
    yield databank.title
    yield databank.description
    yield from databank.themes.values()
    yield from (occasion.title for occasion in databank.occasions)
    for code_list in databank.code_lists.values():
        yield code_list.title
        yield from (code.title for code in code_list.codes)
    for variable in databank.variables.values():
        yield variable.title
        yield variable.description


def test_every_text_stands_in_three_languages(databank):
    assert all(text.nb.strip() and text.nn.strip() and text.en.strip() for text in all_texts(databank))


def test_there_are_eighteen_occasions_in_order_of_age(databank):
    names = " ".join(occasion.name for occasion in databank.occasions)
    assert names == "HB U4 U6 M3 M4 M5 M6 M8 M10 M12 M15 M18 A2 A4 S1 S3 S8 V1"
    due = [occasion.due_days for occasion in databank.occasions]
    assert due == sorted(due)
    assert all(o.earliest_days < o.due_days < o.latest_days for o in databank.occasions)


def test_a_two_year_visit_at_four_years_is_outside_the_window(databank):
    two_years = databank.occasion("A2")
    assert two_years is not None
    assert two_years.latest_days < 4 * 365


@pytest.mark.parametrize(
    ("name", "value_type"),
    [
        ("KJONN", ValueType.INTEGER),
        ("FODSELSAAR", ValueType.INTEGER),
        ("FODSELSMAANED", ValueType.INTEGER),
        ("AMMESTATUS_U6", ValueType.INTEGER),
        ("VEKT_KG_A4", ValueType.DECIMAL),
        ("DATO_U6", ValueType.DATE),
        ("KOMMUNE_U6", ValueType.STRING),
        ("BYDEL_V1", ValueType.STRING),
        ("ENHET_HB", ValueType.STRING),
        ("SOVN_M6", ValueType.INTEGER),
    ],
)
def test_variables_have_the_type_of_the_specification(databank, name, value_type):
    assert databank.variables[name].value_type is value_type


@pytest.mark.parametrize("name", ["FNR", "NAVN", "MERKNAD_U6", "FNR_U6", "FODSELSDATO_U6", "NAVN_U6"])
def test_nothing_that_identifies_is_a_variable(databank, name):
    assert name not in databank.variables


def test_an_item_is_a_variable_only_where_it_is_recorded(databank):
    recorded = {v.occasion for v in databank.variables.values() if v.item == "AMMESTATUS"}
    assert recorded == {"U6", "M3", "M4", "M5", "M6", "M8", "M10", "M12"}


def test_codes_are_of_the_type_of_their_variable(databank):
    for variable in databank.variables.values():
        if variable.code_list is not None:
            kind = str if variable.value_type is ValueType.STRING else int
            assert all(isinstance(code.value, kind) for code in variable.code_list.codes), variable.name


def test_every_theme_used_is_declared(databank):
    assert {v.theme for v in databank.variables.values()} <= set(databank.themes)


def test_the_assessment_scale_has_three_codes_and_two_outside(databank):
    codes = {code.value: code.sentinel for code in databank.code_lists["vurd"].latest}
    assert codes == {1: False, 2: False, 3: False, 8: True, 9: True}


def test_the_smoking_code_changed_its_meaning_in_2020(databank):
    listed = databank.variables["ROYK_S8"].code_list
    assert listed is not None

    def sometimes(day: date) -> str:
        return next(code.title.nb for code in listed.valid_on(day) if code.value == 2)

    assert sometimes(date(2019, 12, 31)) == "av og til"
    assert "e-sigarett" in sometimes(date(2020, 1, 1))


def test_screen_time_has_no_codes_before_august_2015(databank):
    screen_time = databank.code_lists["timer"]
    assert not [code for code in screen_time.valid_on(date(2015, 7, 31)) if not code.sentinel]
    assert len([code for code in screen_time.valid_on(date(2015, 8, 1)) if not code.sentinel]) == 4


def test_places_keep_their_leading_zeros(databank):
    municipalities = {code.value for code in databank.code_lists["kommune"].codes}
    assert {"0301", "4601", "4624", "4631"} <= municipalities
    assert {entry.number for entry in all_municipalities()} <= municipalities
    # Beside the 357 of 2024 stand those that were split, so that no one has to guess which part it was.
    split = {"1504", "1507", "1523", "1529", "1534", "1546", "1613", "1850", "5012"}
    assert municipalities - {entry.number for entry in all_municipalities()} == split
    bergen = {c.value for c in databank.code_lists["bydel"].codes if str(c.value).startswith("4601")}
    assert len(bergen) == 8


def test_public_clipping_limits_lie_within_the_hard_limits(databank):
    numeric = [v for v in databank.variables.values() if v.clip is not None]
    assert numeric
    for variable in numeric:
        assert variable.limits is not None, variable.name
        assert variable.limits[0] <= variable.clip[0] < variable.clip[1] <= variable.limits[1], variable.name


def test_the_example_of_the_manual_loads(tmp_path: Path):
    manual = (shipped_folder().parent / "docs" / "databank-package.md").read_text(encoding="utf-8")
    (tmp_path / "databank.toml").write_text(manual.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    example = load_package(tmp_path).databank
    assert example.variables["VEKT_KG_A4"].title.nn == "Vekt (4 år)"
