"""An invented databank is proposed from scripts, written as a file, and read back as it was."""

from __future__ import annotations

from statistics import correlation

import pytest

from folkekommune.bootstrap.invented_values import invented_values
from folkekommune.catalogue.model import Temporality, ValueType
from folkekommune.errors import InputError
from folkekommune.script.uses import uses_of
from folkekommune.services.invention import InventedVariable, only_used, propose, read_banks, write_banks

SCRIPT = """require no.example.bank:3 as db
create-dataset people
import db/SEX as sex
import db/PLACE 2020-01-01 as place
import db/BIRTH_AAR_MND as birth
import db/MOTHER_FNR as mother
import db/PAY 2020-01-01 as pay
keep if sex == '1' & place == '0301'
generate age = 2020 - int(birth / 100)
generate rich = pay > 400000
collapse (sum) pay, by(mother)
create-dataset jobs
import db/JOB_HOURS 2020-01-01 as hours
import db/JOB_PERSON as person
collapse (sum) hours, by(person)
"""


BEGIN = """require no.example.bank:3 as db
create-dataset people
import db/PLACE 2020-01-01 as place
import db/EDUCATION 2020-01-01 as education
"""


def test_months_are_around_those_that_scripts_name():
    """Whoever finished school in the second half of 2015 is some of the persons, not one in a thousand."""
    script = """require no.example.bank:3 as db
create-dataset people
import db/FINISHED as finished
keep if finished > 201507 & finished < 201601
"""
    ((finished,),) = (bank.variables for bank in propose(uses_of([script])))
    assert (finished.lowest, finished.highest) == (201001, 202112)
    assert finished.has_months


@pytest.fixture
def bank():
    (bank,) = propose(uses_of([SCRIPT]))
    return {each.name: each for each in bank.variables}


def test_types_come_from_what_the_script_does(bank):
    assert {name: each.type for name, each in bank.items()} == {
        "SEX": ValueType.STRING,
        "PLACE": ValueType.STRING,
        "BIRTH_AAR_MND": ValueType.INTEGER,
        "MOTHER_FNR": ValueType.IDENTIFIER,
        "PAY": ValueType.INTEGER,
        "JOB_HOURS": ValueType.INTEGER,
        "JOB_PERSON": ValueType.IDENTIFIER,
    }
    assert bank["PLACE"].codes is not None
    assert bank["PLACE"].codes[0] == "0301"
    assert {len(str(code)) for code in bank["PLACE"].codes} == {4}
    assert bank["PAY"].highest > 400_000


def test_dates_tell_the_temporality_and_links_the_unit(bank):
    assert bank["SEX"].temporality is Temporality.FIXED
    assert bank["PAY"].temporality is Temporality.EVENT
    assert {each.unit_type for name, each in bank.items() if name.startswith("JOB")} == {"JOB"}
    assert bank["PAY"].unit_type == "PERSON"


def test_a_script_gets_what_it_uses_and_whose_its_units_are():
    """JOB_PERSON says whose a job is, and is there without being named."""
    jobs = "require no.example.bank:3 as db\ncreate-dataset jobs\nimport db/JOB_HOURS 2020-01-01 as hours\n"
    (left,) = only_used(propose(uses_of([SCRIPT])), uses_of([jobs]))
    assert [each.name for each in left.variables] == ["JOB_HOURS", "JOB_PERSON"]
    assert left.links == {"JOB": "JOB_PERSON"}


def test_what_is_written_is_read_back(tmp_path):
    banks = propose(uses_of([SCRIPT, "require no.example.bank:12 as x\n"]))
    assert banks[0].versions == ("3", "12")
    file = tmp_path / "banks.toml"
    file.write_text(write_banks(banks), encoding="utf-8")
    assert read_banks(file) == banks


def test_a_variable_may_be_written_by_hand(tmp_path):
    file = tmp_path / "banks.toml"
    file.write_text(
        '["no.example"]\nversions = [1]\n["no.example".variables.A]\ntype = "LONG"\ncodes = [1, 2]\n'
    )
    assert read_banks(file)[0].variables == (InventedVariable("A", ValueType.INTEGER, codes=(1, 2)),)


@pytest.mark.parametrize(
    "content", ["[", "a = 1\n", '["x"]\nversions = []\n', '["x"]\nversions=[1]\nvariables.A.type="BIT"\n']
)
def test_another_file_is_refused(tmp_path, content):
    file = tmp_path / "banks.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"compat.metadata"):
        read_banks(file)


def test_first_characters_that_scripts_ask_for_are_there():
    """Of a code, of a part of it that was made a variable, and of one that was made a number."""
    script = BEGIN + (
        "generate level = substr(education, 1, 1)\n"
        "generate high = level == '7'\n"
        "generate county = substr(place, 1, 2)\n"
        "destring county\n"
        "generate west = inlist(county, 3, 46)\n"
        "generate doctor = 1 if substr(education, 1, 1) == '8' | startswith(place, '18')\n"
        "keep if place == '4601'\n"
    )
    (bank,) = propose(uses_of([script]))
    codes = {each.name: each.codes or () for each in bank.variables}
    assert {code[0] for code in codes["EDUCATION"]} >= {"7", "8"}
    assert {code[:2] for code in codes["PLACE"]} >= {"03", "46", "18"}
    assert [code for code in codes["PLACE"] if code.startswith("46")] == ["4601"]
    assert {len(code) for code in codes["PLACE"]} == {4}


def test_amounts_change_each_year_and_codes_once():
    """So that last year's amount tells something of this year's, and not all."""
    keys = list(range(1, 1001))
    pay = InventedVariable("PAY", ValueType.INTEGER, Temporality.EVENT, lowest=0, highest=1000)
    drawn = invented_values(pay, keys, 1000)
    first = drawn.values.to_pylist()[10::20], drawn.values.to_pylist()[11::20]
    assert len(drawn.units) == 20 * len(set(drawn.units.to_pylist()))
    assert 0.5 < correlation(*first) < 0.95
    assert all(0 <= value <= 1000 for value in drawn.values.to_pylist())
    sex = InventedVariable("SEX", ValueType.STRING, Temporality.EVENT, codes=("1", "2"))
    assert len(invented_values(sex, keys, 1000).units) == 2 * len(set(drawn_units(sex, keys)))
    birth = InventedVariable("BIRTH_AAR_MND", ValueType.INTEGER, lowest=193001, highest=201912)
    months = {value % 100 for value in invented_values(birth, keys, 1000).values.to_pylist()}
    assert months == set(range(1, 13))
    assert invented_values(pay, keys, 1000) == drawn


def drawn_units(each: InventedVariable, keys: list[int]) -> list[int]:
    return list(invented_values(each, keys, len(keys)).units.to_pylist())
