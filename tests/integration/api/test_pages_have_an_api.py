"""Whatever can be done on a page can be done by a program: every page and every button beside its answer.

Left stands what the application serves besides its API, and behind ``:`` a button where a form has several;
right what a program asks instead, or behind ``-`` why it asks nothing.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from web_fakes import make_app

import folkekommune.web
from folkekommune.web.research.routers import ROUTERS

ANSWERS = """
GET  /static/{name}                            - styles and scripts of the pages
GET  /healthz                                  - for programs already
GET  /metrics                                  - for programs already
GET  /                                         - leads to the first page
GET  /{language}/logg-inn                      - a session begins in the browser, at the provider's or with a form
POST /{language}/logg-inn                      - the same
GET  /{language}/logg-inn/hos/{provider}       - the same
GET  /{language}/logg-inn/venter               - the same
GET  /logg-inn/{provider}/svar                 - the same
GET  /logg-inn/{provider}/ut                   - the same
GET  /logg-inn/{provider}/avslutt              - the same
POST /{language}/logg-ut                       - it ends there too
GET  /{language}/galleri                       - invented samples of what pages are made of
GET  /{language}/galleri/{fault}               - the same
GET  /{language}/personvern                    - how the answers are looked after, in words alone
GET  /{language}/profil.css                    - a style

GET  /{language}/                              > GET /api/v1/questions
GET  /{language}/sporsmal                      > GET /api/v1/questions
GET  /{language}/sporsmal/{slug}               > GET /api/v1/questions
GET  /{language}/sporsmal/{slug}/{number}      > GET /api/v1/questions/{slug}/{number}
GET  /{language}/innfelt/{slug}/{number}       > GET /api/v1/questions/{slug}/{number}
GET  /{language}/sporsmal/{slug}/{number}/endringer.xml     > GET /api/v1/changes/{number}
GET  /{language}/sted                          > GET /api/v1/municipalities
GET  /{language}/sted/{number}                 > GET /api/v1/questions/{slug}/{number}
GET  /{language}/sted/{number}/profil          > GET /api/v1/indicators/{code}/{number}
GET  /{language}/sted/{number}/profil.pdf      > GET /api/v1/indicators/{code}/{number}
GET  /{language}/sted/{number}/utkast          > GET /api/v1/indicators/{code}/{number}
GET  /{language}/sted/{number}/bydel/{district}/profil      > GET /api/v1/indicators/{code}/{number}
GET  /{language}/sted/{number}/bydel/{district}/profil.pdf  > GET /api/v1/indicators/{code}/{number}
GET  /{language}/sted/{number}/endringer       > GET /api/v1/changes/{number}
GET  /{language}/sted/{number}/endringer.xml   > GET /api/v1/changes/{number}
GET  /{language}/tall/{code}                   > GET /api/v1/indicators/{code}
GET  /{language}/apne-data                     > GET /api/v1/indicators
GET  /{language}/apne-data/{code}-excel.csv    > GET /api/v1/figures/{name}
GET  /{language}/apne-data/{code}.csv          > GET /api/v1/figures/{name}

GET  /{language}/kommune/                      > GET /api/v1/dashboard
GET  /{language}/kommune/{number}/             > GET /api/v1/dashboard/{number}/findings
GET  /{language}/kommune/{number}/             > GET /api/v1/dashboard/{number}/barometer
GET  /{language}/kommune/{number}/             > GET /api/v1/dashboard/{number}/indicators
GET  /{language}/kommune/{number}/             > GET /api/v1/dashboard/{number}/people
GET  /{language}/kommune/{number}/             > GET /api/v1/dashboard/{number}/official
GET  /{language}/kommune/{number}/tema/{theme} > GET /api/v1/dashboard/{number}/indicators
GET  /{language}/kommune/{number}/{code}       > GET /api/v1/dashboard/{number}/indicators/{indicator}/figures
GET  /{language}/kommune/{number}/sammenlign   > GET /api/v1/dashboard/{number}/indicators/{indicator}/comparison
GET  /{language}/kommune/{number}/bydeler      > GET /api/v1/dashboard/{number}/districts
GET  /{language}/kommune/{number}/ulikhet      > GET /api/v1/dashboard/{number}/indicators/{indicator}/groups
GET  /{language}/kommune/{number}/datakvalitet > GET /api/v1/dashboard/{number}/quality
GET  /{language}/kommune/{number}/tiltak       > GET /api/v1/dashboard/{number}/measures
POST /{language}/kommune/{number}/tiltak       > POST /api/v1/dashboard/{number}/measures
POST /{language}/kommune/{number}/tiltak/{identifier}/avslutt > POST /api/v1/dashboard/{number}/measures/{measure}/end
GET  /{language}/kommune/{number}/{code}/kommentarer > GET /api/v1/dashboard/{number}/indicators/{indicator}/comments
POST /{language}/kommune/{number}/{code}/kommentarer > POST /api/v1/dashboard/{number}/indicators/{indicator}/comments
POST /{language}/kommune/{number}/{code}/kommentarer/{identifier}/trekk > POST /api/v1/dashboard/{number}/indicators/{indicator}/comments/{comment}/withdrawal
GET  /{language}/kommune/{number}/rapport      > GET /api/v1/dashboard/{number}/indicators
GET  /{language}/kommune/{number}/rapport/vis  > GET /api/v1/dashboard/{number}/report
GET  /{language}/kommune/{number}/om-tallene   > GET /api/v1/dashboard/{number}/about
GET  /{language}/kommune/{number}/om-tallene/{code} > GET /api/v1/dashboard/{number}/indicators/{indicator}
GET  /{language}/kommune/{number}/nytt         > GET /api/v1/dashboard/{number}/changes
GET  /{language}/kommune/{number}/offisielle-tall/{code} > GET /api/v1/dashboard/{number}/official/{indicator}

