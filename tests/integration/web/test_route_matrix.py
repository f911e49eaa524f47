"""Who reaches which address: one truth table over every route of the application, by its own list.

A group of routes a row, a kind of person a column. ``yes``: the request reaches its page (which may then find
nothing); ``log-in``: sent to the log-in page; ``-``: refused. A route that stands in no group fails, and so
does one that is no more.

Everything is asked about Bergen (4601) and the project ``sovn``, whose only member is ``researcher``;
``stranger`` researches in another project, ``neighbour`` and ``elsewhere`` are planner and steward in Alver,
``publisher`` is the steward who approves what another proposed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from research_factory import PROJECT, open_bench
from starlette.testclient import TestClient
from steward_fakes import stewards
from web_fakes import PASSWORD, FakeFigures, administration

from folkekommune.access.users import Grant
from folkekommune.web.application import create_app
from folkekommune.web.form_tokens import FIELD, FormTokens
from folkekommune.web.ports import Services
from folkekommune.web.research.routers import ROUTERS
from folkekommune.web.sessions import COOKIE
from folkekommune.web.settings import WebSettings

ROUTES = """
everyone
    GET  /static/{name}
    GET  /healthz
    GET  /
    GET  /{language}/logg-inn
    GET  /{language}/logg-inn/hos/{provider}
    GET  /logg-inn/{provider}/svar
    GET  /logg-inn/{provider}/ut
    GET  /logg-inn/{provider}/avslutt
    GET  /{language}/galleri
    GET  /{language}/galleri/{fault}
    GET  /{language}/
    GET  /{language}/sporsmal
    GET  /{language}/personvern
    GET  /{language}/sted
    GET  /{language}/sted/{number}
    GET  /{language}/profil.css
    GET  /{language}/sted/{number}/profil
    GET  /{language}/sted/{number}/profil.pdf
    GET  /{language}/sted/{number}/utkast
    GET  /{language}/sted/{number}/bydel/{district}/profil
    GET  /{language}/sted/{number}/bydel/{district}/profil.pdf
    GET  /{language}/sted/{number}/endringer
    GET  /{language}/sted/{number}/endringer.xml
    GET  /{language}/sporsmal/{slug}/{number}/endringer.xml
    GET  /{language}/tall/{code}
    GET  /{language}/apne-data
    GET  /{language}/apne-data/{code}-excel.csv
    GET  /{language}/apne-data/{code}.csv
    GET  /api/v1/openapi.json
    GET  /api/v1/logged-in/openapi.json
    GET  /api/v1/municipalities
    GET  /api/v1/indicators
    GET  /api/v1/indicators/{code}
    GET  /api/v1/indicators/{code}/{number}
    GET  /api/v1/questions
    GET  /api/v1/questions/{slug}/{number}
    GET  /api/v1/changes/{number}
    GET  /api/v1/figures/{name}
    GET  /api/v1/json-stat/{number}/{code}
    GET  /api/v1/catalogue.{form}
    GET  /{language}/innfelt/{slug}/{number}
    GET  /{language}/sporsmal/{slug}
    GET  /{language}/sporsmal/{slug}/{number}
waiting
    GET  /{language}/logg-inn/venter
api-me
    GET  /api/v1/me
api-projects
    GET  /api/v1/projects
api-commands
    GET  /api/v1/commands
api-dashboard
    GET  /api/v1/dashboard
api-municipality
    GET  /api/v1/dashboard/{number}/findings
    GET  /api/v1/dashboard/{number}/barometer
    GET  /api/v1/dashboard/{number}/people
    GET  /api/v1/dashboard/{number}/about
    GET  /api/v1/dashboard/{number}/indicators
    GET  /api/v1/dashboard/{number}/indicators/{indicator}
    GET  /api/v1/dashboard/{number}/indicators/{indicator}/figures
    GET  /api/v1/dashboard/{number}/indicators/{indicator}/groups
    GET  /api/v1/dashboard/{number}/indicators/{indicator}/comparison
    GET  /api/v1/dashboard/{number}/districts
    GET  /api/v1/dashboard/{number}/measures
    POST /api/v1/dashboard/{number}/measures
    POST /api/v1/dashboard/{number}/measures/{measure}/end
    GET  /api/v1/dashboard/{number}/indicators/{indicator}/comments
    POST /api/v1/dashboard/{number}/indicators/{indicator}/comments
    POST /api/v1/dashboard/{number}/indicators/{indicator}/comments/{comment}/withdrawal
    GET  /api/v1/dashboard/{number}/quality
    GET  /api/v1/dashboard/{number}/changes
    GET  /api/v1/dashboard/{number}/report
    GET  /api/v1/dashboard/{number}/official
    GET  /api/v1/dashboard/{number}/official/{indicator}
