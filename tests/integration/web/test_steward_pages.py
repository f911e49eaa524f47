"""What stewards see and do: their own municipality's deliveries, their quality, releases."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from steward_fakes import stewardship
from web_fakes import make_app

from folkekommune.errors import UsageError

LogIn = Callable[[TestClient, str], TestClient]
HOST = "https://kommune.example"
OWN = {"Sec-Fetch-Site": "same-origin"}
HOME = "/nb/forvaltning/4601/"
DELIVERY = f"{HOME}leveranse/a1b2c3d4e5f6"
RELEASES = f"{HOME}versjoner"


def client_with(folder: Path, make_release: Callable[[str], None] = lambda _: None) -> TestClient:
    app = make_app(folder, stewards=stewardship(folder, make_release))
    return TestClient(app, base_url=HOST, follow_redirects=False, raise_server_exceptions=False)


def text_of(answer: str) -> str:
    """Give the page's words, with plain blanks."""
    plain = re.sub(r"<[^>]+>", " ", html.unescape(answer))
    return re.sub(r"\s+", " ", plain.replace("\xa0", " "))


def token_of(page: str) -> str:
    """Give the form token of a page."""
    return re.findall(r'name="form_token" value="([^"]+)"', page)[0]


@pytest.mark.parametrize(
    ("name", "path", "status"),
    [
        ("forvalter", HOME, 200),
        ("forvalter", DELIVERY, 200),
        ("forvalter", RELEASES, 200),
        ("forvalter", "/nb/forvaltning/4631/", 403),
        ("forvalter", "/nb/forvaltning/4631/leveranse/ffffffffffff", 403),
        ("forvalter", "/nb/forvaltning/4631/versjoner", 403),
        ("forvalter", f"{HOME}leveranse/ffffffffffff", 404),
        ("planlegger", HOME, 403),
        ("planlegger", DELIVERY, 403),
        ("planlegger", RELEASES, 403),
        ("forsker", HOME, 403),
        ("forsker", "/nb/forvaltning/", 403),
    ],
)
def test_only_the_municipalitys_own_steward_gets_in(
    tmp_path: Path, log_in: LogIn, name: str, path: str, status: int
) -> None:
    assert log_in(client_with(tmp_path), name).get(path).status_code == status


def test_a_stranger_is_sent_to_the_log_in(tmp_path: Path) -> None:
    answer = client_with(tmp_path).get(HOME)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/nb/logg-inn")


def test_a_steward_of_one_municipality_goes_straight_to_it(tmp_path: Path, log_in: LogIn) -> None:
    answer = log_in(client_with(tmp_path), "forvalter").get("/nb/forvaltning/")
    assert answer.headers["location"] == HOME


def test_deliveries_are_listed_with_what_became_of_their_rows(tmp_path: Path, log_in: LogIn) -> None:
    page = log_in(client_with(tmp_path), "forvalter").get(HOME).text
    assert "17. mai 2026 08:30 bred_csv 2 040 2 027 8 13" in text_of(page)
    assert f'href="{DELIVERY}"' in page


@pytest.mark.parametrize(
    ("language", "sentence", "reason"),
    [
        ("nb", "2 040 rader ble lest og 2 027 lastet", "Over grensen"),
        ("nn", "2 040 rader blei lesne og 2 027 lasta", "Over grensa"),
        ("en", "2,040 rows were read and 2,027 loaded", "Over the limit"),
    ],
)
def test_the_quality_of_a_delivery_is_told_in_the_readers_language(
    tmp_path: Path, log_in: LogIn, language: str, sentence: str, reason: str
) -> None:
    page = log_in(client_with(tmp_path), "forvalter").get(DELIVERY.replace("/nb/", f"/{language}/")).text
    assert sentence in text_of(page)
    assert reason in text_of(page)


def test_releases_without_the_municipality_are_not_listed(tmp_path: Path, log_in: LogIn) -> None:
    page = text_of(log_in(client_with(tmp_path), "forvalter").get(RELEASES).text)
    assert "Versjon 1.0.0" in page
    assert "0.9.0" not in page


def test_making_a_release_needs_the_forms_token(tmp_path: Path, log_in: LogIn) -> None:
    made = threading.Event()
    client = log_in(client_with(tmp_path, lambda _: made.set()), "forvalter")
    assert client.post(RELEASES, data={"form_token": "wrong"}, headers=OWN).status_code == 403
    assert not made.is_set()


def test_a_release_goes_on_after_the_page_is_left_and_is_made_once_at_a_time(
    tmp_path: Path, log_in: LogIn
) -> None:
    begun, go_on, count = threading.Event(), threading.Event(), []

    def make(municipality: str) -> None:
        assert municipality == "4601"
        count.append(1)
        begun.set()
        go_on.wait(20)

    client = log_in(client_with(tmp_path, make), "forvalter")
    token = token_of(client.get(RELEASES).text)
    assert client.post(RELEASES, data={"form_token": token}, headers=OWN).status_code == 303
    assert begun.wait(20)
    assert "En versjon blir laget" in client.get(RELEASES).text
    client.post(RELEASES, data={"form_token": token}, headers=OWN)
    go_on.set()
    assert count == [1]


def test_a_release_that_fails_says_so_and_nothing_of_why_that_could_hold_a_value(
    tmp_path: Path, log_in: LogIn
) -> None:
    failed = threading.Event()

    def make(municipality: str) -> None:
        assert municipality == "4601"
        failed.set()
        raise RuntimeError("18851099999")

    client = log_in(client_with(tmp_path, make), "forvalter")
    client.post(RELEASES, data={"form_token": token_of(client.get(RELEASES).text)}, headers=OWN)
    assert failed.wait(20)
    page = client.get(RELEASES).text
    for _ in range(100):
        if "Versjonen ble ikke laget" in page:
            break
        page = client.get(RELEASES).text
    assert "Versjonen ble ikke laget" in page
    assert "18851099999" not in page


def test_proposing_without_figures_says_what_to_do(tmp_path: Path, log_in: LogIn) -> None:
    client = log_in(client_with(tmp_path), "forvalter")
    token = token_of(client.get(RELEASES).text)
    answer = client.post(f"{RELEASES}/foreslag", data={"form_token": token}, headers=OWN)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def test_a_fault_with_a_text_of_its_own_is_told(tmp_path: Path, log_in: LogIn) -> None:
    def make(municipality: str) -> None:
        assert municipality == "4601"
        raise UsageError("store.no-parts")

    client = log_in(client_with(tmp_path, make), "forvalter")
    client.post(RELEASES, data={"form_token": token_of(client.get(RELEASES).text)}, headers=OWN)
    pages = (client.get(RELEASES).text for _ in range(100))
    assert any('role="alert"' in page for page in pages)