GET  /{language}/forvaltning/                  > GET /api/v1/stewardship
GET  /{language}/forvaltning/{number}/         > GET /api/v1/stewardship/{number}/databanks
GET  /{language}/forvaltning/{number}/         > GET /api/v1/stewardship/{number}/deliveries
GET  /{language}/forvaltning/{number}/         > GET /api/v1/stewardship/{number}/load
GET  /{language}/forvaltning/{number}/leveranse/{identity} > GET /api/v1/stewardship/{number}/deliveries/{delivery}
GET  /{language}/forvaltning/{number}/rettelser     > GET /api/v1/stewardship/{number}/corrections
GET  /{language}/forvaltning/{number}/rettelser.csv > GET /api/v1/stewardship/{number}/corrections
GET  /{language}/forvaltning/{number}/kvalitet      > GET /api/v1/stewardship/{number}/quality
GET  /{language}/forvaltning/{number}/oversettelse  > GET /api/v1/stewardship/{number}/waiting
GET  /{language}/forvaltning/{number}/oversettelse/{name} > GET /api/v1/stewardship/{number}/waiting/{waiting}
POST /{language}/forvaltning/{number}/last/{name}   > POST /api/v1/stewardship/{number}/waiting/{waiting}/load
POST /{language}/forvaltning/{number}/avbryt-lasting > POST /api/v1/stewardship/{number}/load/stop
GET  /{language}/forvaltning/{number}/oppdrag       > GET /api/v1/stewardship/{number}/tasks
POST /{language}/forvaltning/{number}/oppdrag       > POST /api/v1/stewardship/{number}/tasks
POST /{language}/forvaltning/{number}/oppdrag/{task}/avbryt > POST /api/v1/stewardship/{number}/tasks/{task}/cancel
GET  /{language}/forvaltning/{number}/versjoner     > GET /api/v1/stewardship/{number}/releases
GET  /{language}/forvaltning/{number}/versjoner     > GET /api/v1/stewardship/{number}/publications
POST /{language}/forvaltning/{number}/versjoner     > POST /api/v1/stewardship/{number}/releases
POST /{language}/forvaltning/{number}/versjoner/foreslag > POST /api/v1/stewardship/{number}/publications
GET  /{language}/forvaltning/{number}/versjoner/sammenlign > GET /api/v1/stewardship/{number}/releases/difference
GET  /{language}/forvaltning/{number}/versjoner/trekk > GET /api/v1/stewardship/{number}/releases
POST /{language}/forvaltning/{number}/versjoner/trekk > POST /api/v1/stewardship/{number}/releases/withdrawal
GET  /{language}/forvaltning/{number}/versjoner/{identifier} > GET /api/v1/stewardship/{number}/publications/{publication}
POST /{language}/forvaltning/{number}/versjoner/{identifier} > POST /api/v1/stewardship/{number}/publications/{publication}/approval
POST /{language}/forvaltning/{number}/versjoner/{identifier}/trekk > POST /api/v1/stewardship/{number}/publications/{publication}/withdrawal
GET  /{language}/forvaltning/{number}/offisielle-tall > GET /api/v1/stewardship/{number}/official
POST /{language}/forvaltning/{number}/offisielle-tall > POST /api/v1/stewardship/{number}/official/reading
POST /{language}/forvaltning/{number}/offisielle-tall/ta-inn > POST /api/v1/stewardship/{number}/official
POST /{language}/forvaltning/{number}/offisielle-tall/avbryt > POST /api/v1/stewardship/{number}/official/cancel
GET  /{language}/forvaltning/{number}/varsler       > GET /api/v1/stewardship/{number}/alerts