api-stewardship
    GET  /api/v1/stewardship
api-steward
    GET  /api/v1/stewardship/{number}/databanks
    GET  /api/v1/stewardship/{number}/deliveries
    GET  /api/v1/stewardship/{number}/deliveries/{delivery}
    GET  /api/v1/stewardship/{number}/load
    POST /api/v1/stewardship/{number}/load/stop
    GET  /api/v1/stewardship/{number}/tasks
    POST /api/v1/stewardship/{number}/tasks
    GET  /api/v1/stewardship/{number}/tasks/{task}
    POST /api/v1/stewardship/{number}/tasks/{task}/cancel
    GET  /api/v1/stewardship/{number}/corrections
    GET  /api/v1/stewardship/{number}/waiting
    GET  /api/v1/stewardship/{number}/waiting/{waiting}
    POST /api/v1/stewardship/{number}/waiting/{waiting}/load
    GET  /api/v1/stewardship/{number}/quality
    GET  /api/v1/stewardship/{number}/alerts
    GET  /api/v1/stewardship/{number}/releases
    POST /api/v1/stewardship/{number}/releases
    GET  /api/v1/stewardship/{number}/releases/difference
    POST /api/v1/stewardship/{number}/releases/withdrawal
    GET  /api/v1/stewardship/{number}/publications
    POST /api/v1/stewardship/{number}/publications
    GET  /api/v1/stewardship/{number}/publications/{publication}
    POST /api/v1/stewardship/{number}/publications/{publication}/approval
    POST /api/v1/stewardship/{number}/publications/{publication}/withdrawal
    GET  /api/v1/stewardship/{number}/official
    POST /api/v1/stewardship/{number}/official
    POST /api/v1/stewardship/{number}/official/reading
    POST /api/v1/stewardship/{number}/official/cancel
api-administration
    GET  /api/v1/administration/projects
    POST /api/v1/administration/projects
    GET  /api/v1/administration/projects/{code}
    POST /api/v1/administration/projects/{code}/state
    POST /api/v1/administration/projects/{code}/members
    POST /api/v1/administration/projects/{code}/members/{user}/removal
    POST /api/v1/administration/projects/{code}/end
    POST /api/v1/administration/projects/{code}/papers
    GET  /api/v1/administration/projects/{code}/variables
    POST /api/v1/administration/projects/{code}/variables
    POST /api/v1/administration/projects/{code}/variables/every
    POST /api/v1/administration/projects/{code}/grants
    POST /api/v1/administration/projects/{code}/grants/withdrawal
    GET  /api/v1/administration/audit
    GET  /api/v1/administration/audit/verification
api-project
    POST /api/v1/projects/{code}/check
    POST /api/v1/projects/{code}/made
    POST /api/v1/projects/{code}/command
    POST /api/v1/projects/{code}/words
    POST /api/v1/projects/{code}/recoding
    GET  /api/v1/projects/{code}/scripts
    POST /api/v1/projects/{code}/scripts
    GET  /api/v1/projects/{code}/scripts/{script}
    GET  /api/v1/projects/{code}/scripts/{script}/{version}
    GET  /api/v1/projects/{code}/variables
    GET  /api/v1/projects/{code}/variables/{databank}/{variable}
    GET  /api/v1/projects/{code}/results/{identifier}
    POST /api/v1/projects/{code}/results/{identifier}/repeat
    GET  /api/v1/projects/{code}/runs
    POST /api/v1/projects/{code}/runs
    GET  /api/v1/projects/{code}/runs/{identifier}
    GET  /api/v1/projects/{code}/runs/{identifier}/differences
    POST /api/v1/projects/{code}/runs/{identifier}/cancel
watch
    GET  /metrics
form
    POST /{language}/logg-inn
researchers
    GET  /{language}/arbeidsbenk/
    GET  /{language}/arbeidsbenk/kommandoer
