"""What was measured of a country is judged and told, and the pages are those their data gives."""

from __future__ import annotations

import json
from copy import deepcopy

import numpy as np
import pytest
from tracked_files import ROOT

from folkekommune.bench.country_size import same
from folkekommune.bench.country_size.growth import different, first_times, growths, power, unfinished
from folkekommune.bench.country_size.page import DATA, PAGES, write_pages, written
from folkekommune.bench.national import figures_of
from folkekommune.query.engine import Cells, Rows

FOLDER = ROOT / "docs"
STEPS = ("open", "import", "two-way", "four-way", "door", "regress", "logit", "indicators")


def ended(first: float, again: float | None = None, *, peak: float = 400.0, answer: str = "a") -> dict:
    """Make up what was measured of a step."""
    return {"state": "ended", "first": first, "again": again, "peak": peak, "disk": 0.0, "answer": answer}


def size(scale: float, seconds: float, *, slower: float = 20.0) -> dict:
    """Make up a size at which each step takes so many seconds on DuckDB, and more on Spark."""
    duckdb = {step: ended(2 * seconds, seconds) for step in STEPS}
    spark = {step: ended(2 * seconds * slower, seconds * slower, peak=6000.0) for step in STEPS}
    writing = ended(seconds) | {"answers": int(528e6 * scale), "archive": 2000.0, "serving": 1500.0}
    engines = {"duckdb": duckdb, "spark": spark}
    return {
        "scale": scale,
        "children": int(1.3e6 * scale),
        "writing": writing,
        "engines": engines,
        "finished": True,
    }


def found(*sizes: dict) -> dict:
    """Make up what was measured."""
    return {
        "date": "2026-11-23",
        "machine": "x86_64, 2 cores",
        "scale": 1.0,
        "threads": 2,
        "limits": {"duckdb": "4GB", "spark": "6GB"},
        "partitions": "8",
        "installed": {"duckdb": 70.2, "spark": 511.8, "java": 271.0},
        "sizes": list(sizes),
        "load": {"speed": 50000.0, "growth": 0.7, "memory": 1295.2, "date": "2026-11-22"},
    }


@pytest.fixture
def data() -> dict:
    return found(size(0.01, 0.1), size(0.1, 1.0), size(1.0, 10.0))


@pytest.mark.parametrize(
    ("cost", "exponent"),
    # Ten times the answers: ten times the cost is in proportion, a hundred times the square.
    [(10.0, 1.0), (100.0, 2.0), (1.0, 0.0)],
)
def test_the_power_is_one_in_proportion(cost, exponent):
    assert power((100.0, 1.0), (1000.0, cost)) == pytest.approx(exponent)


def test_a_fixed_cost_does_not_hide_growth():
    """A hundred seconds to start: from the smallest size growth looks harmless, from a tenth it does not."""
    listed = [size(0.01, 100.01), size(0.1, 101.0), size(1.0, 5000.0)]
    growth = next(each for each in growths(listed) if (each.step, each.what) == ("indicators", "time"))
    assert growth.whole < 1.1 < growth.last == growth.worst
    figures = {each.name: each for each in figures_of(found(*listed), 1)}
    assert figures["national-growth duckdb indicators time"].holds is False
    assert figures["national-growth duckdb indicators memory"].holds is True


def test_growth_of_the_first_time_is_told_beside(data):
    """A thousand seconds from two: the first time of one step grows most, and is not judged."""
    data["sizes"][2]["engines"]["duckdb"]["logit"]["first"] = 1000.0
    worst = max(first_times(data["sizes"]), key=lambda each: each.worst)
    assert (worst.engine, worst.step, round(worst.worst, 2)) == ("duckdb", "logit", 2.7)
    page = written(data, "en")
    assert "the largest exponent of it is 2.70 (Logistic regression, DuckDB)" in page
    assert "No exponent is above 1.1." in page


def test_one_different_answer_fails_at_any_scale(data):
    assert figures_of(data, 0.01)[0].holds is True
    data["sizes"][0]["engines"]["spark"]["logit"]["answer"] = "b"
    assert different(data["sizes"]) == ["logit at 0.01"]
    assert figures_of(data, 0.01)[0].holds is False
    assert "**The engines gave different answers**: logit at 0.01" in written(data, "en")


def test_what_did_not_end_is_told_and_has_no_growth(data):
    data["sizes"][2]["engines"]["spark"]["indicators"] = {"state": "not-ended", "minutes": 10.0}
    assert unfinished(data["sizes"]) == ["spark indicators at 1: not-ended"]
    assert not [
        each for each in growths(data["sizes"]) if (each.engine, each.step) == ("spark", "indicators")
    ]
    page = written(data, "nb")
    assert "| Alle indikatorer | 20,0 | 10,0 | 400 | ikke ferdig på 10 minutter | – | – | – | – |" in page
    assert next(each for each in figures_of(data, 1) if each.name == "national-not-ended").holds is False


def test_cores_are_told_from_how_much_slower_the_heavy_steps_are(data):
    """Twenty times as long on two cores: forty cores to be level."""
    page = written(data, "en")
    assert "at least 40 cores" in page
    assert "took between 20 and 20 times as long" in page
    # 528 million answers at 50 000 a second are 2.9 hours.
    assert "take about 2.9 hours" in page
    assert "**This is not the whole country.**" not in page


def test_without_spark_nothing_is_said_of_it(data):
    for each in data["sizes"]:
        del each["engines"]["spark"]
    page = written(data, "nn")
    assert "**Spark er ikkje målt**" in page
    assert "Ganger" not in page
    assert "Mål med denne kommandoen først" in page


def test_only_finished_sizes_come_on_the_page(data, tmp_path):
    data["sizes"][2]["finished"] = False
    write_pages(tmp_path, data)
    page = (tmp_path / PAGES["en"]).read_text("utf-8")
    assert "**This is not the whole country.** The largest size that was finished is 0.1" in page
    kept = json.loads((tmp_path / DATA).read_text("utf-8"))
    assert [each["scale"] for each in kept["sizes"]] == [0.01, 0.1]


def test_groups_are_the_same_in_any_order_and_with_every_key():
    def cells(order: list[int], last_key: int = 3) -> Cells:
        counts = np.array([5, 6, 7])[order]
        keys = np.array([1, 2, last_key], dtype=np.uint64)[order]
        places = tuple(np.array([1.0, 2.0, None], dtype=object)[order].tolist())
        return Cells(counts, counts, (places,), counts, counts, keys, keys)

    plain = cells([0, 1, 2])
    assert same.of_cells(plain) == same.of_cells(cells([2, 0, 1]))
    assert same.of_cells(plain) != same.of_cells(cells([0, 1, 2], last_key=4))


def test_rows_are_the_same_only_in_their_order():
    def rows(keys: list[int], values: list[float]) -> Rows:
        return Rows(np.array(keys, dtype=np.uint64), (np.array(values),))

    plain = rows([1, 2], [0.0, np.nan])
    assert same.of_rows(plain) == same.of_rows(rows([1, 2], [-0.0, np.nan]))
    assert same.of_rows(plain) != same.of_rows(rows([2, 1], [np.nan, 0.0]))


def test_each_language_has_its_own_page(data):
    before = deepcopy(data)
    assert len({written(data, language) for language in PAGES}) == len(PAGES)
    assert data == before


def test_the_shipped_pages_are_what_their_data_gives():
    shipped = json.loads((FOLDER / DATA).read_text("utf-8"))
    for language, name in PAGES.items():
        assert (FOLDER / name).read_text("utf-8") == written(shipped, language)
