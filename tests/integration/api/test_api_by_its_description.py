"""The API held against its own descriptions, with addresses and content made from them: right, wrong and odd.

Nothing may be answered that is not described, in form or status, and nothing may be our fault. Half of the
right questions are about things that there are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path

import pytest
import schemathesis
from door_factory import ASKER
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from official_factories import KNOWN as TABLES
from research_factory import BEGIN, PROJECT, Bench, door_to, open_bench, session_of
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from script_worlds import BANK
from starlette.testclient import TestClient
from steward_fakes import BERGEN_DELIVERY, publish_and_propose, stewards
from web_fakes import PASSWORD, administration, make_app

from folkekommune.access.run_records import RunState
from folkekommune.disclosure.policy import load_policy
from folkekommune.official.library import OfficialTables
from folkekommune.official.pending import Pending
from folkekommune.services.measures import Measure
from folkekommune.services.official_tables import OfficialDesk
from folkekommune.services.queued_runs import run_queued
from folkekommune.services.stewards import Stewards
from folkekommune.settings import Mode
from folkekommune.web.form_tokens import HEADER, FormTokens
from folkekommune.web.research.routers import ROUTERS
from folkekommune.web.sessions import COOKIE

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
KNOWN = {
    "number": "4601",
    "slug": "overvekt_4aar",
    "name": "4601.csv",
    "form": "ttl",
    "indicator": "overvekt_4aar",
    "delivery": BERGEN_DELIVERY.identity[:12],
    "waiting": "2026-05",
    "databank": BANK,
    "variable": "SEX",
    "script": "Mitt skript",
    "version": "1",
    "task": "0123456789abcdef",
}
"""Things there are, by the name of their blank in an address."""
KEPT = "/api/v1/administration/projects"
VARIABLES = ("variables", "variables/every")
CHANGES = (
    "state",
    "members",
    "members/{user}/removal",
    "end",
    "papers",
    "grants",
    "grants/withdrawal",
    *VARIABLES,
)
ELSEWHERE = {
    "/api/v1/dashboard/{number}/official/{indicator}": {"indicator": "tannhelse_5aar"},
    # A project that nobody works in may be closed.
    **{
        f"{KEPT}/{{code}}{change}": {"code": "hemmelig"} for change in ("", *(f"/{each}" for each in CHANGES))
    },
}
"""Where a blank of the same name is about other things."""
DIFFERENCE = "/api/v1/stewardship/{number}/releases/difference"
ASKED = {DIFFERENCE: {"earlier": "1.0.0", "later": "1.1.0"}}
"""What must be asked besides of things there are; nothing more is."""
JUDGED = frozenset(
    {
        "/api/v1/projects/{code}/recoding",  # a file may be no table of codes
        "/api/v1/stewardship/{number}/official",  # no file may be waiting
        "/api/v1/stewardship/{number}/official/reading",  # a file may be no official table
        "/api/v1/stewardship/{number}/publications",  # there may be nothing new to publish
        "/api/v1/stewardship/{number}/publications/{publication}/approval",  # it may be withdrawn
        "/api/v1/dashboard/{number}/measures",  # it may be answered before it begins
        "/api/v1/dashboard/{number}/indicators/{indicator}/comments",  # of signs that cannot be shown
        "/api/v1/stewardship/{number}/tasks",  # nothing is ordered where all is done at once
        KEPT,  # the last day may be past, or the code taken
        *(f"{KEPT}/{{code}}/{change}" for change in CHANGES),  # the project may be closed
    }
)
"""Where what is sent can be just as it is described, and still be refused for what it says."""
NEEDS_SENSE = {
    "POST /api/v1/projects/{code}/recoding",
    "POST /api/v1/dashboard/{number}/measures",
    "POST /api/v1/dashboard/{number}/indicators/{indicator}/comments",
    f"POST {KEPT}",
    *(f"POST {KEPT}/{{code}}/{change}" for change in CHANGES),
    "POST /api/v1/stewardship/{number}/official",
    "POST /api/v1/stewardship/{number}/official/reading",
    "POST /api/v1/stewardship/{number}/publications/{publication}/approval",
    "POST /api/v1/stewardship/{number}/tasks",
    "GET /api/v1/stewardship/{number}/tasks/{task}",
    "POST /api/v1/stewardship/{number}/tasks/{task}/cancel",
}
"""What nothing sent by chance can do: each is done in earnest by a test in ``test_work_by_program.py``,
``test_administration_by_program.py`` or ``test_steward_orders.py``."""
EXAMPLES, MANY = 2, 40


@dataclass(frozen=True)
class Served:
    """The pages, who asks, and things there are that got their names by chance."""

    app: FastAPI
    bench: Bench
    known: dict[str, str]

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
    researcher = bench.accounts.log_in("forsker", PASSWORD, client="test").user
    bench.research.enqueue(researcher, PROJECT, f"{BEGIN}tabulate kjonn\n")
    run = bench.runs.claim()
    assert run is not None
    door = door_to(folder)
    run_queued(run, bench.runs, session_of(), lambda asked: door.answer(asked, ASKER), policy="standard-1")
    bench.runs.end(run.identifier, RunState.DONE)
    bench.research.save(researcher, PROJECT, name=KNOWN["script"], script=BEGIN)
    app = make_app(folder / "pages", stewards=_stewards(folder), routers=ROUTERS)
    services = app.state.pages.services
    planner = bench.accounts.log_in("planlegger", PASSWORD, client="test").user
    measure = services.measures.enter(
        planner, "4601", Measure("Ammehjelp", "overvekt_4aar", 2020, 2024, -2.0)
    )
    app.state.pages.services = replace(
        services,
        accounts=bench.accounts,
        research=bench.research,
        official=_desk(folder),
        **administration(folder, bench.accounts),
    )
    written = app.state.pages.services.comments.write(planner, "4601", "overvekt_4aar", "Se tiltaket.")
    steward = bench.accounts.log_in("forvalter", PASSWORD, client="test").user
    desk = services.stewards.choose()[1]
    proposed = desk.publications(steward, "4601")[-1].identifier
    named = {"identifier": run.identifier, "measure": measure.identifier, "publication": proposed}
    named |= {"comment": written, "user": str(planner.identifier)}
    return Served(app, bench, named)


def _stewards(folder: Path) -> Stewards:
    """Make the stewards' use cases on a proposal that is waiting."""
    (folder / "pages").mkdir()
    publish_and_propose(folder)
    return stewards(folder)