members
    GET  /{language}/arbeidsbenk/prosjekt/{code}/
    POST /{language}/arbeidsbenk/prosjekt/{code}/
    POST /{language}/arbeidsbenk/prosjekt/{code}/feil
    POST /{language}/arbeidsbenk/prosjekt/{code}/ord
    GET  /{language}/arbeidsbenk/prosjekt/{code}/variabler
    GET  /{language}/arbeidsbenk/prosjekt/{code}/variabler/{databank}/{name}
    GET  /{language}/arbeidsbenk/prosjekt/{code}/omkoding
    POST /{language}/arbeidsbenk/prosjekt/{code}/omkoding
    GET  /{language}/arbeidsbenk/prosjekt/{code}/skript
    GET  /{language}/arbeidsbenk/prosjekt/{code}/skript/{name}/{number}
    GET  /{language}/arbeidsbenk/prosjekt/{code}/kjoringer
    GET  /{language}/arbeidsbenk/prosjekt/{code}/kjoringer/{identifier}
    GET  /{language}/arbeidsbenk/prosjekt/{code}/kjoringer/{identifier}/alt.txt
    GET  /{language}/arbeidsbenk/prosjekt/{code}/kjoringer/{identifier}/{number}.{form}
    POST /{language}/arbeidsbenk/prosjekt/{code}/kjoringer/{identifier}/avbryt
    GET  /{language}/arbeidsbenk/prosjekt/{code}/resultat/{identifier}
    POST /{language}/arbeidsbenk/prosjekt/{code}/resultat/{identifier}/gjenta
readers
    GET  /{language}/kommune/
municipality
    GET  /{language}/kommune/{number}/
    GET  /{language}/kommune/{number}/tema/{theme}
    GET  /{language}/kommune/{number}/sammenlign
    GET  /{language}/kommune/{number}/bydeler
    GET  /{language}/kommune/{number}/datakvalitet
    GET  /{language}/kommune/{number}/tiltak
    POST /{language}/kommune/{number}/tiltak
    POST /{language}/kommune/{number}/tiltak/{identifier}/avslutt
    GET  /{language}/kommune/{number}/{code}/kommentarer
    POST /{language}/kommune/{number}/{code}/kommentarer
    POST /{language}/kommune/{number}/{code}/kommentarer/{identifier}/trekk
    GET  /{language}/kommune/{number}/rapport
    GET  /{language}/kommune/{number}/rapport/vis
    GET  /{language}/kommune/{number}/om-tallene
    GET  /{language}/kommune/{number}/om-tallene/{code}
    GET  /{language}/kommune/{number}/nytt
    GET  /{language}/kommune/{number}/ulikhet
    GET  /{language}/kommune/{number}/offisielle-tall/{code}
    GET  /{language}/kommune/{number}/{code}
administrators
    GET  /{language}/forvaltning/prosjekter
    GET  /{language}/forvaltning/nytt-prosjekt
    POST /{language}/forvaltning/nytt-prosjekt
    GET  /{language}/forvaltning/prosjekter/{code}
    POST /{language}/forvaltning/prosjekter/{code}/tilstand
    GET  /{language}/forvaltning/prosjekter/{code}/avslutt
    POST /{language}/forvaltning/prosjekter/{code}/avslutt
    POST /{language}/forvaltning/prosjekter/{code}/medlem
    POST /{language}/forvaltning/prosjekter/{code}/medlem/{user}/fjern
    POST /{language}/forvaltning/prosjekter/{code}/sluttdato
    POST /{language}/forvaltning/prosjekter/{code}/papirer
    POST /{language}/forvaltning/prosjekter/{code}/tilgang
    POST /{language}/forvaltning/prosjekter/{code}/tilgang/fjern
    POST /{language}/forvaltning/prosjekter/{code}/variabler
    POST /{language}/forvaltning/prosjekter/{code}/variabler/alle
    GET  /{language}/forvaltning/revisjonsspor
    GET  /{language}/forvaltning/revisjonsspor.csv
    GET  /{language}/forvaltning/revisjonsspor/kontroll
any-steward
    GET  /{language}/forvaltning/
