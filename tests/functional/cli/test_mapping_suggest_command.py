"""``folkekommune mapping suggest``: a file to correct, the same as data, and what is refused."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from command_line import DATABANK, LANGUAGES, ask

DELIVERY = Path(__file__).parents[2] / "fixtures" / "deliveries" / "profilrapport"


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch):
    """Be sure that no installation is at hand."""
    monkeypatch.delenv("FOLKEKOMMUNE_HOME", raising=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_suggestion_is_a_mapping_file_and_the_summary_stands_apart(language):
    said = ask("mapping", "suggest", DELIVERY, "--databank", DATABANK, language=language)
    assert said.code == 0
    content = tomllib.loads(said.out)
    assert content["databank"] == DATABANK
    assert content["shape"] == "wide_csv"
    assert content["options"]["files"] == "HP_{occasion}_{municipality}_{date}.csv"
    assert content["fields"]["identity"] == ["Fødselsnr"]
    assert content["drop"] == ["Navn"] or "Navn" in content["drop"]
    assert len(said.err.splitlines()) == 1


def test_as_data_each_field_has_confidence_and_reasons():
    said = ask("mapping", "suggest", DELIVERY, "--databank", DATABANK, "--format", "json")
    data = json.loads(said.out)
    assert data["shape"] == "wide_csv"
    weight = next(field for field in data["fields"] if field["field"] == "Vekt (kg)")
    assert weight["target"] == "VEKT_KG"
    assert 0.5 < weight["confidence"] <= 1
    assert "name" in weight["reasons"]


@pytest.mark.parametrize(
    ("path", "databank", "code"),
    [("nowhere", DATABANK, 3), (".", DATABANK, 3), (str(DELIVERY), "no.annet", 2)],
)
def test_what_cannot_be_looked_at_is_told(tmp_path, path, databank, code):
    said = ask("mapping", "suggest", tmp_path / path, "--databank", databank)
    assert (said.code, said.out) == (code, "")
    assert len(said.err.strip().splitlines()) == 1