GET  /{language}/forvaltning/prosjekter        > GET /api/v1/administration/projects
GET  /{language}/forvaltning/nytt-prosjekt     - an empty form
POST /{language}/forvaltning/nytt-prosjekt     > POST /api/v1/administration/projects
GET  /{language}/forvaltning/prosjekter/{code} > GET /api/v1/administration/projects/{code}
POST /{language}/forvaltning/prosjekter/{code}/tilstand > POST /api/v1/administration/projects/{code}/state
GET  /{language}/forvaltning/prosjekter/{code}/avslutt  > GET /api/v1/administration/projects/{code}
POST /{language}/forvaltning/prosjekter/{code}/avslutt  > POST /api/v1/administration/projects/{code}/state
POST /{language}/forvaltning/prosjekter/{code}/medlem   > POST /api/v1/administration/projects/{code}/members
POST /{language}/forvaltning/prosjekter/{code}/medlem/{user}/fjern > POST /api/v1/administration/projects/{code}/members/{user}/removal
POST /{language}/forvaltning/prosjekter/{code}/sluttdato > POST /api/v1/administration/projects/{code}/end
POST /{language}/forvaltning/prosjekter/{code}/papirer  > POST /api/v1/administration/projects/{code}/papers
POST /{language}/forvaltning/prosjekter/{code}/tilgang  > POST /api/v1/administration/projects/{code}/grants
POST /{language}/forvaltning/prosjekter/{code}/tilgang/fjern > POST /api/v1/administration/projects/{code}/grants/withdrawal
GET  /{language}/forvaltning/prosjekter/{code} > GET /api/v1/administration/projects/{code}/variables
POST /{language}/forvaltning/prosjekter/{code}/variabler > POST /api/v1/administration/projects/{code}/variables
POST /{language}/forvaltning/prosjekter/{code}/variabler/alle > POST /api/v1/administration/projects/{code}/variables/every
GET  /{language}/forvaltning/revisjonsspor     > GET /api/v1/administration/audit
GET  /{language}/forvaltning/revisjonsspor.csv > GET /api/v1/administration/audit
GET  /{language}/forvaltning/revisjonsspor/kontroll > GET /api/v1/administration/audit/verification

