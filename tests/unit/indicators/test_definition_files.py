"""Definitions as files: what is read, and how clearly a fault is told."""

import dataclasses
from datetime import date
from pathlib import Path

import pytest

from folkekommune.catalogue.packages import load_package, shipped_folder
from folkekommune.errors import InputError
from folkekommune.indicators.definition import (
    Area,
    Dimension,
    Direction,
    Pick,
    Reference,
    Statistic,
    names_in,
)
from folkekommune.indicators.definition_files import check_against, load_definition, load_definitions
from folkekommune.texts import LANGUAGES, text

HELSEPROFIL = shipped_folder() / "helseprofil"
BREASTFEEDING = HELSEPROFIL / "indicators" / "fullamming_6uker.toml"


def written(folder, old="", new="", name="fullamming_6uker.toml"):
    """Copy the shipped definition with one passage changed."""
    content = BREASTFEEDING.read_text(encoding="utf-8")
    assert old in content
    file = folder / name
    file.write_text(content.replace(old, new, 1), encoding="utf-8")
    return file


def test_a_definition_is_read_whole():
    found = load_definition(BREASTFEEDING)
    assert (found.code, found.version, found.theme) == ("fullamming_6uker", 1, "ernaering")
    assert found.statistic is Statistic.PROPORTION
    assert found.direction is Direction.HIGH
    assert found.geography == (Area.MUNICIPALITY, Area.DISTRICT)
    assert found.disaggregate == (Dimension.SEX,)
    assert found.counting.numerator == "AMMESTATUS_U6 == 1"
    assert found.dimensions[Dimension.YEAR] == "year(DATO_U6)"
    assert found.timepoint.pick is Pick.NEAREST
    assert (found.multiplier, found.decimals, found.period.years) == (100.0, 1, (1, 3, 5))
    assert found.benchmark.reference is Reference.COUNTRY
    assert found.valid_from == date(2010, 1, 1)
    assert found.valid_to is None
    assert found.wording.name.nn == "Blir fullamma ved 6 veker"
    assert found.variables == {
        "AMMESTATUS_U6",
        "BYDEL_U6",
        "DATO_U6",
        "KJONN",
        "KOMMUNE_U6",
        "STATUS_U6",
    }


def test_the_shipped_indicators_fit_the_databank():
    found = load_definitions(load_package(HELSEPROFIL))
    assert {"fullamming_6uker", "fullamming_6mnd", "overvekt_4aar", "sovn_problem_6mnd"} <= set(found)
    assert len(found) == len(list((HELSEPROFIL / "indicators").glob("*.toml")))


def test_overweight_uses_our_own_class_and_not_the_record_systems():
    found = load_definition(HELSEPROFIL / "indicators" / "overvekt_4aar.toml")
    assert "IOTF_KLASSE_A4" in found.variables
    assert not {"ISO_KMI_A4", "KMI_A4"} & found.variables


def test_a_short_name_may_be_left_out(tmp_path):
    file = written(tmp_path, "short = {", "# short = {")
    assert load_definition(file).wording.short == load_definition(file).wording.name


def test_the_rarer_fields_are_read(tmp_path):
    more = """
[standardisation]
method = "direct"
variables = ["KJONN"]
reference_year = 2020

[minimums]
numerator = 20
coverage = 0.6

[[breaks]]
date = 2015-08-01
geography = "4601"
note = { nb = "Nytt skjema", nn = "Nytt skjema", en = "New form" }
"""
    file = written(tmp_path, '[form_versions]\n2010 = "AMMESTATUS"\n', more + '[form_versions]\n2010 = "A"\n')
    found = load_definition(file)
    assert found.standardisation.variables == ("KJONN",)
    assert (found.minimums.numerator, found.minimums.denominator) == (20, None)
    assert found.breaks[0].day == date(2015, 8, 1)
    assert found.breaks[0].area == "4601"
    assert dict(found.form_versions) == {"2010": "A"}


