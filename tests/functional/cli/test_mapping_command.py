"""``folkekommune mapping check``: sound, faulty, tried on a delivery; by itself and with an installation."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import LANGUAGES, ask

from folkekommune.catalogue.packages import shipped_folder

BRED = shipped_folder() / "helseprofil" / "mappings" / "bred_csv.toml"
DELIVERY = Path(__file__).parents[2] / "fixtures" / "deliveries" / "profilrapport"


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch):
    """Be sure that no installation is at hand."""
    monkeypatch.delenv("FOLKEKOMMUNE_HOME", raising=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sound_mapping_needs_no_installation(language):
    said = ask("mapping", "check", BRED, language=language)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("bred_csv.toml")


def test_faults_end_in_3_with_place_and_remedy(tmp_path):
    file = tmp_path / "egen.toml"
    file.write_text(
        BRED.read_text(encoding="utf-8").replace("SOVN_TIMER =", "SOVN_TIMAR =").replace("%d.%m.%Y", ""),
        encoding="utf-8",
    )
    line = 1 + file.read_text(encoding="utf-8").splitlines().index('SOVN_TIMAR = ["Søvn per døgn (timer)"]')
    said = ask("mapping", "check", file)
    assert said.code == 3
    assert f"line {line}" in said.out
    assert "items.SOVN_TIMAR" in said.out
    assert "Did you mean “SOVN_TIMER”?" in said.out
    data = ask("mapping", "check", file, "--format", "json").data
    assert data["sound"] is False
    assert data["faults"][0] | {"message": ""} == {
        "code": "ingest.target-unknown",
        "file": str(file),
        "line": line,
        "row": None,
        "key": "items.SOVN_TIMAR",
        "message": "",
        "suggestion": "SOVN_TIMER",
    }


def test_a_delivery_is_tried_and_nothing_loaded():
    said = ask("mapping", "check", BRED, "--delivery", DELIVERY)
    assert said.code == 0
    assert "Navn" in said.out
    for value in ("Eksempel", "05831850363", "Fullammet", "1 23 45"):
        assert value not in said.out + said.err
    data = ask("mapping", "check", BRED, "--delivery", DELIVERY, "--format", "json").data
    fields = {field["name"]: field["is"] for field in data["delivery"]["fields"]}
    assert (fields["Navn"], fields["Vekt (kg)"], fields["Kons.id"]) == ("dropped", "VEKT_KG", "record")
    assert data["sound"] is True


def test_an_unknown_field_ends_in_3(tmp_path):
    file = tmp_path / "egen.toml"
    file.write_text(BRED.read_text(encoding="utf-8").replace('"Navn", ', ""), encoding="utf-8")
    said = ask("mapping", "check", file, "--delivery", DELIVERY)
    assert said.code == 3
    assert "Navn (" in said.out


def test_a_file_that_is_not_there(tmp_path):
    said = ask("mapping", "check", tmp_path / "borte.toml")
    assert said.code == 3
    assert "borte.toml" in said.out