GET  /{language}/arbeidsbenk/                  > GET /api/v1/projects
GET  /{language}/arbeidsbenk/kommandoer        > GET /api/v1/commands
GET  /{language}/arbeidsbenk/prosjekt/{code}/  > GET /api/v1/projects/{code}/runs
POST /{language}/arbeidsbenk/prosjekt/{code}/ : run=all     > POST /api/v1/projects/{code}/runs
POST /{language}/arbeidsbenk/prosjekt/{code}/ : run=line    > POST /api/v1/projects/{code}/runs
POST /{language}/arbeidsbenk/prosjekt/{code}/ : run=real    > POST /api/v1/projects/{code}/runs
POST /{language}/arbeidsbenk/prosjekt/{code}/ : run=check   > POST /api/v1/projects/{code}/check
POST /{language}/arbeidsbenk/prosjekt/{code}/ : run=check   > POST /api/v1/projects/{code}/made
POST /{language}/arbeidsbenk/prosjekt/{code}/ : run=command > POST /api/v1/projects/{code}/command
POST /{language}/arbeidsbenk/prosjekt/{code}/ : run=save    > POST /api/v1/projects/{code}/scripts
POST /{language}/arbeidsbenk/prosjekt/{code}/feil           > POST /api/v1/projects/{code}/check
POST /{language}/arbeidsbenk/prosjekt/{code}/ord            > POST /api/v1/projects/{code}/words
GET  /{language}/arbeidsbenk/prosjekt/{code}/variabler      > GET /api/v1/projects/{code}/variables
GET  /{language}/arbeidsbenk/prosjekt/{code}/variabler/{databank}/{name} > GET /api/v1/projects/{code}/variables/{databank}/{variable}
GET  /{language}/arbeidsbenk/prosjekt/{code}/omkoding       - an empty form
POST /{language}/arbeidsbenk/prosjekt/{code}/omkoding       > POST /api/v1/projects/{code}/recoding
GET  /{language}/arbeidsbenk/prosjekt/{code}/skript         > GET /api/v1/projects/{code}/scripts
GET  /{language}/arbeidsbenk/prosjekt/{code}/skript/{name}/{number} > GET /api/v1/projects/{code}/scripts/{script}
GET  /{language}/arbeidsbenk/prosjekt/{code}/skript/{name}/{number} > GET /api/v1/projects/{code}/scripts/{script}/{version}
GET  /{language}/arbeidsbenk/prosjekt/{code}/kjoringer      > GET /api/v1/projects/{code}/runs
GET  /{language}/arbeidsbenk/prosjekt/{code}/kjoringer/{identifier} > GET /api/v1/projects/{code}/runs/{identifier}
GET  /{language}/arbeidsbenk/prosjekt/{code}/kjoringer/{identifier} > GET /api/v1/projects/{code}/runs/{identifier}/differences
GET  /{language}/arbeidsbenk/prosjekt/{code}/kjoringer/{identifier}/alt.txt > GET /api/v1/projects/{code}/runs/{identifier}
GET  /{language}/arbeidsbenk/prosjekt/{code}/kjoringer/{identifier}/{number}.{form} > GET /api/v1/projects/{code}/runs/{identifier}
POST /{language}/arbeidsbenk/prosjekt/{code}/kjoringer/{identifier}/avbryt > POST /api/v1/projects/{code}/runs/{identifier}/cancel
GET  /{language}/arbeidsbenk/prosjekt/{code}/resultat/{identifier} > GET /api/v1/projects/{code}/results/{identifier}
POST /{language}/arbeidsbenk/prosjekt/{code}/resultat/{identifier}/gjenta > POST /api/v1/projects/{code}/results/{identifier}/repeat
"""  # noqa: E501  (a table is read across)

FOR_PROGRAMS = {
    "GET /api/v1/me": "who asks, and the token that changes must bring",
    "GET /api/v1/json-stat/{number}/{code}": "a form for statistical programs",
    "GET /api/v1/catalogue.{form}": "for the national data catalogue",
    "GET /api/v1/stewardship/{number}/tasks/{task}": "how one order stands; its own page tells",
}
"""What stands beside no page."""

BUTTON = re.compile(r'<button\b[^>]*\bname="(\w+)"[^>]*\bvalue="(\w+)"')


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return make_app(tmp_path_factory.mktemp("pages"), routers=ROUTERS)


def served(app: FastAPI) -> set[str]:
    """Give every route outside the API as it is asked."""
    return {
        f"{method} {route.path}"
        for route in app.state.routes
        for method in set(getattr(route, "methods", None) or ()) - {"HEAD"}
        if not route.path.startswith("/api/")
    }


def described(app: FastAPI) -> set[str]:
    """Give everything the two descriptions tell of."""
    client = TestClient(app)
    return {
        f"{method.upper()} {path}"
        for address in ("/api/v1/openapi.json", "/api/v1/logged-in/openapi.json")
        for path, methods in client.get(address).json()["paths"].items()
        for method in methods
    }


def answers() -> list[tuple[str, str, str, str]]:
    """Read the table: page, button, what a program asks, and why it asks nothing."""
    found = []
    for line in filter(None, ANSWERS.splitlines()):
        left, mark, right = re.split(r"\s+([>-])\s+", line, maxsplit=1)
        page, _, button = (part.strip() for part in left.partition(" : "))
        page = " ".join(page.split())
        found.append((page, button, right if mark == ">" else "", right if mark == "-" else ""))
    return found


def test_every_page_has_an_answer_or_a_reason_and_the_table_names_no_page_that_is_gone(app: FastAPI) -> None:
    assert {page for page, *_ in answers()} == served(app)


def test_every_answer_is_described_and_stands_beside_a_page(app: FastAPI) -> None:
    told = {answer for _, _, answer, _ in answers() if answer}
    assert told - described(app) == set()
    assert described(app) - told == set(FOR_PROGRAMS)


def test_what_changes_something_on_a_page_does_so_in_the_api_and_reading_changes_nothing() -> None:
    wrong = {
        (page, answer) for page, _, answer, _ in answers() if answer and page.split()[0] != answer.split()[0]
    }
    assert wrong == set()


def test_a_form_with_several_buttons_has_an_answer_for_each() -> None:
    """A button with a name does one of several things at one address."""
    files = Path(folkekommune.web.__file__).parent.glob("*/templates/*.html")
    templates = "".join(file.read_text(encoding="utf-8") for file in files)
    buttons = {f"{name}={value}" for name, value in BUTTON.findall(templates)}
    assert buttons == {button for _, button, *_ in answers() if button}


def test_a_page_that_is_added_without_an_answer_is_found(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    app.add_api_route("/{language}/kommune/{number}/ny", lambda: None, methods=["POST"])
    app.state.routes = (*app.state.routes, app.router.routes[-1])
    added = {"POST /{language}/kommune/{number}/ny"}
    assert served(app) - {page for page, *_ in answers()} == added