FAULTS = [
    # what stands, what is written instead, the code of the fault, the field it names
    ('direction = "high"\n', "", "field-missing", "direction"),
    ('direction = "high"', 'direction = "up"', "field-wrong", "direction"),
    ('direction = "high"', 'direction = "high"\ndirecton = 1', "field-unknown", "directon"),
    ("version = 1", "version = 0", "field-wrong", "version"),
    ("version = 1", "version = true", "field-wrong", "version"),
    ("multiplier = 100", "multiplier = 0", "field-wrong", "multiplier"),
    ("multiplier = 100", 'multiplier = "100"', "field-wrong", "multiplier"),
    ('unit = "percent"', 'unit = " "', "field-wrong", "unit"),
    ("sensitive = false", 'sensitive = "no"', "field-wrong", "sensitive"),
    ("2010-01-01", '"2010"', "field-wrong", "valid_from"),
    (', en = "Exclusively breastfed at 6 weeks" }', " }", "language-missing", "name"),
    ('en = "Exclusively breastfed at 6 weeks"', 'en = ""', "language-missing", "name"),
    ("short = {", 'short = { de = "Stillen",', "field-unknown", "short.de"),
    ('numerator = "AMMESTATUS_U6 == 1"\n', "", "field-missing", "count.numerator"),
    ('sex = "KJONN"\n', "", "field-missing", "dimensions.sex"),
    ('district = "BYDEL_U6"\n', "", "field-missing", "dimensions.district"),
    ('year = "year(DATO_U6)"\n', "", "field-missing", "dimensions.year"),
    ('sex = "KJONN"\n', 'sex = "KJONN"\ngrade = "TRINN"\n', "field-unknown", "dimensions.grade"),
    ("age_min_days = 19", "age_min_days = 68", "field-wrong", "timepoint.age_max_days"),
    ('geography = ["municipality", "district"]', 'geography = "district"', "field-wrong", "geography"),
    ('["municipality", "district"]', '["district", "district"]', "field-wrong", "geography"),
    ("years = [1, 3, 5]", "years = [2]", "field-wrong", "period.years"),
    ("years = [1, 3, 5]", "years = []", "field-wrong", "period.years"),
    ('reference = "country"', 'reference = "fixed"', "field-missing", "benchmark.value"),
    ("[purpose]", "purpose = 3\n[purposes]", "field-wrong", "purpose"),
    ('2010 = "AMMESTATUS"', "2010 = 1", "field-wrong", "form_versions.2010"),
    ('code = "fullamming_6uker"', 'code = "Fullamming"', "code", "code"),
]


@pytest.mark.parametrize(("old", "new", "code", "field"), FAULTS)
def test_a_fault_names_file_and_field(tmp_path, old, new, code, field):
    file = written(tmp_path, old, new)
    with pytest.raises(InputError) as raised:
        load_definition(file)
    assert raised.value.code == f"indicators.{code}"
    assert raised.value.parameters["field"] == field
    assert raised.value.place.file == str(file)
    for language in LANGUAGES:
        assert text(raised.value.code, language, **raised.value.parameters)


def test_the_code_is_the_name_of_the_file(tmp_path):
    with pytest.raises(InputError, match=r"indicators\.code"):
        load_definition(written(tmp_path, name="another.toml"))


def test_broken_toml_is_told_with_its_line(tmp_path):
    file = written(tmp_path, 'version = 1\ndatabank = "', 'version = = 1\ndatabank = "')
    with pytest.raises(InputError, match=r"indicators\.unreadable") as raised:
        load_definition(file)
    assert raised.value.place.line == 3


def test_another_encoding_is_told(tmp_path):
    file = tmp_path / "fullamming_6uker.toml"
    file.write_bytes(BREASTFEEDING.read_text(encoding="utf-8").encode("latin-1", errors="replace"))
    with pytest.raises(InputError, match=r"indicators\.not-utf8"):
        load_definition(file)


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ('"no.folkekommune.helseprofil"', '"no.folkekommune.other"', "no.folkekommune.other"),
        ('theme = "ernaering"', 'theme = "mat"', "mat"),
        ('"AMMESTATUS_U6 == 1"', '"AMESTATUS_U6 == 1"', "AMESTATUS_U6"),
        ('sex = "KJONN"', 'sex = "SEX"', "SEX"),
        ('occasion = "U6"', 'occasion = "U7"', "U7"),
    ],
)
def test_what_the_databank_does_not_have_is_told(tmp_path, old, new, name):
    file = written(tmp_path, old, new)
    databank = load_package(HELSEPROFIL).databank
    with pytest.raises(InputError, match=r"indicators\.not-in-databank") as raised:
        check_against(load_definition(file), databank, file=file)
    assert raised.value.parameters["name"] == name


def test_an_age_window_that_nothing_keeps_to_is_refused():
    """The sheet may not say 4-8 weeks while visits at 9 weeks are counted."""
    databank = load_package(HELSEPROFIL).databank
    found = load_definition(BREASTFEEDING)
    narrow = dataclasses.replace(found.timepoint, age_min_days=28, age_max_days=56)
    with pytest.raises(InputError, match=r"indicators\.window-narrower"):
        check_against(dataclasses.replace(found, timepoint=narrow), databank, file=BREASTFEEDING)


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("A == 1", {"A"}),
        ("inlist(SOVN_M6, 1, 2) & !sysmiss(DATO_M6)", {"SOVN_M6", "DATO_M6"}),
        ("KOMMUNE_U6 == '4601' | BYDEL_U6 == \"ÅRSTAD\"", {"KOMMUNE_U6", "BYDEL_U6"}),
        ("vekt/(høyde/100)^2 >= 1e3", {"vekt", "høyde"}),
        ("year (DATO)", {"DATO"}),
    ],
)
def test_names_in_an_expression(expression, names):
    assert names_in(expression) == names


def test_definitions_of_an_empty_package_are_none(tmp_path):
    package = dataclasses.replace(load_package(HELSEPROFIL), folder=Path(tmp_path))
    assert load_definitions(package) == {}
