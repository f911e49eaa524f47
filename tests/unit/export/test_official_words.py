"""What microdata.no's tool says of rows is sorted into kinds that hold no value."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from folkekommune.errors import UsageError
from folkekommune.export import official
from folkekommune.export.official import REQUIREMENT, OfficialTools, Verdict, tools_folder
from folkekommune.export.official_task import kind_of

PROJECT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    "message",
    [
        "Error for identifier 01820099999: KANARI is not in code list",
        "Invalid value in #2 column for row with identifier: 01820099999",
        'Invalid overlapping timespans for identifier "01820099999": KANARI',
        "In CSV column #1: CSV conversion error to double: invalid value 'KANARI 01820099999'",
        "KANARI 01820099999",
    ],
)
def test_no_value_gets_through(message):
    kind = kind_of(message)
    assert kind
    assert not re.search("KANARI|[0-9]", kind)


def test_a_verdict_names_its_faults():
    verdict = Verdict(metadata=("value domain: field required",), data=(("missing value", 2),))
    assert verdict.faults == "value domain: field required; missing value (2)"
    assert not verdict.accepted
    assert not Verdict(raised="ArrowNotImplementedError").accepted
    assert Verdict().accepted


def test_the_tool_we_install_is_the_one_the_project_names():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["optional-dependencies"]["microdata"] == [REQUIREMENT]


def test_a_tool_that_cannot_be_installed_is_told_and_leaves_no_half_of_it(tmp_path, monkeypatch):
    monkeypatch.setattr(official.sys, "executable", str(tmp_path / "no-python"))
    with pytest.raises(UsageError) as refusal:
        OfficialTools(tmp_path / "tools").validate([tmp_path])
    assert refusal.value.code == "export.tool-not-installed"
    assert [path.name for path in (tmp_path / "tools").iterdir()] == [".lock"]


def test_the_folder_for_tools_can_be_chosen(monkeypatch, tmp_path):
    monkeypatch.setenv("FOLKEKOMMUNE_TOOLS", str(tmp_path))
    assert tools_folder() == tmp_path
    monkeypatch.delenv("FOLKEKOMMUNE_TOOLS")
    monkeypatch.chdir(tmp_path)
    assert tools_folder() == tmp_path / ".tools"