stewards
    GET  /{language}/forvaltning/{number}/
    GET  /{language}/forvaltning/{number}/leveranse/{identity}
    GET  /{language}/forvaltning/{number}/rettelser
    GET  /{language}/forvaltning/{number}/rettelser.csv
    GET  /{language}/forvaltning/{number}/kvalitet
    GET  /{language}/forvaltning/{number}/oversettelse
    GET  /{language}/forvaltning/{number}/oversettelse/{name}
    GET  /{language}/forvaltning/{number}/versjoner
    POST /{language}/forvaltning/{number}/versjoner
    POST /{language}/forvaltning/{number}/versjoner/foreslag
    GET  /{language}/forvaltning/{number}/versjoner/sammenlign
    GET  /{language}/forvaltning/{number}/versjoner/trekk
    POST /{language}/forvaltning/{number}/versjoner/trekk
    GET  /{language}/forvaltning/{number}/versjoner/{identifier}
    POST /{language}/forvaltning/{number}/versjoner/{identifier}
    POST /{language}/forvaltning/{number}/versjoner/{identifier}/trekk
    POST /{language}/forvaltning/{number}/last/{name}
    POST /{language}/forvaltning/{number}/avbryt-lasting
    GET  /{language}/forvaltning/{number}/oppdrag
    POST /{language}/forvaltning/{number}/oppdrag
    POST /{language}/forvaltning/{number}/oppdrag/{task}/avbryt
    GET  /{language}/forvaltning/{number}/offisielle-tall
    POST /{language}/forvaltning/{number}/offisielle-tall
    POST /{language}/forvaltning/{number}/offisielle-tall/ta-inn
    POST /{language}/forvaltning/{number}/offisielle-tall/avbryt
    GET  /{language}/forvaltning/{number}/varsler
leaving
    POST /{language}/logg-ut
"""
"""Every route, under whom it is for."""

TABLE = """
                 nobody researcher stranger planner neighbour steward elsewhere publisher administrator keeper
    everyone     yes    yes        yes      yes     yes       yes     yes       yes       yes           yes
    waiting      log-in log-in     log-in   log-in  log-in    log-in  log-in    log-in    log-in        log-in
    api-me       -      yes        yes      yes     yes       yes     yes       yes       yes           yes
    api-projects -      yes        yes      -       -         -       -         -         -             -
    api-project  -      yes        -        -       -         -       -         -         -             -
    api-commands -      yes        yes      -       -         -       -         -         -             -
    api-dashboard    -  -          -        yes     yes       yes     yes       yes       -             -
    api-municipality -  -          -        yes     -         yes     -         yes       -             -
    api-stewardship  -  -          -        -       -         yes     yes       yes       -             -
    api-steward      -  -          -        -       -         yes     -         yes       -             -
    watch        -      -          -        -       -         -       -         -         -             -
    form         -      -          -        -       -         -       -         -         -             -
    researchers  log-in yes        yes      -       -         -       -         -         -             -
    members      log-in yes        -        -       -         -       -         -         -             -
    readers      log-in -          -        yes     yes       yes     yes       yes       -             -
    municipality log-in -          -        yes     -         yes     -         yes       -             -
    administrators log-in -        -        -       -         -       -         -         yes           -
    api-administration - -         -        -       -         -       -         -         yes           -
    any-steward  log-in -          -        -       -         yes     yes       yes       -             -
    stewards     log-in -          -        -       -         yes     -         yes       -             -
    leaving      log-in log-in     log-in   log-in  log-in    log-in  log-in    log-in    log-in        log-in
