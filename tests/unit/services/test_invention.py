"""An invented databank is proposed from scripts, written as a file, and read back as it was."""

from __future__ import annotations

import pytest

from folkekommune.catalogue.model import Temporality, ValueType
from folkekommune.errors import InputError
from folkekommune.script.uses import uses_of
from folkekommune.services.invention import InventedVariable, propose, read_banks, write_banks

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
