"""The page of removed bias says what was measured, and the shipped pages are those their data gives."""

from __future__ import annotations

import json
from datetime import date

import pytest
from tracked_files import ROOT

from folkekommune.bench.caused_bias import Caused
from folkekommune.bench.planted_bias_page import DATA, PAGES, Found, write_pages, written

FOLDER = ROOT / "docs"
NAMES = {
    "small": {"nb": "Lite tall", "nn": "Lite tal", "en": "A small figure"},
    "large": {"nb": "Stort tall", "nn": "Stort tal", "en": "A large figure"},
    "quiet": {"nb": "Stille tall", "nn": "Stille tal", "en": "A quiet figure"},
}


@pytest.fixture
def pages(tmp_path):
    listed = (Caused("large", 8.0, 0.4, 0.5), Caused("quiet", 0.2, 0.1, 0.5), Caused("small", 2.0, -0.3, 0.5))
    found = Found("bergen", "4601", 136000, kinds={"all": listed}, names=NAMES)
    write_pages(tmp_path, found, today=date(2026, 11, 22))
    return {language: (tmp_path / name).read_text("utf-8") for language, name in PAGES.items()}


def test_the_least_removed_of_the_judged_comes_first(pages):
    """0.4 of 8 points is left, which is 95 % removed; 0.3 of 2, on the other side, is 85 %."""
    page = pages["en"]
    assert "2 of 3 indicators are judged. The least is removed for “A small figure”: 85.0 %." in page
    assert page.index("| A small figure | 2.00 | −0.30 | 0.50 | 85.0 % |") < page.index(
        "| A large figure | 8.00 | 0.40 | 0.50 | 95.0 % |"
    )


def test_what_chance_can_give_stands_apart_without_a_share(pages):
    """0.2 is within three times 0.5."""
    judged, rest = pages["en"].split("The other indicators.")
    assert "A quiet figure" not in judged
    assert "| A quiet figure | 0.20 | 0.10 | 0.50 | – |" in rest


def test_each_language_has_its_own_page(pages):
    assert "| Lite tall | 2,00 | −0,30 | 0,50 | 85,0 % |" in pages["nb"]
    assert "Skeivskap, rå" in pages["nn"]
    assert len(set(pages.values())) == len(PAGES)
    assert "**" not in pages["en"]  # all children of Bergen


def test_the_shipped_pages_are_what_their_data_gives():
    data = json.loads((FOLDER / DATA).read_text("utf-8"))
    for language, name in PAGES.items():
        assert (FOLDER / name).read_text("utf-8") == written(data, language)
