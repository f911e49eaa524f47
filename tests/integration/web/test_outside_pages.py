"""Indicators of official tables alone, and figures by groups: what the dashboard's pages say of them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cube_factories import NOON, cell, cube, prepared
from starlette.testclient import TestClient

from folkekommune.catalogue.model import Texts
from folkekommune.catalogue.packages import load_package, shipped_folder
from folkekommune.disclosure.shares import Audience
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.published.figures import CurrentFigures
from folkekommune.published.publications import Publications
from folkekommune.web.ports import Cell, Sign
from folkekommune.web.published_inequality import PublishedInequality

LogIn = Callable[[TestClient, str], TestClient]
BERGEN = "/nb/kommune/4601/"
TEETH, LONELY = "offisielle-tall/tannhelse_5aar", "offisielle-tall/ensomhet_ungdom"
DEFINITION = load_definitions(load_package(shipped_folder() / "helseprofil"))["overvekt_4aar"]
INCOME = Texts("femdel", "femdel", "fifth")


@pytest.fixture
def read(client: TestClient, log_in: LogIn) -> Callable[[str], str]:
    log_in(client, "planlegger")

    def page(path: str, language: str = "nb") -> str:
        answer = client.get(f"/{language}/kommune/4601/{path}")
        assert answer.status_code == 200, path
        return html.unescape(answer.text).replace("\xa0", " ")

    return page


def test_an_official_indicator_is_told_with_source_licence_day_trend_and_verdict(read):
    """2 400 of 3 000 in 2025 is 80.0 %, the country's; the source withholds 2022."""
    page = read(TEETH)
    assert '<p class="fk-answer__number">80,0 %</p>' in page
    assert "Det riktige tallet ligger trolig mellom 78,5 og 81,4 %." in page  # Wilson of 2400 in 3000
    assert "Ikke sikker forskjell fra hele landet." in page
    assert (
        "Tallene er ikke våre. De står slik de ble hentet fra KOSTRA" in page
        or "Tallene er ikke våre" in page
    )
    for told in ("SSB, KOSTRA", "CC BY 4.0", "17. mai 2026", "tannhelse_5aar-1", "5-åringer"):
        assert told in page, told
    table = re.findall(r"<tr[^>]*>\s*<th scope=\"row\">(20\d\d)</th>(.*?)</tr>", page, re.DOTALL)
    assert [year for year, _ in table] == [str(year) for year in range(2020, 2026)]
    assert "skjult av hensyn til personvern" in dict(table)["2022"]
    assert "Syntetiske tall" not in page


def test_invented_shares_without_counts_say_so_and_are_not_judged(read):
    page = read(LONELY)
    assert "Tabellen er oppdiktet for å vise fram systemet." in page
    assert "Ikke sammenlignet: vi vet ikke hvor usikkert tallet er." in page
    assert "Tallet var 21,0 % i 2020 og 23,5 % i 2025. Kilden oppgir ikke hvor mange det bygger på" in page
    assert "Det riktige tallet ligger trolig" not in page


def test_the_theme_and_the_front_page_list_them_beside_our_own(read):
    theme = read("tema/tannhelse")
    assert f'<a href="{BERGEN}{TEETH}">' in theme
    assert "Disse tallene er ikke talt i kommunens journaler." in theme
    assert "Kilde: " in theme
    # A fixed link would lead to a page without these figures, so there is none here.
    assert "Fast lenke" not in theme
    assert "Caries-free at 5" in read("tema/tannhelse", "en")
    front = read("")
    assert f'href="{BERGEN}{TEETH}"' in front
    # What is held beside a figure of our own has no page of its own.
    assert "offisielle-tall/konsultasjon_2aar" not in front


@pytest.mark.parametrize("path", ["offisielle-tall/konsultasjon_2aar", "offisielle-tall/finnes_ikke"])
def test_what_is_no_official_indicator_is_no_page(client: TestClient, log_in: LogIn, path: str) -> None:
    assert log_in(client, "planlegger").get(BERGEN + path).status_code == 404


