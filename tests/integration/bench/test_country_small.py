"""The steps of ``bench national``, over a few thousand children, on the engine that comes along."""

from __future__ import annotations

import json
from multiprocessing import active_children

import pytest

from folkekommune.bench import national
from folkekommune.bench.country_size.steps import STEPS
from folkekommune.bench.country_size.worker import Place, Worker
from folkekommune.bench.country_size.written import written

SMALL = 0.002


@pytest.fixture(autouse=True)
def tools(tmp_path, monkeypatch):
    monkeypatch.setenv("FOLKEKOMMUNE_TOOLS", str(tmp_path))
    return tmp_path


def test_every_step_ends_and_is_kept(tools, monkeypatch):
    monkeypatch.setattr(national, "has_spark", lambda: False)
    monkeypatch.setattr(national, "_SHARES", (0.5, 1.0))
    figures = national.write_page(SMALL, tools / "manual")
    assert next(each for each in figures if each.name == "national-not-ended").figure == 0
    kept = json.loads((tools / f"national-{SMALL:g}.json").read_text("utf-8"))
    assert [list(size["engines"]["duckdb"]) for size in kept["sizes"]] == [list(STEPS)] * 2
    small, large = kept["sizes"]
    assert small["writing"]["answers"] < large["writing"]["answers"]
    # Another country gives other answers: the digests are of what was asked.
    for step in set(STEPS) - {"open"}:
        assert small["engines"]["duckdb"][step]["answer"] != large["engines"]["duckdb"][step]["answer"], step
    assert "**Spark was not measured**" in (tools / "manual" / "national.en.md").read_text("utf-8")
    # What was written is not written again.
    before = (tools / f"country-{SMALL:g}.written.json").stat().st_mtime_ns
    written(SMALL, longest=60)
    assert (tools / f"country-{SMALL:g}.written.json").stat().st_mtime_ns == before


def test_a_step_that_does_not_end_is_told_and_its_process_is_gone(tools):
    others = set(active_children())  # such as those that the tests of attacks share
    worker = Worker(Place(tools / "country", 100), longest=0.0)
    assert worker.do("write") == {"state": "not-ended", "minutes": 0.0}
    assert set(active_children()) <= others


def test_a_step_that_fails_is_told_and_the_next_is_done(tools):
    place, _ = written(SMALL / 10, longest=60)
    worker = Worker(Place(place.home, place.children, "duckdb"), longest=60)
    try:
        assert worker.do("no-such-step") == {"state": "failed", "fault": "KeyError"}
        assert worker.do("import")["state"] == "ended"
    finally:
        worker.end()
