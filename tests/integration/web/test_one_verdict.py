"""The same publication says the same everywhere: barometer, rug, map, tables, text and files, cell by cell.

The whole is 600 of 1000, and every interval four points to each side, so the verdicts are known by hand.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cube_factories import NOON, cell, cube, prepared
from starlette.testclient import TestClient
from web_fakes import make_app

from folkekommune.catalogue.packages import load_package, shipped_folder
from folkekommune.disclosure.shares import Audience
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.published.figures import CurrentFigures
from folkekommune.published.publications import Publications
from folkekommune.web.product_files import ProductFiles
from folkekommune.web.published_figures import PublishedCubes

LogIn = Callable[[TestClient, str], TestClient]

CODE = "fullamming_6uker"  # high is better
DISTRICTS = {
    # number: cases, others, then sign, word and tone of the verdict against 60 %
    "460101": (132, 68, "▲", "høyere", "better"),  # 66 %
    "460102": (108, 92, "▼", "lavere", "worse"),  # 54 %
    "460103": (126, 74, "●", "ikke sikker forskjell", "similar"),  # 63 %
    "460104": (100, 9, "○", "ikke testet", "none"),  # fewer than ten others
    "460105": (None, 74, ":", "", "hidden"),
}
NAMES = dict(zip(DISTRICTS, ("Arna", "Bergenhus", "Fana", "Fyllingsdalen", "Laksevåg"), strict=True))
COMPARISONS = {"▲": "higher", "▼": "lower", "●": "not_different", "○": "not_tested", ":": "not_tested"}


@pytest.fixture(scope="module")
def cubes(tmp_path_factory: pytest.TempPathFactory) -> CurrentFigures:
    publications = Publications(tmp_path_factory.mktemp("published"))
    parts = [cell(2024, *numbers[:2], district=number) for number, numbers in DISTRICTS.items()]
    for municipality, cells in {
        "4601": [cell(2024, 600, 400), *parts],
        "4624": [cell(2024, 70, 30, municipality="4624")],  # ten points higher: ±5.7 for the difference
        "4631": [cell(2024, 62, 38, municipality="4631")],  # two points higher
        "4640": [cell(2024, 50, 50, municipality="4640")],
        "4647": [cell(2024, 64, 36, municipality="4647")],
    }.items():
        made = prepared(cube(cells, municipality=municipality), municipality=municipality)
        publications.approve(publications.propose(made).identifier, at=NOON)
    return CurrentFigures(publications, Audience.MUNICIPALITY)


@pytest.fixture(scope="module")
def figures(cubes: CurrentFigures) -> PublishedCubes:
    definitions = load_definitions(load_package(shipped_folder() / "helseprofil"))
    return PublishedCubes(cubes, [definitions[CODE]])


@pytest.fixture
def page(tmp_path: Path, figures: PublishedCubes, log_in: LogIn) -> Callable[[str], str]:
    app = make_app(tmp_path, citizen=figures, municipal=figures)
    pages = app.state.pages
    pages.services = replace(pages.services, benchmarks=None)  # no official tables here
    client = log_in(TestClient(app, base_url="https://kommune.example", follow_redirects=False), "planlegger")

    def read(path: str) -> str:
        answer = client.get(f"/nb/kommune/4601/{path}")
        assert answer.status_code == 200
        return html.unescape(answer.text).replace("\xa0", " ")

    return read


def rows_of(page: str, table: str) -> dict[str, list[str]]:
    """Give the cells of the table with a caption, by the heading of their row."""
    found = next(part for part in re.findall(r"<table.*?</table>", page, re.DOTALL) if table in part)
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', found, re.DOTALL)
    return {
        _plain(heading): [_plain(one) for one in re.findall(r"<td[^>]*>(.*?)</td>", cells, re.DOTALL)]
        for heading, cells in rows
    }


def _plain(markup: str) -> str:
    visible = re.sub(r'<span class="ds-sr-only">.*?</span>', "", markup)
    return " ".join(re.sub(r"<[^>]+>", "", visible).split())


def test_districts_have_one_verdict_in_rug_map_table_text_and_files(
    page: Callable[[str], str], figures: PublishedCubes, cubes: CurrentFigures
) -> None:
    seen = page("bydeler")
    rug = rows_of(seen, "mot resten av kommunen")["Fullamming, 6 uker 2024"]
    fills = re.findall(r'<td data-fill="(\w+)">', seen)
    table = rows_of(seen, "Fullammes ved 6 uker etter bydel")
    labels = set(re.findall(r">([^<>]+)</text>", seen))
    files = {
        row.key.district: row.comparison
        for row in ProductFiles(cubes.now(), figures).rows()
        if row.key.district
    }
    for at, (number, (cases, others, sign, word, tone)) in enumerate(DISTRICTS.items()):
        label = f"{sign} {word}".strip()
        assert rug[at] == label, number
        assert fills[at] == tone, number
        assert table[NAMES[number]][-1] == (label if cases is not None else "–"), number
        assert files[number] == COMPARISONS[sign], number
        written = f"{100 * cases / (cases + others):.0f} % {sign}" if cases is not None else sign
        assert written in labels, number
    assert "Høyere enn resten av kommunen: Arna. Lavere enn resten av kommunen: Bergenhus." in seen
    assert rows_of(page(CODE), "Fullammes ved 6 uker etter bydel").items() >= table.items()
    assert (
        rows_of(page(f"rapport/vis?indikator={CODE}"), "mot resten av kommunen")["Fullamming, 6 uker"] == rug
    )


@pytest.mark.parametrize(
    ("other", "name", "verdict", "sentence"),
    [
        ("4624", "Bjørnafjorden", "▼ lavere", "Tallet er lavere enn for Bjørnafjorden. Det er dårligere."),
        ("4631", "Alver", "● ikke sikker forskjell", "Ikke sikker forskjell fra Alver."),
    ],
)
def test_the_municipality_has_one_verdict_in_barometer_comparison_and_text(
    page: Callable[[str], str], other: str, name: str, verdict: str, sentence: str
) -> None:
    front = page(f"?mot={other}")
    assert rows_of(front, "Bergen sammenlignet med")["Fullamming, 6 uker"][-1] == verdict
    assert rows_of(front, "mellom det dårligste og det beste")["Fullamming, 6 uker"][-1] == verdict
    compared = page(f"sammenlign?indikator={CODE}&omrade={other}")
    assert rows_of(compared, "og dem du sammenligner med")[name][-1] == verdict
    assert sentence in compared
    sign, word = verdict.split(" ", 1)
    assert re.search(rf"{sign}\s*</span>{word.capitalize()}", compared)


def test_a_drawn_point_has_the_shape_of_its_sign_and_only_a_sure_one_has_a_colour(
    page: Callable[[str], str],
) -> None:
    drawn = {other: page(f"?mot={other}").split("fk-figure__picture")[1] for other in ("4624", "4631")}
    assert "var(--fk-figure-worse" in drawn["4624"]
    for ink in ("better", "worse"):
        assert f"var(--fk-figure-{ink}" not in drawn["4631"]
