"""What the watch is told, what is logged, and that nothing is answered when answering is stopped."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from web_fakes import make_app

from folkekommune.errors import InputError
from folkekommune.operations.log_lines import ROOM, write_log_to
from folkekommune.texts import LANGUAGES, text
from folkekommune.web.operated import Operated

HOST = "https://kommune.example"


class Switchable:
    """An installation that a test stops, breaks and measures."""

    def __init__(self) -> None:
        self.stopped = False
        self.failing: tuple[str, ...] = ()

    def operated(self, *watchers: str) -> Operated:
        """Give what the server is told, and who may read its figures."""
        return Operated(
            lambda: self.stopped,
            lambda: self.failing,
            lambda: {"runs_queued": 3.0},
            watchers or ("testclient",),
        )


@pytest.fixture
def switch() -> Switchable:
    return Switchable()


@pytest.fixture
def watched(tmp_path: Path, switch: Switchable) -> TestClient:
    app = make_app(tmp_path, operated=switch.operated())
    return TestClient(app, base_url=HOST, follow_redirects=False, raise_server_exceptions=False)


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict]]]:
    stream = io.StringIO()
    logger = logging.getLogger(ROOM)
    before = logger.level, logger.propagate
    handler = write_log_to(stream, requests=True)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logger.removeHandler(handler)
    logger.level, logger.propagate = before
    logging.getLogger(f"{ROOM}.requests").setLevel(logging.NOTSET)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/nb/", "nb"),
        ("/nn/sporsmal", "nn"),
        ("/en/kommune/", "en"),
        ("/nb/logg-inn", "nb"),
        ("/nb/finnes-ikke", "nb"),
        ("/", "nb"),
    ],
)
def test_every_page_says_why_while_answering_is_stopped(
    watched: TestClient, switch: Switchable, path: str, kind: str
):
    kept = watched.get("/nb/").status_code
    switch.stopped = True
    answer = watched.get(path)
    assert (kept, answer.status_code, answer.headers["retry-after"]) == (200, 503, "300")
    assert text("operations.stopped-title", kind) in answer.text
    for language in LANGUAGES:
        assert text("operations.stopped", language) in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    switch.stopped = False
    assert watched.get("/nb/").status_code == 200


def test_the_api_and_every_method_are_stopped_too(watched: TestClient, switch: Switchable):
    switch.stopped = True
    answer = watched.get("/api/v1/indicators")
    assert answer.status_code == 503
    assert set(answer.json()["message"]) == set(LANGUAGES)
    assert watched.post("/nb/logg-inn", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 503
    assert watched.get("/healthz").json() == {"status": "stopped"}


def test_health_tells_what_is_missing_by_name_alone(watched: TestClient, switch: Switchable):
    assert (watched.get("/healthz").status_code, watched.get("/healthz").json()) == (200, {"status": "ok"})
    switch.failing = ("control-database",)
    answer = watched.get("/healthz")
    assert (answer.status_code, answer.json()) == (
        503,
        {"status": "failing", "failing": ["control-database"]},
    )


def test_metrics_count_by_route_and_never_by_address(watched: TestClient, switch: Switchable):
    for path in ("/nb/", "/nb/", "/nb/sporsmal?sok=hemmelig", "/nb/finnes-ikke-12345678901", "/static/x"):
        watched.get(path)
    switch.stopped = True
    watched.get("/nb/")
    written = watched.get("/metrics").text
    assert 'folkekommune_requests_total{method="GET",route="/{language}/",status="200"} 2.0' in written
    assert 'folkekommune_requests_total{method="GET",route="/{language}/",status="503"} 1.0' in written
    assert 'route="-",status="404"' in written
    assert "folkekommune_runs_queued 3.0" in written
    assert "folkekommune_answering 0.0" in written
    assert "hemmelig" not in written
    assert "12345678901" not in written


def test_metrics_are_for_the_watch_alone(tmp_path: Path, switch: Switchable):
    app = make_app(tmp_path, operated=switch.operated("127.0.0.1"))
    client = TestClient(app, base_url=HOST)
    assert client.get("/metrics").status_code == 404
    near = TestClient(app, base_url=HOST, client=("127.0.0.1", 4711))
    assert near.get("/metrics").headers["content-type"].startswith("text/plain")


def test_a_request_is_logged_as_one_line_without_what_it_carried(watched: TestClient, lines):
    answer = watched.get("/nb/sporsmal?sok=hemmelig+sykdom", headers={"X-Request-ID": "fra-proxy-0001"})
    watched.get("/nb/finnes-ikke-Kari-Nordmann")
    first, second = lines()
    assert answer.headers["x-request-id"] == first["request"] == "fra-proxy-0001"
    assert {key: first[key] for key in ("level", "method", "route", "status")} == {
        "level": "info",
        "method": "GET",
        "route": "/{language}/sporsmal",
        "status": 200,
    }
    assert second["route"] == "-"
    assert second["request"] != first["request"]
    assert "hemmelig" not in json.dumps([first, second])
    assert "Nordmann" not in json.dumps([first, second])


@pytest.mark.parametrize("given", ["short", "a" * 65, "line\tbreak-in-it", '{"level": "error"}', "æøåæøåæøå"])
def test_an_id_that_could_forge_a_line_is_not_taken(watched: TestClient, lines, given: str):
    answer = watched.get("/nb/", headers={"X-Request-ID": given.encode()})
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["x-request-id"])
    assert [line["request"] for line in lines()] == [answer.headers["x-request-id"]]


def test_a_fault_of_ours_is_logged_with_its_request_and_without_its_words(tmp_path: Path, lines):
    app = make_app(tmp_path)

    @app.get("/nb/kommune/brudd")
    def broken() -> None:
        raise ValueError("12345678901 Kari Nordmann")

    client = TestClient(app, base_url=HOST, raise_server_exceptions=False)
    answer = client.get("/nb/kommune/brudd")
    assert answer.status_code == 500
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    fault, request = lines()
    assert fault["level"] == "error"
    assert "ValueError" in fault["message"]
    assert fault["request"] == request["request"] == answer.headers["x-request-id"]
    assert "Nordmann" not in json.dumps([fault, request])


def test_line_breaks_in_a_message_make_no_second_line(lines):
    logging.getLogger(f"{ROOM}.test").error('one\n{"level": "info"}')
    logging.getLogger(f"{ROOM}.test").error("with a fault", exc_info=InputError("web.not-found"))
    first, second = lines()
    assert first["message"] == 'one\n{"level": "info"}'
    assert second["fault"] == "InputError"
