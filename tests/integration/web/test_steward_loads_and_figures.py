"""Loads as the stewards' pages begin, tell and cancel them; several databanks; figures before publication."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cube_factories import cell, cube, prepared
from starlette.testclient import TestClient
from steward_fakes import CARE, FULL_INSIGHT, UNDER_WAY, prepare, preview_of, stewards
from web_fakes import make_app

from folkekommune.access.audit import AuditTrail
from folkekommune.access.database import open_control_database
from folkekommune.ingest.loading.progress import DIED, UNCHANGED, LoadState
from folkekommune.services.stewardship import Insight

LogIn = Callable[[TestClient, str], TestClient]
HOST = "https://kommune.example"
OWN = {"Sec-Fetch-Site": "same-origin"}
HOME = "/nb/forvaltning/4601/"
CARE_HOME = "/nb/forvaltning/4601-hjemmetjenester/"
PREVIEW = f"{HOME}oversettelse/2026-05"
LOAD = f"{HOME}last/2026-05"
STOP = f"{HOME}avbryt-lasting"
RELEASES = f"{HOME}versjoner"


def client_with(folder: Path, insight: Insight = FULL_INSIGHT, **settings) -> TestClient:
    app = make_app(folder, stewards=stewards(folder, insight=insight, **settings))
    return TestClient(app, base_url=HOST, follow_redirects=False, raise_server_exceptions=False)


def text_of(answer: str) -> str:
    plain = re.sub(r"<[^>]+>", " ", html.unescape(answer))
    return re.sub(r"\s+", " ", plain.replace("\xa0", " "))


def send(client: TestClient, path: str, *, shown_at: str = HOME, **fields: str):
    """Send a form with the token of the page it stands on."""
    token = re.findall(r'name="form_token" value="([^"]+)"', client.get(shown_at).text)[0]
    return client.post(path, data={"form_token": token, **fields}, headers=OWN)


def actions(folder: Path) -> list[str]:
    rows = AuditTrail(open_control_database(folder / "steward.sqlite"), b"a key for tests").latest()
    return [row.event.action for row in sorted(rows, key=lambda row: row.sequence)]


# --- loads


def test_a_load_goes_on_after_the_page_and_is_told_until_it_is_done(tmp_path: Path, log_in: LogIn) -> None:
    begun, go_on, loaded = threading.Event(), threading.Event(), []

    def load(municipality: str, name: str) -> None:
        loaded.append((municipality, name))
        begun.set()
        go_on.wait(20)

    client = log_in(client_with(tmp_path, replace(FULL_INSIGHT, load=load)), "forvalter")
    answer = send(client, LOAD, shown_at=PREVIEW)
    assert (answer.status_code, answer.headers["location"]) == (303, HOME)
    assert begun.wait(20)
    page = client.get(HOME).text
    assert "Leveransen 2026-05 blir lastet Filene blir sjekket." in text_of(page)
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    refused = send(client, LOAD, shown_at=PREVIEW)
    assert (refused.status_code, 'role="alert"' in refused.text) == (400, True)
    go_on.set()
    for _ in range(100):
        page = client.get(HOME).text
        if "blir lastet" not in page:
            break
    assert "blir lastet" not in page
    assert "refresh" not in page
    assert loaded == [("4601", "2026-05")]
    assert actions(tmp_path) == ["delivery-load-asked"]


def test_a_load_that_someone_else_began_is_shown_with_how_far_it_is(tmp_path: Path, log_in: LogIn) -> None:
    stopped = []
    insight = replace(FULL_INSIGHT, loading=lambda _: UNDER_WAY, stop_loading=stopped.append)
    client = log_in(client_with(tmp_path, insight), "forvalter")
    page = client.get(HOME).text
    assert "1 200 av 3 400 rader er lest." in text_of(page)
    assert re.search(r'<progress [^>]*value="1200" max="3400">', page)
    assert send(client, STOP).status_code == 303
    assert stopped == ["4601"]
    assert actions(tmp_path) == ["delivery-load-stop-asked"]


def test_a_load_without_a_promise_has_no_end_to_show(tmp_path: Path, log_in: LogIn) -> None:
    insight = replace(FULL_INSIGHT, loading=lambda _: replace(UNDER_WAY, promised=0, rows=0))
    page = log_in(client_with(tmp_path, insight), "forvalter").get(HOME).text
    assert "0 rader er lest." in text_of(page)
    assert re.search(r"<progress [^>]*>", page).group().count("max=") == 0


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (
            LoadState("2026-05", "t", fault="ingest.other-municipality", parameters={"municipality": "4631"}),
            "4631",
        ),
        (LoadState("2026-05", "t", fault=DIED), "Lastingen stoppet før den var ferdig."),
        (LoadState("2026-05", "t", fault="no.such-text"), "Lastingen stoppet før den var ferdig."),
    ],
)
def test_why_a_load_ended_is_told(tmp_path: Path, log_in: LogIn, state: LoadState, sentence: str) -> None:
    insight = replace(FULL_INSIGHT, loading=lambda _: state)
    page = log_in(client_with(tmp_path, insight), "forvalter").get(HOME).text
    assert "Leveransen 2026-05 ble ikke lastet" in text_of(page)
    assert sentence in text_of(page)
    assert "refresh" not in page


def test_a_delivery_that_was_loaded_before_is_told_and_is_no_fault(tmp_path: Path, log_in: LogIn) -> None:
    insight = replace(FULL_INSIGHT, loading=lambda _: LoadState("2026-05", "t", fault=UNCHANGED))
    page = log_in(client_with(tmp_path, insight), "forvalter").get(HOME).text
    assert "Leveransen 2026-05 var lastet fra før" in text_of(page)
    assert "ingenting er endret" in text_of(page)
    assert 'role="alert"' not in page


@pytest.mark.parametrize("path", [LOAD, STOP])
@pytest.mark.parametrize("who", ["planlegger", "forsker"])
def test_only_the_steward_loads_and_stops(tmp_path: Path, log_in: LogIn, path: str, who: str) -> None:
    done: list[str] = []
    insight = replace(FULL_INSIGHT, load=lambda *_: done.append("load"), stop_loading=done.append)
    client = log_in(client_with(tmp_path, insight), "forvalter")
    token = re.findall(r'name="form_token" value="([^"]+)"', client.get(PREVIEW).text)[0]
    assert client.post(path, data={"form_token": "wrong"}, headers=OWN).status_code == 403
    other = path.replace("/4601/", "/4631/")
    assert client.post(other, data={"form_token": token}, headers=OWN).status_code == 403
    client.cookies.clear()
    assert log_in(client, who).post(path, data={"form_token": token}, headers=OWN).status_code == 403
    assert done == []


def test_a_delivery_that_is_not_there_or_not_understood_is_not_loaded(tmp_path: Path, log_in: LogIn) -> None:
    loaded: list[str] = []
    insight = replace(FULL_INSIGHT, load=lambda *_: loaded.append("load"))
    client = log_in(client_with(tmp_path, insight), "forvalter")
    assert send(client, f"{HOME}last/2027-01", shown_at=PREVIEW).status_code == 404
    assert "Last leveransen" not in client.get(PREVIEW).text, "a field is unknown there"
    assert loaded == []


def test_a_delivery_that_is_understood_is_loaded_from_its_preview(tmp_path: Path, log_in: LogIn) -> None:
    insight = replace(FULL_INSIGHT, preview=lambda *told: replace(preview_of(*told), fields=()))
    page = log_in(client_with(tmp_path, insight), "forvalter").get(PREVIEW).text
    assert f'action="{LOAD}"' in page
    assert "Last leveransen" in page


# --- several databanks


def test_with_one_databank_there_is_nothing_to_choose(tmp_path: Path, log_in: LogIn) -> None:
    client = log_in(client_with(tmp_path), "forvalter")
    assert "Databanker" not in client.get(HOME).text
    assert client.get(CARE_HOME).status_code == 404


def test_each_databank_has_its_own_pages(tmp_path: Path, log_in: LogIn) -> None:
    client = log_in(client_with(tmp_path, others=(CARE,)), "forvalter")
    first, other = client.get(HOME).text, client.get(CARE_HOME).text
    for page in (first, other):
        assert f'href="{CARE_HOME}"' in page
        assert f'href="{HOME}"' in page
    assert "bred_csv" in first
    assert "bred_csv" not in other
    assert f'href="{CARE_HOME}versjoner"' in other
    assert "1 200 av 3 400 rader er lest." in text_of(other)
    assert client.get("/nb/forvaltning/4601-helseprofil/").text.count("bred_csv") == first.count("bred_csv")


@pytest.mark.parametrize("segment", ["4601-ukjent", "4601-", "4601-../x", "4601-UPPER", "46011"])
def test_a_databank_that_is_not_there_is_no_page(tmp_path: Path, log_in: LogIn, segment: str) -> None:
    client = log_in(client_with(tmp_path, others=(CARE,)), "forvalter")
    assert client.get(f"/nb/forvaltning/{segment}/").status_code == 404


def test_another_municipality_is_refused_for_every_databank(tmp_path: Path, log_in: LogIn) -> None:
    client = log_in(client_with(tmp_path, others=(CARE,)), "forvalter")
    assert client.get("/nb/forvaltning/4631-hjemmetjenester/").status_code == 403


# --- figures before publication

FIRST = cube([cell(2023, 500, 500), cell(2024, 400, 600)])
SECOND = cube([cell(2023, 500, 500), cell(2024, 600, 400), cell(2024, None, None, district="460199")])
LINK = re.compile(r'href="(/nb/forvaltning/4601/versjoner/[^"/]+-[a-p]+)"')


def proposed(client: TestClient, log_in: LogIn) -> str:
    """Propose as one steward; give the address of the figures."""
    assert send(log_in(client, "forvalter"), f"{RELEASES}/foreslag", shown_at=RELEASES).status_code == 303
    return LINK.findall(client.get(RELEASES).text)[-1]


def test_figures_are_looked_at_and_changes_ticked_before_they_are_approved(
    tmp_path: Path, log_in: LogIn
) -> None:
    prepare(tmp_path, prepared(FIRST))
    client = client_with(tmp_path)
    first = proposed(client, log_in)
    assert "Ingen publiserte tall endres." in client.get(first).text
    assert send(client, first, shown_at=first).status_code == 400, "one's own proposal"
    client.cookies.clear()
    log_in(client, "medforvalter")
    assert send(client, first, shown_at=first).status_code == 303
    client.cookies.clear()
    prepare(tmp_path, prepared(SECOND, version="1.1.0"))
    second = proposed(client, log_in)
    page = client.get(second).text
    assert re.search(r"Fullammes[^|]* 2024 – – 40 % 60 % mer enn vanlig", text_of(page))
    assert 'name="sett"' in page
    client.cookies.clear()
    log_in(client, "medforvalter")
    refused = send(client, second, shown_at=second)
    assert (refused.status_code, "endrer publiserte tall mer enn vanlig" in refused.text) == (400, True)
    assert send(client, second, shown_at=second, sett="ja").status_code == 303
    assert "publisert" in text_of(client.get(second).text)


def test_what_stops_a_publication_is_told_and_there_is_no_button(tmp_path: Path, log_in: LogIn) -> None:
    prepare(tmp_path, prepared(cube([cell(2024, None, 60, district="460199")])))
    client = client_with(tmp_path)
    page = client.get(proposed(client, log_in)).text
    assert "Disse sjekkene stopper dem: S1." in text_of(page)
    assert "2024 ukjent bydel –" in text_of(page)
    assert "Godkjenn" not in text_of(page).partition("Ruter som viser")[2]


@pytest.mark.parametrize("language", ["nn", "en"])
def test_the_page_of_figures_is_there_in_all_languages(tmp_path: Path, log_in: LogIn, language: str) -> None:
    prepare(tmp_path, prepared(FIRST))
    client = client_with(tmp_path)
    path = proposed(client, log_in).replace("/nb/", f"/{language}/")
    word = {"nn": "Sjå tala først", "en": "Look at the figures first"}[language]
    assert word in client.get(path).text


def test_a_publication_that_is_not_the_municipalitys_is_no_page(tmp_path: Path, log_in: LogIn) -> None:
    prepare(tmp_path, prepared(FIRST))
    client = client_with(tmp_path)
    path = proposed(client, log_in)
    assert client.get(path.replace("-4601-", "-4631-")).status_code == 404
    assert client.get(path.replace("/4601/", "/4631/")).status_code == 403
