"""A folder of scripts is run on invented databanks, each as far as it goes."""

from __future__ import annotations

import json
import tomllib
from datetime import date

import pytest
from command_line import ask

BEGIN = "require no.example.bank:3 as db\ncreate-dataset people\nimport db/SEX as sex\n"
PREPARED = BEGIN + (
    "import db/PLACE 2020-01-01 as place\nimport db/PAY 2020-01-01 as pay\nkeep if place == '0301'\n"
    "generate rich = pay > 500\ntabulate sex rich\ncollapse (mean) pay (count) sex -> people, by(place)\n"
)


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scripts")
    (folder / "within").mkdir()
    (folder / "whole.txt").write_text(PREPARED + "summarize pay\n", encoding="utf-8")
    (folder / "within" / "spells.txt").write_text(
        BEGIN.replace("import db/SEX as sex\n", "import-event db/STATE 2019-01-01 to 2020-12-31 as state\n")
        + "collapse (count) state -> times, by(PERSONID_1)\ntabulate times\n",
        encoding="utf-8",
    )
    (folder / "faulty.txt").write_text(
        BEGIN + "tabulate sex\n\ntabulate sx\ntabulate sex\n", encoding="utf-8"
    )
    metadata = folder / "banks.toml"
    first = ask("compat", str(folder), "--metadata", str(metadata), "--format", "json", language="en")
    return folder, metadata, first


def test_each_script_comes_as_far_as_its_first_fault(tried):
    _, _, said = tried
    told = json.loads(said.out)
    assert (date.fromisoformat(told["date"]).year >= 2026, told["persons"]) == (True, 10_000)
    found = {each["script"]: each for each in told["scripts"]}
    assert {name: each["whole"] for name, each in found.items()} == {
        "faulty.txt": False,
        "whole.txt": True,
        "within/spells.txt": True,
    }
    assert (found["faulty.txt"]["reached"], found["faulty.txt"]["lines"]) == (4, 7)
    assert found["faulty.txt"]["faults"][0]["line"] == 6
    assert "Did you mean sex?" in found["faulty.txt"]["reason"]
    assert said.code == 3


def test_the_proposed_databank_is_a_file_to_edit(tried):
    folder, metadata, _ = tried
    assert tomllib.loads(metadata.read_text())["no.example.bank"]["variables"]["PLACE"]["codes"][0] == "0301"
    metadata.write_text(metadata.read_text().replace("variables.PAY", "variables.WAGE"), encoding="utf-8")
    said = ask("compat", str(folder), "--metadata", str(metadata), language="en")
    assert "whole.txt: stopped in line 5 of 10" in said.out
    assert "1 of 3 scripts" in said.out
    assert "unknown-register-variable" in said.out


def test_a_folder_without_scripts_is_told(tmp_path):
    assert "holds no scripts" in ask("compat", str(tmp_path), language="en").err
