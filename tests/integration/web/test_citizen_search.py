"""A search leads to the answer, to the district that was named, and to the pages that tell how it is done."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient
from web_fakes import WITHHELD, FakeFigures, shown

from folkekommune.web.ports import Cell, Figure

LAKSEVAG = Cell("fullamming_6uker", "4601", 2025, district="460105")
ASKED = "Hvor mange barn på Laksevåg blir fullammet ved seks uker, og er det færre enn i resten av byen?"


def _search(client: TestClient, words: str, language: str = "nb") -> str:
    return html.unescape(client.get(f"/{language}/sporsmal", params={"sok": words}).text)


def test_a_whole_sentence_finds_the_question_with_the_answer_of_the_town_and_leads_to_the_district(
    client: TestClient,
) -> None:
    page = _search(client, ASKED)
    assert "Laksevåg er en bydel i Bergen." in page
    best = re.findall(r'class="fk-card-link" href="([^"]+)"', page)[0]
    assert best == "/nb/sporsmal/fullamming_6uker/4601?bydel=460105#bydeler"


@pytest.mark.parametrize(
    ("language", "words", "address"),
    [
        ("nb", "Hva skjer med svarene vi gir på helsestasjonen?", "personvern"),
        ("nn", "personvern opplysningane", "personvern"),
        ("en", "open data", "apne-data"),
    ],
)
def test_the_pages_that_tell_how_it_is_done_are_found(
    client: TestClient, language: str, words: str, address: str
) -> None:
    assert f'<a class="fk-card-link" href="/{language}/{address}">' in _search(client, words, language)


def test_a_municipality_in_the_search_gives_its_answers(client: TestClient) -> None:
    assert 'href="/nb/sporsmal/overvekt_4aar/4631"' in _search(client, "overvekt i Alver")


def _row(page: str, name: str) -> list[str]:
    """Give the row of a district under «etter bydel», as words."""
    table = page[page.index("Bergen, etter bydel") :]
    row = re.search(rf"<tr( data-highlight)?>\s*<th scope=\"row\">{name}</th>(.*?)</tr>", table, re.DOTALL)
    assert row
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row[2], re.DOTALL)
    return [str(bool(row[1])), *(re.sub(r"<[^>]+>|\s+", " ", cell).strip() for cell in cells)]


@pytest.mark.parametrize(
    ("exceptions", "cells"),
    [
        # By the rule of the invented figures: 67 % and more of 362, against 66 of Bergen.
        ({}, ["2025", "69 %", "64,1–73,6", "362", "ikke sikker forskjell"]),
        # A year that is hidden gives way to the three years that are not.
        (
            {LAKSEVAG: WITHHELD, Cell("fullamming_6uker", "4601", 2025, 3, "460105"): shown(480, 600)},
            ["2023–2025", "80 %", "76,6–83,0", "600", "ikke testet"],
        ),
    ],
    ids=["one year", "three years"],
)
def test_the_district_that_was_asked_for_stands_out_with_its_years_and_verdict(
    client_of: Callable[[FakeFigures], TestClient], exceptions: dict[Cell, Figure], cells: list[str]
) -> None:
    client = client_of(FakeFigures(exceptions))
    page = html.unescape(client.get("/nb/sporsmal/fullamming_6uker/4601?bydel=460105").text)
    page = page.replace("\xa0", " ")
    assert _row(page, "Laksevåg") == ["True", *cells]
    assert _row(page, "Åsane")[0] == "False"
    assert ("er flere år slått sammen" in page) is bool(exceptions)
    assert re.search(r'<details class="ds-details" open>\s*<summary>Vis tallene for bydelene', page)


def test_only_a_number_of_six_figures_may_be_asked_for(client: TestClient) -> None:
    assert client.get("/nb/sporsmal/fullamming_6uker/4601?bydel=<b>").status_code == 404