def test_a_fixed_page_shows_no_figures_of_today(client: TestClient, log_in: LogIn) -> None:
    log_in(client, "planlegger")
    fixed = "?per=2026-05-17T12:30:00Z"
    assert client.get(BERGEN + TEETH + fixed).status_code == 404
    assert "offisielle-tall" not in client.get(BERGEN + fixed).text
    assert 'id="ulikhet"' not in client.get(f"{BERGEN}overvekt_4aar{fixed}").text


def test_a_municipality_that_the_table_lacks_has_a_page_that_says_so(
    client: TestClient, log_in: LogIn
) -> None:
    page = log_in(client, "nabo").get(f"/nb/kommune/4631/{TEETH}").text
    assert "ingen tall for Alver" in page


def test_inequality_stands_on_the_page_of_the_figure_and_on_one_of_its_own(read):
    """15, 13, 11, 9 and 7 % from the lowest fifth to the highest: about ten points down, and surely so."""
    for path in ("overvekt_4aar", "ulikhet?indikator=overvekt_4aar", "ulikhet"):
        page = read(path)
        assert "Fra den dårligst stilte til den best stilte skiller det" in page, path
        assert "Ulikheten er ikke regnet ut, for det trengs minst 5 grupper" in page, path
        rows = re.findall(r'<th scope="row">([^<]+)</th>', page)
        assert [name for name in rows if name in ("lavest", "midt på", "høyest")] == [
            "lavest",
            "midt på",
            "høyest",
        ]
    assert "Utdanninga til mor" in read("ulikhet", "nn")
    assert "Inequality in Bergen" in read("ulikhet", "en")


def test_a_municipality_without_groups_is_told_what_it_takes(client: TestClient, log_in: LogIn) -> None:
    page = log_in(client, "nabo").get("/nb/kommune/4631/ulikhet").text
    assert "Ingen tall etter gruppe" in page


# --- what is published, by groups


def published(folder: Path, *shares: int | None) -> PublishedInequality:
    cells = [cell(2024, 600, 400)]
    for code, share in enumerate(shares, start=1):
        cases = None if share is None else 2 * share
        cells.append(cell(2024, cases, 200 - (cases or 0)) | {"group": f"inntekt={code}"})
    publications = Publications(folder)
    made = prepared(cube(cells, indicator="overvekt_4aar", version=DEFINITION.version))
    publications.approve(publications.propose(made).identifier, at=NOON)
    names = {str(code): replace(INCOME, nb=f"femdel {code}") for code in range(1, 6)}
    return PublishedInequality(CurrentFigures(publications, Audience.MUNICIPALITY), lambda _: names)


def test_published_groups_come_in_order_with_names_and_indices_in_percent(tmp_path):
    """30 to 10 % in five equal groups, five points apart: on the scale of odds about 25 points."""
    [found] = published(tmp_path, 30, 25, 20, 15, 10).of(DEFINITION, Cell("overvekt_4aar", "4601", 2024))
    assert found.name.nb == "Husholdningens inntekt, femdeler"
    assert [name.nb for name, _ in found.groups] == [f"femdel {code}" for code in range(1, 6)]
    assert [figure.value for _, figure in found.groups] == [30, 25, 20, 15, 10]
    assert found.indices is not None
    assert -28 < found.indices.slope < -22
    assert found.indices.slope_limits.upper < 0
    assert 0.2 < found.indices.relative < 0.4


def test_a_hidden_group_stops_the_line(tmp_path):
    [found] = published(tmp_path, 30, 25, None, 15, 10).of(DEFINITION, Cell("overvekt_4aar", "4601", 2024))
    assert found.indices is None
    assert found.groups[2][1].sign is Sign.WITHHELD


def test_a_year_or_place_that_is_not_divided_has_none(tmp_path):
    service = published(tmp_path, 30, 25, 20, 15, 10)
    assert service.of(DEFINITION, Cell("overvekt_4aar", "4601", 2023)) == []
    assert service.of(DEFINITION, Cell("overvekt_4aar", "4631", 2024)) == []
