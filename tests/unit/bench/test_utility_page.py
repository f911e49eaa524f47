"""The page of usefulness says what its figures say, and the shipped page is the one its data gives."""

from __future__ import annotations

import json
from datetime import date

import pytest
from tracked_files import ROOT

from folkekommune.bench.utility_measured import figures
from folkekommune.bench.utility_page import DATA, PAGES, write_pages, written

FOLDER = ROOT / "docs" / "disclosure"
OCCASION = {"nb": "6 uker", "nn": "6 veker", "en": "6 weeks"}


def figure(value: float | None, unit: str = "%"):
    return {"figure": value, "unit": unit, "of": 40, "note": "of 40"}


def measured(size: str, **changed):
    """Make up what was measured: everything holds, unless said otherwise."""
    row = {
        "who": {"nb": "Bydel <1>", "nn": "Bydel 1", "en": "District 1"},
        "period": "2025",
        "children": 1200,
        "plain": 74.25,
        "shown": "74",
        "sign": "",
        "lower": "70.1",
        "upper": "77.6",
    }
    marked = row | {"sign": "~"}
    hidden = row | {"shown": None, "sign": "0-4", "lower": None, "upper": None}
    found = {
        "figures": {
            "bias": figure(0.01, "SD"),
            "spread": figure(1.02, "SD"),
            "related": figure(1.3, "SD"),
            "distance": figure(1.2, "SD"),
            "marked": figure(40.0),
            "covered": figure(95.0),
            "covered-most": figure(95.0),
            "shift": figure(0.02, "SE"),
            "refused": figure(0.0),
            "recovered": figure(100.0),
        }
    }
    found["figures"].update(changed)
    return {
        "size": size,
        "children": 1500,
        "seed": 1,
        "policy": "standard-5",
        "tables": [
            {
                "name": "feeding",
                "occasion": OCCASION,
                "shown": {"1": [0, 40], "3": [10, 40], "5": [40, 40]},
                "refused": {"1": "table.band-share", "3": "", "5": ""},
                "example": [row, hidden, marked],
            }
        ],
        "model": {"refused": "model.unsound", "rows": []},
        "studies": [
            {
                "name": "weight",
                "script": "a.txt",
                "expected": -0.126,
                "found": {"value": -0.13, "lower": -0.15, "upper": -0.11},
            },
            {
                "name": "behaviour",
                "script": "b.txt",
                "expected": 1.63,
                "found": {"value": 1.2, "lower": 1.0, "upper": 1.5},
            },
        ],
        **found,
    }


def page(size: str, language="en", **changed) -> str:
    return written({"date": "2026-11-22", "measured": [measured(size, **changed)]}, language)


def test_rows_say_what_was_shown():
    english = page("bergen")
    assert "| Exclusively breastfed at 6 weeks, by district | none: the whole table was refused |" in english
    assert "| 25 % (10 of 40) | 100 % (40 of 40) |" in english
    assert "| District 1 | 1,200 | 74.2 % | 74 % (70.1–77.6) |" in english
    assert "| District 1 | 1,200 | 74.2 % | 0-4 |" in english
    assert "| District 1 | 1,200 | 74.2 % | ~74 % (70.1–77.6) |" in english
    assert "The model was refused" in english
    assert "| −0.126 | −0.130 (−0.150 to −0.110) | yes |" in english
    assert "| 1.630 | 1.200 (1.000–1.500) | no |" in english


def test_numbers_are_written_the_way_of_the_language():
    assert "| −0,126 | −0,130 (−0,150 til −0,110) | ja |" in page("bergen", "nb")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bias", 0.06),
        ("spread", 1.2),
        ("covered", 92.0),
        ("covered-most", 99.0),
        ("shift", 0.11),
        ("refused", 2.0),
        ("recovered", 66.7),
    ],
)
def test_every_figure_can_fail(name, value):
    assert "does not hold" not in page("bergen")
    assert page("bergen", **{name: figure(value)}).count("**does not hold**") == 1
    (failed,) = (
        one
        for one in figures(measured("bergen", **{name: figure(value)}), scale=1, judged=True)
        if not one.holds
    )
    assert failed.name == f"utility-bergen-{name}"


def test_a_smaller_municipality_is_told_and_not_judged():
    smaller = page("small", refused=figure(20.0), covered=figure(None))
    assert "is not the size of Bergen here, but has 1,500 children" in smaller
    assert "does not hold" not in smaller
    assert "nothing to measure" in smaller
    assert "not the size of Bergen" not in page("bergen")


def test_pages_are_written_from_the_data_beside_them(tmp_path):
    write_pages(tmp_path, [measured("bergen")], today=date(2026, 11, 22))
    data = json.loads((tmp_path / DATA).read_text("utf-8"))
    for language, name in PAGES.items():
        assert (tmp_path / name).read_text("utf-8") == written(data, language)


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_shipped_page_was_not_edited_by_hand(language):
    data = json.loads((FOLDER / DATA).read_text("utf-8"))
    assert (FOLDER / PAGES[language]).read_text("utf-8") == written(data, language)
