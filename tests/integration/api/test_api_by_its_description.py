"""The API held against its own descriptions, with addresses and content made from them: right, wrong and odd.

Nothing may be answered that is not described, in form or status, and nothing may be our fault. Half of the
right questions are about things that there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import hypothesis.strategies as st
import pytest
import schemathesis
from door_factory import ASKER
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from research_factory import BEGIN, PROJECT, Bench, door_to, open_bench, session_of
from schemathesis import APIOperation, Case, GenerationMode
from starlette.testclient import TestClient
from web_fakes import PASSWORD, FakeFigures, figure_set

from folkekommune.access.run_records import RunState
from folkekommune.access.users import Grant
from folkekommune.services.queued_runs import run_queued
from folkekommune.web.application import create_app
from folkekommune.web.form_tokens import HEADER, FormTokens
from folkekommune.web.ports import Services
from folkekommune.web.research.routers import ROUTERS
from folkekommune.web.sessions import COOKIE
from folkekommune.web.settings import WebSettings

SECRET = b"a secret for tests"
OPEN, LOGGED_IN = "/api/v1/openapi.json", "/api/v1/logged-in/openapi.json"
PEOPLE = {
    "nobody": "",
    "researcher": "forsker",
    "stranger": "annen",
    "planner": "planlegger",
    "steward": "forvalter",
    "administrator": "administrator",
}
KNOWN = {"number": "4601", "slug": "overvekt_4aar", "name": "4601.csv", "form": "ttl"}
"""Things there are, by the name of their blank in an address."""
EXAMPLES, MANY = 4, 40


@dataclass(frozen=True)
class Served:
    """The pages, a run that has ended, and who asks."""

    app: FastAPI
    bench: Bench
    run: str

    def headers_of(self, person: str) -> dict[str, str]:
        """Give what a program sends for someone."""
        own = {"Sec-Fetch-Site": "same-origin"}
        if not PEOPLE[person]:
            return own
        token = self.bench.accounts.log_in(PEOPLE[person], PASSWORD, client="test").token
        return own | {"Cookie": f"{COOKIE}={token}", HEADER: FormTokens(SECRET).of_session(token)}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Served:
    """Serve invented figures, and a project where one run has ended."""
    folder = tmp_path_factory.mktemp("api")
    bench = open_bench(folder)
    bench.accounts.create("administrator", "A", password=PASSWORD, grants=(Grant("administrator"),))
    researcher = bench.accounts.log_in("forsker", PASSWORD, client="test").user
    bench.research.enqueue(researcher, PROJECT, f"{BEGIN}tabulate kjonn\n")
    run = bench.runs.claim()
    assert run is not None
    door = door_to(folder)
    run_queued(run, bench.runs, session_of(), lambda asked: door.answer(asked, ASKER), policy="standard-1")
    bench.runs.end(run.identifier, RunState.DONE)
    figures = FakeFigures()
    cells = figure_set(figures)
    services = Services(figures, figures, bench.accounts, research=bench.research, published=lambda: cells)
    app = create_app(services, settings=WebSettings(secret=SECRET), routers=ROUTERS)
    return Served(app, bench, run.identifier)


def hold_against(served: Served, described: str, person: str, *, examples: int) -> set[int]:
    """Ask everything that is described, and give the statuses that were answered."""
    description = TestClient(served.app).get(described).json()
    # The session comes with every question here, and would be missing in every wrong one.
    description.pop("security", None)
    schema = schemathesis.openapi.from_dict(description)
    schema.app = served.app
    headers = served.headers_of(person)
    known = KNOWN | (
        {"code": PROJECT, "identifier": served.run} if described == LOGGED_IN else {"code": "overvekt_4aar"}
    )
    return {
        status
        for found in schema.get_all_operations()
        for mode in GenerationMode
        for status in _ask(found.ok(), mode, headers, known=known, examples=examples)
    }


def _ask(
    operation: APIOperation,
    mode: GenerationMode,
    headers: dict[str, str],
    *,
    known: dict[str, str],
    examples: int,
) -> set[int]:
    answered = set()

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), is_known=st.booleans())
    def ask(case: Case, is_known: bool) -> None:
        if is_known and mode is GenerationMode.POSITIVE:
            case.path_parameters = {name: known[name] for name in case.path_parameters or {}}
        answer = case.call(headers=headers)
        answered.add(answer.status_code)
        case.validate_response(answer)

    try:
        ask()
    except Unsatisfiable:
        # There is no wrong way to ask without a blank in the address, a query or content.
        assert mode is GenerationMode.NEGATIVE
    return answered


@pytest.mark.parametrize("person", ["nobody", "steward"])
def test_the_open_api_answers_as_it_is_described(served: Served, person: str) -> None:
    assert hold_against(served, OPEN, person, examples=EXAMPLES) == {200, 404}


@pytest.mark.parametrize(
    ("person", "statuses"),
    [
        ("nobody", {400, 401, 404}),
        ("researcher", {200, 201, 400, 403, 404}),
        ("stranger", {200, 400, 403, 404}),
        ("planner", {200, 400, 403, 404}),
        ("steward", {200, 400, 403, 404}),
        ("administrator", {200, 400, 403, 404}),
    ],
)
def test_the_api_for_who_is_logged_in_answers_as_it_is_described(
    served: Served, person: str, statuses: set[int]
) -> None:
    assert hold_against(served, LOGGED_IN, person, examples=EXAMPLES) <= statuses


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("described", [OPEN, LOGGED_IN])
def test_the_api_answers_as_it_is_described_however_it_is_asked(
    served: Served, described: str, person: str
) -> None:
    hold_against(served, described, person, examples=MANY)


def test_a_route_that_answers_otherwise_than_described_would_be_found(served: Served) -> None:
    schema = schemathesis.openapi.from_asgi(OPEN, served.app)
    case = schema["/api/v1/municipalities"]["GET"].Case()
    answer = case.call()
    described = schema.raw_schema["components"]["schemas"]["MunicipalityEntry"]["properties"]
    described["number"]["type"] = "integer"
    with pytest.raises(schemathesis.errors.FailureGroup):
        case.validate_response(answer)


def test_a_script_is_checked_run_read_and_cancelled_by_program(served: Served) -> None:
    client = TestClient(served.app, base_url="https://kommune.example")
    headers = served.headers_of("researcher")
    token = client.get("/api/v1/me", headers=headers).json()["form_token"]
    assert token == headers[HEADER]
    home = f"/api/v1/projects/{PROJECT}"
    (fault,) = client.post(f"{home}/check", json={"script": f"{BEGIN}tabulate tull"}, headers=headers).json()
    assert fault["line"] == 5
    queued = client.post(f"{home}/runs", json={"script": BEGIN}, headers=headers)
    assert (queued.status_code, queued.json()["state"], queued.json()["own"]) == (201, "queued", True)
    identifier = queued.json()["identifier"]
    cancelled = client.post(f"{home}/runs/{identifier}/cancel", headers=headers).json()
    assert cancelled["state"] == "cancelled"
    told = client.get(f"{home}/runs/{served.run}", headers=headers).json()
    (table,) = (each for each in told["results"] if each["values"])
    assert table["command"] == "tabulate kjonn"
    assert table["values"].startswith("kjonn;Antall")


@pytest.mark.parametrize(("missing", "status"), [(HEADER, 403), ("Cookie", 401), ("Sec-Fetch-Site", 403)])
def test_a_change_needs_session_token_and_origin(served: Served, missing: str, status: int) -> None:
    client = TestClient(served.app, base_url="https://kommune.example")
    headers = {name: value for name, value in served.headers_of("researcher").items() if name != missing}
    before = len(served.bench.runs.of_project(PROJECT))
    answer = client.post(f"/api/v1/projects/{PROJECT}/runs", json={"script": BEGIN}, headers=headers)
    assert answer.status_code == status
    assert len(served.bench.runs.of_project(PROJECT)) == before


@pytest.mark.parametrize("path", ["", f"/{PROJECT}/runs", "/hemmelig/runs", "/finnes-ikke/runs"])
def test_whoever_is_not_in_a_project_learns_nothing_of_it(served: Served, path: str) -> None:
    client = TestClient(served.app, base_url="https://kommune.example")
    statuses = {
        person: client.get(f"/api/v1/projects{path}", headers=served.headers_of(person)).status_code
        for person in PEOPLE
    }
    allowed = (
        {"researcher"} if path == f"/{PROJECT}/runs" else {"researcher", "stranger"} if not path else set()
    )
    assert {person for person, status in statuses.items() if status == 200} == allowed
    assert statuses["nobody"] == 401
