"""``folkekommune manifest``: an export without a manifest gets one that a load goes by."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from command_line import LANGUAGES, ask

DELIVERY = Path(__file__).parents[2] / "fixtures" / "deliveries" / "profilrapport"
ORIGIN = ("--system", "Sunnvekst", "--version", "3.1", "--municipality", "4601")
MOMENT = ("--extracted", "2024-01-15T06:30")


@pytest.fixture
def export(tmp_path: Path) -> Path:
    folder = shutil.copytree(DELIVERY, tmp_path / "eksport")
    (folder / "manifest.json").unlink()
    return folder


def test_it_names_every_file_with_size_and_digest(export):
    said = ask("manifest", export, *ORIGIN, *MOMENT, "--since", "2023-01-15")
    assert said.code == 0
    manifest = json.loads((export / "manifest.json").read_text(encoding="utf-8"))
    files = {file.name: file.read_bytes() for file in export.iterdir() if file.name != "manifest.json"}
    assert {entry["file"]: (entry["bytes"], entry["sha256"]) for entry in manifest["files"]} == {
        name: (len(content), hashlib.sha256(content).hexdigest()) for name, content in files.items()
    }
    assert (manifest["scope"], manifest["since"]) == ("changes", "2023-01-15")
    assert manifest["system"] == {"name": "Sunnvekst", "version": "3.1"}


def test_a_load_takes_it_and_stops_when_a_file_was_changed_after(export, tmp_path):
    home = tmp_path / "home"
    assert ask("init", "--municipality", "4601", home=home).code == 0
    assert ask("manifest", export, *ORIGIN, *MOMENT).code == 0
    loaded = ask("load", export, "--mapping", "bred_csv", home=home)
    assert loaded.code == 0, loaded.err
    changed = next(file for file in export.iterdir() if file.suffix == ".csv")
    changed.write_bytes(changed.read_bytes()[:-1] + b" ")
    assert ask("load", export, "--mapping", "bred_csv", home=home).code == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_is_told(export, tmp_path, language):
    (tmp_path / "tom").mkdir()
    wrong = (
        ("manifest", tmp_path / "tom", *ORIGIN, *MOMENT),
        ("manifest", tmp_path / "borte", *ORIGIN, *MOMENT),
        ("manifest", export, *ORIGIN, "--extracted", "i fjor"),
        ("manifest", DELIVERY, *ORIGIN, *MOMENT),
    )
    said = [ask(*words, language=language) for words in wrong]
    assert [one.code for one in said] == [3, 3, 2, 2]
    assert all(len(one.err.strip().splitlines()) == 1 for one in said)
    assert not (export / "manifest.json").exists()
