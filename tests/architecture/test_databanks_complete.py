"""Every databank that ships can be read whole, and the document of the rooms names them all."""

from __future__ import annotations

import pytest
from tracked_files import ROOT, tracked

from folkekommune.catalogue.packages import load_packages, shipped_folder
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.indicators.questions import load_questions

PACKAGES = load_packages(shipped_folder(), shipped_folder() / "none")


def test_every_folder_is_a_package():
    folders = {path.parts[1] for path in tracked() if path.parts[0] == "databanks"}
    assert {package.folder.name for package in PACKAGES.values()} == folders


@pytest.mark.parametrize("name", PACKAGES)
def test_indicators_and_questions_can_be_read(name):
    package = PACKAGES[name]
    definitions = load_definitions(package)
    assert len(definitions) == len(list((package.folder / "indicators").glob("*.toml")))
    questions = load_questions(package.folder, indicators=definitions)
    assert len(questions) == len(list((package.folder / "questions").glob("*.toml")))


def test_a_databank_holds_files_and_no_code():
    assert [str(path) for path in tracked() if path.parts[0] == "databanks" and path.suffix == ".py"] == []


def test_the_rooms_of_the_document_are_those_of_the_package():
    described = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = {path.parts[1].removesuffix(".py") for path in tracked() if path.parts[0] == "folkekommune"}
    assert [room for room in sorted(rooms - {"__init__"}) if f"`{room}`" not in described] == []
