"""The recommendations tell the figures that were measured, and none that was not."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "anbefalinger"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    specification = importlib.util.spec_from_file_location(
        "recommendations", ROOT / "scripts" / "recommendations.py"
    )
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_pages_are_those_of_their_sources(script):
    for file, page in script.pages().items():
        assert file.read_text(encoding="utf-8") == page, file.name


def test_every_figure_of_a_table_comes_from_a_source():
    """In the words themselves no share and no time is written by hand."""
    for words in (FOLDER / "maler").glob("*.jinja"):
        by_hand = re.sub(r"\{[{%].*?[}%]\}", "", words.read_text(encoding="utf-8"))
        assert (
            re.findall(r"\d+(?:[.,]\d+)?\s?(?:%|prosent|percent|seconds|sekunder|minutes|minutter)", by_hand)
            == []
        )


def test_another_measurement_makes_another_page(script, tmp_path, monkeypatch):
    rows = json.loads((FOLDER / "measured.json").read_text(encoding="utf-8"))
    changed = [row | {"figure": 12345.0} if row["name"] == "load" else row for row in rows]
    monkeypatch.setattr(script, "MEASURED", tmp_path / "measured.json")
    script.MEASURED.write_text(json.dumps(changed), encoding="utf-8")
    nb, en = script.pages().values()
    assert "| load | 12 345 | answers/s | >= 40000 |" in nb.replace("\xa0", " ")
    assert "| load | 12,345 | answers/s |" in en


def test_rows_of_a_bench_take_the_place_of_those_of_the_same_name(script, tmp_path, monkeypatch):
    monkeypatch.setattr(script, "MEASURED", tmp_path / "measured.json")
    row = {
        "name": "a",
        "figure": 1.0,
        "unit": "s",
        "limit": "<= 2",
        "holds": None,
        "scale": 0.1,
        "note": "",
        "machine": "m",
    }
    for figures in ([row, row | {"name": "b"}], [row | {"figure": 3.0, "runs": [3.0]}]):
        fresh = tmp_path / "fresh.json"
        fresh.write_text(json.dumps(figures), encoding="utf-8")
        script.add(fresh)
    kept = json.loads(script.MEASURED.read_text(encoding="utf-8"))
    assert [(each["name"], each["figure"]) for each in kept] == [("a", 3.0), ("b", 1.0)]
