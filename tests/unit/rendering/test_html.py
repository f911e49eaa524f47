"""Protected tables as HTML: headings that name their cells, signs that are told, nothing unescaped."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

from folkekommune.disclosure.restoring import restore
from folkekommune.rendering.html import result_html

LABEL = {"value": "1", "nb": "<gutt>", "nn": "gut", "en": "boy"}


def value(text: str | None, sign: str = "") -> dict[str, Any]:
    return {"text": text, "sign": sign, "lower": None, "upper": None}


def plain(**changes: Any) -> dict[str, Any]:
    """Draw a table of two variables with one category each; all but one of its cells have a sign."""
    figures = {(0, 0): value("1200"), (0, None): value(None, "0-4"), (None, 0): value(None, ":")}
    figures[None, None] = value("12", "~")
    cells = [{"place": list(place), "values": [["freq", figure]]} for place, figure in figures.items()]
    return {
        "kind": "table",
        "protection": {"policy": "standard-1", "noise_sd": 1.5, "notes": []},
        "dimensions": [
            {"name": "kjonn", "categories": [LABEL]},
            {"name": "a & b", "categories": [{"value": "2", "nb": "nord", "nn": "nord", "en": "north"}]},
        ],
        "measures": ["freq"],
        "cells": cells,
        "tests": [],
        "layout": None,
    } | changes


def page(language: Any = "nb") -> ET.Element:
    return ET.fromstring(f"<div>{result_html(restore(plain()), language, caption='Linje 5: x < 3')}</div>")  # noqa: S314  (our own text)


def test_the_table_has_a_caption_and_every_heading_says_what_it_heads() -> None:
    table = page().find(".//table")
    assert table is not None
    assert table.findtext("caption") == "Linje 5: x < 3"
    heads = [(head.text, head.get("scope"), head.get("colspan")) for head in table.findall("thead/tr/th")]
    assert heads == [
        ("kjonn", "col", None),
        ("a & b", "colgroup", "2"),
        ("nord", "col", None),
        ("Alle", "col", None),
    ]
    rows = [(head.text, head.get("scope")) for head in table.findall("tbody/tr/th")]
    assert rows == [("<gutt>", "row"), ("Alle", "row")]


def test_a_sign_is_told_to_those_who_cannot_see_it_and_explained_below_the_table() -> None:
    cells = ["".join(cell.itertext()) for cell in page().findall(".//td")]
    assert cells == [
        "1\N{NO-BREAK SPACE}200",
        "0–4mellom 0 og 4",
        ":skjult av hensyn til personvern",
        "~12 (nesten alle i gruppen er med)",
    ]
    seen = [cell.findtext("span[@aria-hidden='true']") for cell in page().findall(".//td")]
    assert seen == [None, "0–4", ":", "~"]
    assert [entry.text for entry in page().findall(".//dl/dt")] == ["0–4", ":"]


def test_how_it_was_protected_stands_below_the_table() -> None:
    note = page().findtext("p")
    assert note is not None
    assert note.startswith("2 av 4 ruter er skjult eller vist som 0–4")
    assert "standardavvik 1,5" in note
    assert (page("en").findtext("p") or "").startswith("2 of 4 cells are hidden")


def test_a_refusal_is_a_sentence_without_a_table() -> None:
    refusal = {
        "kind": "refusal",
        "protection": {"policy": "standard-1", "noise_sd": 0.0, "notes": []},
        "rule": "population.floor",
        "parameters": [["floor", 1000]],
    }
    html = result_html(restore(refusal), "nb", caption="x")
    assert "<table" not in html
    assert "færre enn 1\N{NO-BREAK SPACE}000 personer" in html
