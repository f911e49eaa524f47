"""Comments on the dashboard: written, read and taken back by its own people, and nowhere public."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pyarrow.parquet
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from web_fakes import PUBLICATION, FakeFigures, make_app

from folkekommune.texts import LANGUAGES
from folkekommune.web.addresses import is_public
from folkekommune.web.product_files import Form

LogIn = Callable[[TestClient, str], TestClient]
HOST = "https://kommune.example"
OWN = {"Sec-Fetch-Site": "same-origin"}
BOARD = "/nb/kommune/4601"
FIGURE = f"{BOARD}/overvekt_4aar"
THREAD = f"{FIGURE}/kommentarer"
PLANTED = "Grevlingtunnel"
"""A word that stands nowhere else."""
PARTS = {
    "number": "4601",
    "code": "overvekt_4aar",
    "slug": "overvekt_4aar",
    "district": "460101",
    "name": "4601.csv",
    "form": "ttl",
}
FURTHER = (
    f"/nb/sporsmal?sok={PLANTED[:6]}",
    "/nb/finnes-ikke",
    "/nb/logg-inn",
    *(f"/api/v1/figures/4601{form.ending}" for form in Form),
    *(f"/nb/apne-data/overvekt_4aar{form.ending}" for form in Form),
)
"""Asked besides one address of every route for everyone."""


def _public(app: FastAPI) -> set[str]:
    """Give an address of every route that is for everyone; the front page in every language."""
    opened = TestClient(app).get("/api/v1/openapi.json").json()["paths"]
    found = set(FURTHER)
    for route in app.state.routes:
        if "GET" not in (getattr(route, "methods", None) or ()):
            continue
        path = re.sub(r"\{(\w+)\}", lambda part: PARTS.get(part[1], "{" + part[1] + "}"), route.path)
        if path.startswith("/{language}"):
            languages = LANGUAGES if path == "/{language}/" else LANGUAGES[:1]
            found |= {p for lang in languages if is_public(p := path.replace("{language}", lang))}
        elif route.path in opened:
            found.add(path)
    assert not any("{" in path for path in found)
    return found


@pytest.fixture
def planner(tmp_path: Path, log_in: LogIn) -> TestClient:
    app = make_app(tmp_path)
    client = TestClient(app, base_url=HOST, follow_redirects=False, raise_server_exceptions=False)
    return log_in(client, "planlegger")


def _write(client: TestClient, said: str, **fields: str) -> tuple[int, str, str]:
    """Write a comment; give status, where one is led, and the page that answers."""
    token = re.findall(r'name="form_token" value="([^"]+)"', client.get(THREAD).text)[0]
    form = {"form_token": token, "kommentar": said, **fields}
    answer = client.post(THREAD, data=form, headers=OWN)
    return answer.status_code, answer.headers.get("location", ""), answer.text


def test_a_comment_stands_with_its_author_where_the_figure_stands_escaped_and_in_its_lines(
    planner: TestClient,
) -> None:
    status, location, _ = _write(planner, "<b>Se</b> her.\nOg der.")
    assert (status, location) == (303, f"{FIGURE}#kommentarer")
    others = (f"{BOARD}/{page}?indikator=overvekt_4aar" for page in ("sammenlign", "bydeler"))
    for path in (FIGURE, THREAD, *others):
        page = planner.get(path).text
        assert "<p>&lt;b&gt;Se&lt;/b&gt; her.</p>" in page, path
        assert "<p>Og der.</p>" in page, path
        assert "<strong>Pia Planlegger</strong>" in page, path
    assert "Pia Planlegger</strong>" not in planner.get(f"{BOARD}/fullamming_6uker").text


@pytest.mark.parametrize("page", ["sammenlign", "bydeler"])
def test_one_comes_back_to_the_page_one_wrote_on_and_to_no_other_site(planner: TestClient, page: str) -> None:
    assert _write(planner, "Hei.", tilbake=page)[1] == f"{BOARD}/{page}?indikator=overvekt_4aar#kommentarer"
    assert _write(planner, "Hei.", tilbake="//ond.example")[1] == f"{FIGURE}#kommentarer"


def test_what_is_no_comment_is_told_and_what_was_written_is_kept(planner: TestClient) -> None:
    for said, sentence in (
        ("x" * 2001, "Skriv en kommentar med høyst 2 000 tegn."),
        (" ", "Skriv en kommentar med høyst 2 000 tegn."),
        ("Gjelder 01810112345", "ligner et fødselsnummer"),
    ):
        status, _, page = _write(planner, said)
        assert status == 400
        assert sentence in html.unescape(page).replace("\xa0", " ")
        assert 'href="#kommentar"' in page
        assert f">{said}</textarea>" in page
    assert "Ingen har skrevet en kommentar ennå." in planner.get(FIGURE).text


def test_only_the_author_has_a_button_to_take_it_back_and_another_is_refused(
    planner: TestClient, log_in: LogIn
) -> None:
    _write(planner, f"{PLANTED}.")
    (action,) = re.findall(rf'action="({THREAD}/[0-9a-f]{{16}}/trekk)"', planner.get(FIGURE).text)
    planner.cookies.clear()
    log_in(planner, "forvalter")
    page = planner.get(FIGURE).text
    assert PLANTED in page
    assert "/trekk" not in page
    token = re.findall(r'name="form_token" value="([^"]+)"', page)[0]
    assert planner.post(action, data={"form_token": token}, headers=OWN).status_code == 403
    planner.cookies.clear()
    log_in(planner, "planlegger")
    assert planner.post(action, data={"form_token": token}, headers=OWN).status_code == 403  # another's token
    token = re.findall(r'name="form_token" value="([^"]+)"', planner.get(FIGURE).text)[0]
    assert planner.post(action, data={"form_token": token}, headers=OWN).status_code == 303
    page = planner.get(FIGURE).text
    assert PLANTED not in page
    assert "Kommentaren er trukket." in page


def test_a_neighbour_neither_reads_nor_writes_and_a_form_needs_its_token(
    planner: TestClient, log_in: LogIn
) -> None:
    _write(planner, f"{PLANTED}.")
    assert planner.post(THREAD, data={"kommentar": "Hei."}, headers=OWN).status_code == 403
    planner.cookies.clear()
    log_in(planner, "nabo")
    assert planner.get(THREAD).status_code == 403
    token = re.findall(
        r'name="form_token" value="([^"]+)"', planner.get(THREAD.replace("4601", "4631")).text
    )[0]
    form = {"form_token": token, "kommentar": "Hei."}
    assert planner.post(THREAD, data=form, headers=OWN).status_code == 403
    assert PLANTED not in planner.get(THREAD.replace("4601", "4631")).text


def test_five_stand_beside_the_figure_and_all_on_their_own_page(planner: TestClient) -> None:
    for number in range(7):
        _write(planner, f"Nummer {number}.")
    beside = re.findall(r"Nummer (\d)", planner.get(FIGURE).text)
    assert beside == ["6", "5", "4", "3", "2"]
    assert "Vis 2 kommentarer til" in planner.get(FIGURE).text
    assert re.findall(r"Nummer (\d)", planner.get(THREAD).text) == ["6", "5", "4", "3", "2", "1", "0"]


def test_no_public_page_and_no_file_has_a_word_of_it(planner: TestClient) -> None:
    """Asked by nobody, and by who wrote it; the word is found where it may stand."""
    _write(planner, f"{PLANTED} i 2020.")
    assert PLANTED in planner.get(FIGURE).text
    session = dict(planner.cookies)
    asked = _public(planner.app)
    assert len(asked) > 40
    found = 0
    for path in asked:
        for cookies in ({}, session):
            planner.cookies.clear()
            planner.cookies.update(cookies)
            answer = planner.get(path, follow_redirects=True)
            found += answer.status_code == 200
            assert PLANTED.encode() not in answer.content, path
            assert PLANTED not in str(answer.headers), path
            if path.endswith((".xlsx", ".parquet")) and answer.status_code == 200:
                assert PLANTED.encode() not in _unpacked(answer.content, path)
    assert found > 2 * 30


def _unpacked(content: bytes, path: str) -> bytes:
    """Give what a packed file holds."""
    if path.endswith(".parquet"):
        return str(pyarrow.parquet.read_table(BytesIO(content)).to_pylist()).encode()
    with ZipFile(BytesIO(content)) as file:
        return b"".join(file.read(name) for name in file.namelist())


def test_a_fixed_link_shows_no_comment_for_it_is_sent_to_others(planner: TestClient) -> None:
    _write(planner, f"{PLANTED}.")
    page = planner.get(FIGURE).text
    (fixed,) = {html.unescape(href) for href in re.findall(rf'href="({FIGURE}\?per=[^"]+)"', page)}
    assert planner.get(fixed).status_code == 200
    assert PLANTED not in planner.get(fixed).text
    thread = fixed.replace("overvekt_4aar", "overvekt_4aar/kommentarer")
    assert PLANTED not in planner.get(thread).text


def test_neither_the_report_nor_its_files_have_a_word_of_it(planner: TestClient) -> None:
    _write(planner, f"{PLANTED}.")
    for path in ("rapport", "rapport/vis?indikator=overvekt_4aar", "om-tallene/overvekt_4aar", "nytt"):
        assert PLANTED not in planner.get(f"{BOARD}/{path}").text


def test_comments_stay_when_new_figures_are_published(planner: TestClient) -> None:
    _write(planner, f"{PLANTED}.")
    pages = planner.app.state.pages
    newer = FakeFigures(publication=replace(PUBLICATION, identifier="p2", release="2.0.0"))
    pages.services = replace(pages.services, municipal_figures=newer, citizen_figures=newer)
    assert PLANTED in planner.get(FIGURE).text