"""
"""Whom each group of routes lets in. ``watch`` is for the machine itself (404), ``form`` is a log-in without
a token of ours, ``waiting`` is for who comes from a provider, ``leaving`` ends the session, whoever asks."""

HOST = "https://kommune.example"
SECRET = b"a secret for tests"
PEOPLE = {
    "nobody": None,
    "researcher": "forsker",
    "stranger": "annen",
    "planner": "planlegger",
    "neighbour": "nabo",
    "steward": "forvalter",
    "elsewhere": "forvalter-alver",
    "publisher": "medforvalter",
    "administrator": "administrator",
    "keeper": "hvelvvokter",
}
PARTS = {
    "language": "nb",
    "number": "4601",
    "code": "fullamming_6uker",
    "slug": "amming",
    "name": "ukjent",
    "databank": "no.example",
    "identifier": "0123456789abcdef",
    "identity": "0123456789abcdef",
    "district": "460101",
    "theme": "amming",
    "form": "txt",
    "provider": "ukjent",
    "fault": "finnes-ikke",
    "indicator": "fullamming_6uker",
    "measure": "01234567",
    "comment": "0123456789abcdef",
    "user": "1",
    "delivery": "0123456789ab",
    "waiting": "ukjent",
    "publication": "0123456789abcdef",
    "script": "ukjent",
    "task": "0123456789abcdef",
    "version": "1",
    "variable": "SEX",
}
PROJECT_PARTS = PARTS | {"code": PROJECT, "number": "1"}


@dataclass(frozen=True)
class Asked:
    """A route as it is asked."""

    method: str
    pattern: str

    @property
    def path(self) -> str:
        """Give an address that fits the pattern."""
        of_project = "/arbeidsbenk/" in self.pattern or "/projects/" in self.pattern
        parts = PROJECT_PARTS if of_project else PARTS
        return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: parts[found[1]], self.pattern)


def routes_of(app: FastAPI) -> Iterator[Asked]:
    """Give every route, those of the routers that were included too."""
    for route in app.routes:
        inside = getattr(route, "original_router", None)
        for each in inside.routes if inside is not None else (route,):
            for method in sorted(set(each.methods or ()) - {"HEAD"}):
                yield Asked(method, each.path)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    folder = tmp_path_factory.mktemp("matrix")
    bench = open_bench(folder)
    bench.accounts.create("hvelvvokter", "H", password=PASSWORD, grants=(Grant("keeper"),))
    bench.accounts.create("forvalter-alver", "A", password=PASSWORD, grants=(Grant("steward", "4631"),))
    services = Services(
        FakeFigures(),
        FakeFigures(),
        bench.accounts,
        research=bench.research,
        stewards=stewards(folder),
        **administration(folder, bench.accounts),
    )
    return create_app(services, settings=WebSettings(secret=SECRET), routers=ROUTERS)


@pytest.fixture
def clients(app: FastAPI) -> dict[str, TestClient]:
    """Log everyone in."""
    accounts = app.state.pages.services.accounts
    found = {}
    for kind, name in PEOPLE.items():
        client = TestClient(app, base_url=HOST, follow_redirects=False, raise_server_exceptions=False)
        if name:
            client.cookies.set(COOKIE, accounts.log_in(name, PASSWORD, client="test").token)
        found[kind] = client
    return found


def outcome(client: TestClient, asked: Asked) -> str:
    """Ask, and say what came of it."""
    if asked.method == "GET":
        answer = client.get(asked.path)
    else:
        token = FormTokens(SECRET).of_session(client.cookies.get(COOKIE) or "")
        headers = {"Sec-Fetch-Site": "same-origin", "X-Form-Token": token}
        answer = client.post(asked.path, data={FIELD: token}, headers=headers)
    if answer.status_code in {303, 307} and "/logg-inn" in answer.headers["location"]:
        return "log-in"
    assert answer.status_code < 500, (asked, answer.status_code)
    refused = answer.status_code in {401, 403} or (asked.path == "/metrics" and answer.status_code == 404)
    return "-" if refused else "yes"


def groups() -> dict[Asked, str]:
    """Read the routes, each with its group."""
    found, group = {}, ""
    for line in ROUTES.strip().splitlines():
        if line.startswith(" "):
            method, pattern = line.split()
            found[Asked(method, pattern)] = group
        else:
            group = line
    return found


def expected() -> dict[str, dict[str, str]]:
    """Read the table: for each group, what each person gets."""
    head, *rows = (line.split() for line in TABLE.strip().splitlines())
    return {name: dict(zip(head, told, strict=True)) for name, *told in rows}


def test_every_route_stands_in_the_table_and_nothing_else(app: FastAPI):
    there = set(routes_of(app))
    assert {str(route) for route in there - set(groups())} == set()
    assert {str(route) for route in set(groups()) - there} == set()
    # What may be logged of an address is told by the same routes.
    assert {route.path for route in app.state.routes} == {route.pattern for route in there}


@pytest.mark.parametrize("group", expected())
def test_each_person_gets_what_the_table_says(group: str, clients: dict[str, TestClient]):
    told = expected()[group]
    assert set(told) == set(PEOPLE)
    for asked in [route for route, of in groups().items() if of == group]:
        # A page for everyone neither reads nor sets a session: one person's answer is everyone's.
        some = ("nobody", "researcher") if group == "everyone" else PEOPLE
        found = {person: outcome(clients[person], asked) for person in some}
        assert found == {person: told[person] for person in some}, asked


def test_a_server_for_everyone_alone_has_the_pages_for_everyone_and_no_others(app: FastAPI):
    settings = WebSettings(secret=b"", only_everyone=True)
    alone = create_app(app.state.pages.services, settings=settings, routers=ROUTERS)
    knows_people = re.compile(r"logg-inn|galleri|logged-in")
    expected = {each for each, group in groups().items() if group == "everyone"}
    expected = {each for each in expected if not knows_people.search(each.pattern)}
    assert set(routes_of(alone)) == expected | {Asked("GET", "/metrics")}
    client = TestClient(alone, base_url=HOST, follow_redirects=False, raise_server_exceptions=False)
    for asked in set(groups()) - expected:
        headers = {"Sec-Fetch-Site": "same-origin"}
        assert client.request(asked.method, asked.path, headers=headers).status_code == 404, asked
