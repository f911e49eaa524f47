"""A client of the pages on invented figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from web_fakes import PASSWORD, FakeFigures, make_app

HOST = "https://kommune.example"
OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    """Give a client that follows no redirects and sees our own faults as pages."""
    return TestClient(
        make_app(tmp_path), base_url=HOST, follow_redirects=False, raise_server_exceptions=False
    )


@pytest.fixture
def client_of(tmp_path: Path) -> Callable[[FakeFigures], TestClient]:
    """Make a client of other figures."""

    def make(figures: FakeFigures) -> TestClient:
        app = make_app(tmp_path, citizen=figures, municipal=figures)
        return TestClient(app, base_url=HOST, follow_redirects=False)

    return make


@pytest.fixture
def log_in() -> Callable[[TestClient, str], TestClient]:
    """Log a client in with the form."""

    def do(client: TestClient, name: str) -> TestClient:
        page = client.get("/nb/logg-inn").text
        token = re.findall(r'name="form_token" value="([^"]+)"', page)[0]
        form = {"navn": name, "passord": PASSWORD, "form_token": token, "til": ""}
        answer = client.post("/nb/logg-inn", data=form, headers=OWN)
        assert answer.status_code == 303
        return client

    return do