def _desk(folder: Path) -> OfficialDesk:
    return OfficialDesk(
        OfficialTables(folder / "official"),
        lambda _: TABLES,
        policy=load_policy(),
        mode=Mode.TEST,
        audit=lambda _: None,
        pending=Pending(folder / "waiting"),
    )


Asked = dict[str, set[int]]
"""The statuses that were answered, by method and address."""


def hold_against(served: Served, described: str, person: str, *, examples: int, own: str = "/") -> Asked:
    """Ask everything that is described, and give what was answered.

    :param own: where the addresses begin that are asked in earnest; others are asked once, right and wrong.
    """
    description = TestClient(served.app).get(described).json()
    # The session comes with every question here, and would be missing in every wrong one.
    description.pop("security", None)
    schema = schemathesis.openapi.from_dict(description)
    schema.app = served.app
    headers = served.headers_of(person)
    known = KNOWN | served.known | {"code": PROJECT if described == LOGGED_IN else "overvekt_4aar"}
    answered: Asked = {}
    for found in schema.get_all_operations():
        operation = found.ok()
        in_earnest = operation.path.startswith(own) if own else False
        times = examples if in_earnest else 1
        statuses = answered[f"{operation.method.upper()} {operation.path}"] = set()
        statuses |= _ask(operation, GenerationMode.POSITIVE, headers, known=known, examples=times)
        statuses |= _ask(operation, GenerationMode.NEGATIVE, headers, known={}, examples=times)
        if in_earnest:
            statuses |= _ask(operation, GenerationMode.POSITIVE, headers, known={}, examples=times)
    return answered


def _ask(
    operation: APIOperation,
    mode: GenerationMode,
    headers: dict[str, str],
    *,
    known: dict[str, str],
    examples: int,
) -> set[int]:
    """Ask one thing some times.

    :param known: what there is, by the name of its blank in the address; without it anything is asked about.
    """
    answered = set()

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Case) -> None:
        if known:
            there = known | ELSEWHERE.get(operation.path, {})
            case.path_parameters = {name: there[name] for name in case.path_parameters or {}}
            case.query = ASKED.get(operation.path, {})
        answer = case.call(headers=headers)
        answered.add(answer.status_code)
        judged = answer.status_code == HTTPStatus.BAD_REQUEST and operation.path in JUDGED
        case.validate_response(answer, excluded_checks=[positive_data_acceptance] if judged else [])

    try:
        ask()
    except Unsatisfiable:
        # There is no wrong way to ask without a blank in the address, a query or content.
        assert mode is GenerationMode.NEGATIVE
    return answered


@pytest.mark.parametrize("person", ["nobody", "steward"])
def test_the_open_api_answers_as_it_is_described(served: Served, person: str) -> None:
    answered = hold_against(served, OPEN, person, examples=EXAMPLES)
    assert set().union(*answered.values()) == {200, 404}


@pytest.mark.parametrize(
    ("person", "own", "statuses"),
    [
        ("nobody", "", {400, 401, 404}),
        ("researcher", "/api/v1/projects", {200, 201, 400, 403, 404}),
        ("planner", "/api/v1/dashboard", {200, 201, 400, 403, 404}),
        ("steward", "/api/v1/stewardship", {200, 201, 202, 204, 400, 403, 404}),
        ("administrator", "/api/v1/administration", {200, 201, 400, 403, 404}),
    ],
)
def test_the_api_for_who_is_logged_in_answers_as_it_is_described(
    served: Served, person: str, own: str, statuses: set[int]
) -> None:
    answered = hold_against(served, LOGGED_IN, person, examples=EXAMPLES, own=own)
    assert set().union(*answered.values()) <= statuses
    # What one may do was done, and not only refused for what was sent.
    done = {asked for asked, found in answered.items() if any(status < 300 for status in found)}
    mine = {asked for asked in answered if own and asked.split()[1].startswith(own)}
    assert mine - done <= NEEDS_SENSE


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
    told = client.get(f"{home}/runs/{served.known['identifier']}", headers=headers).json()
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
