"""Logging in and out, and the two locks on everything that changes something."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from web_fakes import PASSWORD, make_app

OWN = {"Sec-Fetch-Site": "same-origin"}
LogIn = Callable[[TestClient, str], TestClient]


def _form(client: TestClient, **changes: str) -> dict[str, str]:
    page = client.get("/nb/logg-inn").text
    token = re.findall(r'name="form_token" value="([^"]+)"', page)[0]
    return {"navn": "planlegger", "passord": PASSWORD, "form_token": token, "til": "", **changes}


def test_the_right_password_opens_a_session_that_the_browser_guards(client: TestClient) -> None:
    answer = client.post("/nb/logg-inn", data=_form(client), headers=OWN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/nb/kommune/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" in cookie  # the test's host is not the machine itself


def test_over_plain_http_on_the_machine_itself_the_cookie_can_be_used(tmp_path: Path) -> None:
    client = TestClient(make_app(tmp_path), base_url="http://127.0.0.1:8000", follow_redirects=False)
    answer = client.post("/nb/logg-inn", data=_form(client), headers=OWN)
    assert "secure" not in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize(
    ("name", "room"), [("planlegger", "kommune"), ("forsker", "arbeidsbenk"), ("forvalter", "forvaltning")]
)
def test_each_user_comes_to_their_own_room(client: TestClient, name: str, room: str) -> None:
    answer = client.post("/nn/logg-inn", data=_form(client, navn=name), headers=OWN)
    assert answer.headers["location"] == f"/nn/{room}/"


@pytest.mark.parametrize(
    ("til", "goal"),
    [
        ("/nb/kommune/4601/overvekt_4aar?aar=2024", "/nb/kommune/4601/overvekt_4aar?aar=2024"),
        ("https://example.org/", "/nb/kommune/"),
        ("//example.org/nb/kommune/", "/nb/kommune/"),
        ("/\\example.org", "/nb/kommune/"),
        ("/nb/kommune\\..\\x", "/nb/kommune/"),
        ("/nb/logg-ut", "/nb/kommune/"),
        ("nb/kommune/", "/nb/kommune/"),
    ],
)
def test_after_the_log_in_the_reader_goes_to_our_own_pages_only(
    client: TestClient, til: str, goal: str
) -> None:
    answer = client.post("/nb/logg-inn", data=_form(client, til=til), headers=OWN)
    assert answer.headers["location"] == goal


@pytest.mark.parametrize("change", [{"passord": "feil feil feil"}, {"navn": "ingen"}])
def test_a_wrong_password_and_a_wrong_name_look_the_same(client: TestClient, change: dict[str, str]) -> None:
    answer = client.post("/nb/logg-inn", data=_form(client, **change), headers=OWN)
    assert answer.status_code == 403
    assert "Brukernavn eller passord er feil. Prøv igjen." in answer.text
    assert "set-cookie" not in answer.headers
    assert "feil feil feil" not in answer.text


def test_too_many_tries_are_stopped_with_a_sentence(client: TestClient) -> None:
    for _ in range(5):
        client.post("/nb/logg-inn", data=_form(client, passord="feil feil feil"), headers=OWN)
    answer = client.post("/nb/logg-inn", data=_form(client), headers=OWN)
    assert answer.status_code == 403
    assert "Vent 15 minutter og prøv igjen." in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://kommune.example"},
        {"Origin": "https://example.org"},
        {"Origin": "null"},
        {},
    ],
)
def test_a_change_from_elsewhere_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/nb/logg-inn", data=_form(client), headers=headers)
    assert answer.status_code == 403
    assert "Forespørselen kom ikke fra våre sider" in answer.text
    assert "set-cookie" not in answer.headers


def test_an_older_browser_is_known_by_its_origin(client: TestClient) -> None:
    answer = client.post("/nb/logg-inn", data=_form(client), headers={"Origin": "https://kommune.example"})
    assert answer.status_code == 303


def test_a_cookie_together_with_an_authorization_header_opens_no_back_door(
    client: TestClient, log_in: LogIn
) -> None:
    log_in(client, "planlegger")
    answer = client.post("/nb/logg-ut", headers={"Authorization": "Bearer x"})
    assert answer.status_code == 403


@pytest.mark.parametrize("token", ["", "x", "log-in.x.y"])
def test_a_log_in_form_that_is_not_ours_is_refused(client: TestClient, token: str) -> None:
    answer = client.post("/nb/logg-inn", data=_form(client, form_token=token), headers=OWN)
    assert answer.status_code == 403
    assert "Skjemaet er for gammelt." in answer.text


def _logged_in(tmp_path: Path, log_in: LogIn) -> TestClient:
    app = make_app(tmp_path)
    return log_in(TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False), "planlegger")


def test_logging_out_ends_the_session_on_the_server(tmp_path: Path, log_in: LogIn) -> None:
    client = _logged_in(tmp_path, log_in)
    stolen = client.cookies["fk_session"]
    page = client.get("/nb/kommune/4601/").text
    token = re.findall(r'name="form_token" value="([^"]+)"', page)[0]
    answer = client.post("/nb/logg-ut", data={"form_token": token}, headers=OWN)
    assert answer.headers["location"] == "/nb/logg-inn?ut=1"
    client.cookies.set("fk_session", stolen)
    assert client.get("/nb/kommune/4601/").status_code == 303


@pytest.mark.parametrize("token", ["", "0" * 64])
def test_a_form_without_the_session_s_token_changes_nothing(
    tmp_path: Path, log_in: LogIn, token: str
) -> None:
    client = _logged_in(tmp_path, log_in)
    answer = client.post("/nb/logg-ut", data={"form_token": token}, headers=OWN)
    assert answer.status_code == 403
    assert client.get("/nb/kommune/4601/").status_code == 200


def test_a_new_log_in_has_a_new_session_id(tmp_path: Path, log_in: LogIn) -> None:
    client = _logged_in(tmp_path, log_in)
    first = client.cookies["fk_session"]
    client.cookies.clear()
    assert log_in(client, "planlegger").cookies["fk_session"] != first


def test_a_part_of_a_page_asks_the_browser_to_go_to_the_log_in(client: TestClient) -> None:
    answer = client.get("/nb/kommune/4601/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/nb/logg-inn")


def test_pages_for_everyone_do_not_know_who_reads_them(tmp_path: Path, log_in: LogIn) -> None:
    client = _logged_in(tmp_path, log_in)
    assert "Pia Planlegger" in client.get("/nb/kommune/4601/").text
    assert "Pia Planlegger" not in client.get("/nb/").text
