"""How far the published scripts came is kept by number, and each that stops has a reason beside it."""

from __future__ import annotations

import importlib.util
import json
import tomllib
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2]
SCRIPTS = {"manual": 17, "01": 12, "02": 5, "03": 6, "04": 11, "05": 6, "06": 9, "07": 11, "08": 10}
"""How many scripts each published folder holds."""


def recorder():
    spec = importlib.util.spec_from_file_location("recorder", FOLDER / "scripts" / "published_scripts.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_neither_titles_nor_faults_with_lines_of_the_script_are_kept():
    told = {"lines": 9, "reached": 4, "whole": False, "persons": None, "reason": "so", "faults": [1]}
    run = {
        "date": "2026-01-02",
        "persons": 10_000,
        "scripts": [
            {"script": "chapters/02_a_title/11_of_a_script.txt"} | told,
            {"script": "manual/07_another.txt"} | told,
        ],
    }
    kept = recorder().record(run)
    assert [each.pop("script") for each in kept["scripts"]] == ["manual 07", "02 11"]
    assert [set(each) for each in kept["scripts"]] == [{"lines", "reached", "whole", "persons", "reason"}] * 2


def test_the_record_is_of_all_scripts_and_tells_why_one_stops():
    kept = json.loads((FOLDER / "docs" / "language" / "published.json").read_text(encoding="utf-8"))
    notes = tomllib.loads((FOLDER / "docs" / "language" / "published.toml").read_text(encoding="utf-8"))
    found = {}
    for each in kept["scripts"]:
        folder = each["script"].split()[0]
        found[folder] = found.get(folder, 0) + 1
        assert each["whole"] == (each["reached"] == each["lines"])
    assert found == SCRIPTS
    assert {each["script"] for each in kept["scripts"] if not each["whole"]} == set(notes)
