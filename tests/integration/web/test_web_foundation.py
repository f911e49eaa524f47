"""Headers, faults and bundles."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from fastapi import APIRouter
from starlette.testclient import TestClient
from web_fakes import FakeFigures, make_app

from folkekommune.errors import InputError, UsageError
from folkekommune.keys.vault_client import VaultUnreachable
from folkekommune.web.assets import Assets


@pytest.mark.parametrize("path", ["/nb/", "/nb/logg-inn", "/nb/finnes-ikke", "/", "/healthz", "/static/x"])
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    for part in (
        "default-src 'self'",
        "script-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ):
        assert part in policy.split("; ")
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"


def test_the_nonce_is_new_for_every_answer_and_absent_from_pages_for_everyone(client: TestClient) -> None:
    first, second = (client.get("/nb/logg-inn") for _ in range(2))
    nonces = [
        re.findall(r"'nonce-([\w-]+)'", page.headers["content-security-policy"])[0]
        for page in (first, second)
    ]
    assert nonces[0] != nonces[1]
    assert f'name="csp-nonce" content="{nonces[0]}"' in first.text
    assert "nonce" not in client.get("/nb/").headers["content-security-policy"]


def test_private_pages_are_not_stored_by_anyone(client: TestClient) -> None:
    assert client.get("/nb/logg-inn").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/nb/finnes-ikke", "Vi fant ikke siden"),
        ("/nn/finst-ikkje", "Vi fann ikkje sida"),
        ("/en/sporsmal/none-such/4601", "We did not find the page"),
        ("/nb/sporsmal/fullamming_6uker/1", "Vi fant ikke siden"),
        ("/sv/sporsmal", "Vi fant ikke siden"),
    ],
)
def test_an_address_that_does_not_exist_says_so_in_its_language_and_offers_a_search(
    client: TestClient, path: str, sentence: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert f"<h1>{sentence}</h1>" in answer.text
    assert 'role="search"' in answer.text
    assert 'content="noindex"' in answer.text


def _app_with(tmp_path: Path, error: Exception) -> TestClient:
    router = APIRouter()

    @router.get("/{language}/provoke")
    def provoke(language: str) -> None:
        raise error

    app = make_app(tmp_path)
    app.router.routes[:0] = router.routes
    return TestClient(app, raise_server_exceptions=False)


def test_our_own_fault_is_owned_up_to_and_shows_and_logs_no_value(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = _app_with(tmp_path, ValueError("41818112345 weighs 8.2 kg")).get("/nb/provoke")
    assert answer.status_code == 500
    assert "Det har skjedd en feil hos oss" in answer.text
    code = re.findall(r"Kode: (FK-[0-9a-f]{8})", answer.text)[0]
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("folkekommune")]
    assert any(code in message and "ValueError" in message for message in ours)
    for secret in ("41818112345", "8.2 kg"):
        assert secret not in answer.text
        assert not any(secret in message for message in ours)


def test_a_fault_of_the_user_is_told_with_its_remedy(tmp_path: Path) -> None:
    answer = _app_with(tmp_path, InputError("access.unknown-project", project="sovn")).get("/nn/provoke")
    assert answer.status_code == 400
    assert "Det finst ikkje noko prosjekt som heiter sovn." in answer.text
    assert "access.unknown-project" in answer.text


def test_while_the_vault_is_away_a_person_is_told_to_come_back(tmp_path: Path) -> None:
    answer = _app_with(tmp_path, VaultUnreachable("vault.away")).get("/nn/provoke")
    assert answer.status_code == 503
    assert "Prøv igjen om nokre minutt." in answer.text
    assert "systemctl" not in answer.text  # that is for who runs the installation


def test_the_api_answers_faults_as_data(client: TestClient) -> None:
    answer = client.get("/api/v1/none-such")
    assert answer.status_code == 404
    assert answer.json()["code"] == "FK-404"


def test_bundles_are_kept_for_ever_and_packed(client: TestClient) -> None:
    address = re.findall(r'rel="stylesheet" href="([^"]+)"', client.get("/nb/").text)[0]
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert "immutable" in packed.headers["cache-control"]
    assert packed.headers["content-encoding"] == "gzip"
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    assert plain.content == packed.content
    assert client.get("/static/..%2f..%2fports.py").status_code == 404


def test_a_front_end_that_is_not_built_is_said_before_the_server_starts(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as fault:
        Assets(tmp_path)
    assert fault.value.code == "web.not-built"


def test_the_server_says_that_it_is_well(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_made_up_addresses_do_not_fill_the_memory(tmp_path: Path) -> None:
    app = make_app(tmp_path, citizen=FakeFigures())
    client = TestClient(app)
    for number in range(20):
        client.get(f"/nb/sporsmal?kommune={number:04}&x={number}")
        client.get(f"/nb/finnes-ikke-{number}")
    layer = app.middleware_stack
    while layer is not None and type(layer).__name__ != "PageCache":
        layer = getattr(layer, "_app", None) or getattr(layer, "app", None)
    assert layer is not None
    assert len(layer._pages) == 0
