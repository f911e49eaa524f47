"""The table of planted errors says what was found, and the shipped pages are those their data gives."""

from __future__ import annotations

import json
from datetime import date

import pytest
from tracked_files import ROOT

from folkekommune.bench.planted_errors import Judged, Linked
from folkekommune.bench.planted_page import DATA, ERRORS, PAGES, Found, Places, write_pages, written

FOLDER = ROOT / "docs"


def found(size: str = "bergen") -> Found:
    """Make up what a run found."""
    return Found(
        size,
        (
            Judged("E02", 40, 40, 41, 40, 0, 0),
            Judged("E06", 1000, 999, 1010, 1000, 990, 900),
            Judged("E14", 30, 30, 30, 30, 30, 29),
        ),
        {"E06": (500, 499)},
        {"E17": (4, 3)},
        (Linked("bred_csv", 12, 0), Linked("fhir", 8, 8)),
        Places(16, 3, 2),
        (25, 4000, 0),
    )


def table(page: str) -> dict[str, list[str]]:
    """Read the rows of a page's tables by their first cell."""
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    return {cells[0]: cells[1:] for cells in rows}


@pytest.fixture
def pages(tmp_path):
    write_pages(tmp_path, found(), today=date(2026, 11, 22))
    return {language: (tmp_path / name).read_text("utf-8") for language, name in PAGES.items()}


def test_each_error_has_its_row(pages):
    rows = table(pages["en"])
    assert [name for name in rows if name in ERRORS] == list(ERRORS)
    assert rows["E02"][1:] == ["40", "100 %", "97.56 %", "–"]
    # 999 of a thousand is not all; of the 500 repairs that were kept one is wrong.
    assert rows["E06"][1:] == ["1,000", "99.9 %", "99 %", "99.8 %"]
    assert rows["E14"][1:] == ["30", "100 %", "100 %", "96.66 %"]
    assert rows["E17"][1:] == ["4", "75 %", "–", "–"]
    assert rows["E21"][1:] == ["–", "described at 16 places", "–", "–"]
    assert rows["E22"][1:3] == ["25", "0 met in store, log or report"]
    assert rows["E01"][1:] == ["0", "–", "–", "–"]


def test_what_cannot_be_linked_is_told_by_export(pages):
    rows = table(pages["nb"])
    assert rows["bred_csv"] == ["12", "0 %"]
    assert rows["fhir"] == ["8", "100 %"]
    assert "pasient-id" in pages["nb"]
    assert len(set(pages.values())) == len(PAGES)


def test_a_small_run_says_that_it_is_small(tmp_path):
    write_pages(tmp_path, found("small"), today=date(2026, 11, 22))
    assert "**This is a small installation.**" in (tmp_path / PAGES["en"]).read_text("utf-8")


def test_the_shipped_pages_are_what_their_data_gives():
    data = json.loads((FOLDER / DATA).read_text("utf-8"))
    for language, name in PAGES.items():
        assert (FOLDER / name).read_text("utf-8") == written(data, language)
