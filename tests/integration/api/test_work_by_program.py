"""The work of planners, stewards and researchers done by program, as they do it on the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from cube_factories import cell, cube, prepared
from fastapi import FastAPI
from official_factories import KNOWN as TABLES
from research_factory import PROJECT, bench_app, open_bench
from starlette.testclient import TestClient
from steward_fakes import prepare, publish_and_propose, stewards
from web_fakes import PASSWORD, WITHHELD, FakeFigures, make_app, shown

from folkekommune.access.projects import ProjectState
from folkekommune.disclosure.policy import load_policy
from folkekommune.official.library import OfficialTables
from folkekommune.official.pending import Pending
from folkekommune.services.official_tables import OfficialDesk
from folkekommune.settings import Mode
from folkekommune.web.form_tokens import HEADER, FormTokens
from folkekommune.web.ports import Cell
from folkekommune.web.sessions import COOKIE

HOST = "https://kommune.example"
BOARD = "/api/v1/dashboard/4601"
DESK = "/api/v1/stewardship/4601"
NEWEST = Cell("overvekt_4aar", "4601", 2025)
MEASURE = {
    "title": "Ammehjelp",
    "indicator": "fullamming_6uker",
    "start": 2020,
    "answer_in": 2024,
    "expected": 3.5,
}
Program = Callable[[str], TestClient]

STATES = """
                         open paused closed ended
    GET  scripts         yes  yes    yes    yes
    GET  variables       yes  yes    yes    yes
    GET  runs            yes  yes    yes    yes
    POST check           yes  yes    yes    yes
    POST made            yes  yes    yes    yes
    POST words           yes  yes    yes    yes
    POST runs            yes  -      -      -
    POST scripts         yes  -      -      -
    POST command         yes  -      -      -
"""
"""What a researcher may do in a project, by where the project is in its life."""


def programs(app: FastAPI) -> Program:
    """Give a program that has logged in as someone."""

    def as_person(name: str) -> TestClient:
        token = app.state.pages.services.accounts.log_in(name, PASSWORD, client="test").token
        form_token = FormTokens(b"a secret for tests").of_session(token)
        headers = {"Sec-Fetch-Site": "same-origin", HEADER: form_token}
        return TestClient(app, base_url=HOST, headers=headers, cookies={COOKIE: token})

    return as_person


@pytest.fixture
def planner(tmp_path: Path) -> TestClient:
    """Log a planner in: of Bergen, where 300 of 2900 children became 400, and the year before is hidden."""
    told = {NEWEST: shown(400, 2900), NEWEST.at(2024): shown(300, 2900), NEWEST.at(2023): WITHHELD}
    return programs(make_app(tmp_path, municipal=FakeFigures(told)))("planlegger")


def test_a_figure_is_held_against_a_year_and_told_in_the_language_that_is_asked_for(
    planner: TestClient,
) -> None:
    """400 and 300 of 2900 are 3.45 points apart, ± 1.7; 2900 · 3.448 % = 100 children."""
    told = planner.get(f"{BOARD}/indicators/overvekt_4aar/comparison?with=aar-2024&lang=nn").json()
    assert (told["figure"]["year"], told["figure"]["numerator"]) == (2025, 400)
    (year,) = told["compared"]
    assert (year["figure"]["year"], year["figure"]["numerator"]) == (2024, 300)
    verdict = year["verdict"]
    assert (verdict["comparison"], verdict["tone"]) == ("higher", "worse")
    assert verdict["difference"] == pytest.approx(3.448, abs=0.001)
    assert verdict["lower"] == pytest.approx(1.8, abs=0.1)
    assert year["people"] == "Det svarer til om lag 100 barn, truleg mellom 50 og 150."
    every = planner.get(f"{BOARD}/indicators/overvekt_4aar/comparison").json()["compared"]
    assert {"country-0", "4624", "4631", "aar-2024", "aar-2017"} <= {each["key"] for each in every}
    assert planner.get(f"{BOARD}/indicators/overvekt_4aar/comparison?with=0301").status_code == 404


def test_a_hidden_figure_has_its_sign_and_no_number_in_every_answer(planner: TestClient) -> None:
    figures = planner.get(f"{BOARD}/indicators/overvekt_4aar/figures").json()["figures"]
    (hidden,) = (f for f in figures if (f["year"], f["district"], f["sex"]) == (2023, None, None))
    numbers = ("value", "lower", "upper", "numerator", "denominator", "coverage")
    assert [hidden["status"], *(hidden[name] for name in numbers)] == [":", *[None] * 6]
    (line,) = (
        each
        for each in planner.get(f"{BOARD}/districts?year=2023").json()
        if each["indicator"] == "overvekt_4aar"
    )
    assert (line["whole"]["status"], line["whole"]["value"], len(line["districts"])) == (":", None, 8)


def test_what_was_shown_at_a_moment_is_asked_for_by_the_moment(planner: TestClient) -> None:
    assert len(planner.get(f"{BOARD}/indicators?per=2026-05-17T12:30:00Z").json()) > 3
    assert planner.get(f"{BOARD}/indicators?per=2026-05-16T12:30:00Z").json()[0]["newest"] is None
    assert planner.get(f"{BOARD}/findings?per=en+gang").status_code == 404


def test_a_fault_is_told_in_the_language_that_is_asked_for(planner: TestClient) -> None:
    told = {
        language: planner.get(f"/api/v1/dashboard/4631/findings?lang={language}").json()
        for language in ("nb", "nn", "en")
    }
    assert {each["code"] for each in told.values()} == {"access.no-permission-in"}
    assert len({each["message"] for each in told.values()}) == 3


def test_a_measure_is_entered_answered_and_ended_and_stands_on_the_page(planner: TestClient) -> None:
    """From 61.6 to 65.6 % of 2900 children: 4.0 points, ± 2.5; so much as 3.5 is within reach, and sure."""
    entered = planner.post(f"{BOARD}/measures", json=MEASURE)
    assert (entered.status_code, entered.json()["outcome"]) == (201, "as-expected")
    assert "Ammehjelp" in planner.get("/nb/kommune/4601/tiltak").text
    (ended,) = planner.post(f"{BOARD}/measures/{entered.json()['identifier']}/end").json()
    assert ended["ended"]
    (about,) = planner.get(f"{BOARD}/report?indicator=fullamming_6uker").json()["measures"]
    assert about["title"] == "Ammehjelp"


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"answer_in": 2019}, 400, "measures.years"),
        ({"expected": 0}, 400, "measures.expected"),
        ({"expected": 60}, 400, "FK-400"),
        ({"title": "  "}, 400, "FK-400"),
        ({"indicator": "finnes_ikke"}, 404, "FK-404"),
        ({"district": "030101"}, 404, "FK-404"),
    ],
)
def test_a_wrong_measure_is_not_kept(
    planner: TestClient, wrong: dict[str, object], status: int, code: str
) -> None:
    answer = planner.post(f"{BOARD}/measures", json=MEASURE | wrong)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert planner.get(f"{BOARD}/measures").json() == []


def test_figures_are_published_by_two_and_withdrawn_by_one(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    publish_and_propose(tmp_path)
    program = programs(make_app(tmp_path / "pages", stewards=stewards(tmp_path)))
    first, second = program("forvalter"), program("medforvalter")
    states = {each["state"]: each["publication"] for each in first.get(f"{DESK}/publications").json()}
    proposed = f"{DESK}/publications/{states['proposed']}"
    seen = second.get(proposed).json()
    assert (seen["must_be_seen"], seen["stops"]) == (True, [])
    assert {"before": 40.0, "now": 60.0, "warns": True}.items() <= seen["changes"][0].items()
    own = first.post(f"{proposed}/approval", json={"seen": True})
    assert (own.status_code, own.json()["code"]) == (403, "access.own-proposal")
    unseen = second.post(f"{proposed}/approval", json={})
    assert (unseen.status_code, unseen.json()["code"]) == (400, "services.changes-unseen")
    approved = second.post(f"{proposed}/approval", json={"seen": True}).json()
    assert approved["state"] == "approved"
    assert first.post(f"{proposed}/withdrawal").json()["state"] == "withdrawn"
    assert second.post(f"{proposed}/approval", json={"seen": True}).status_code == 400
    assert "trukket tilbake" in first.get("/nb/forvaltning/4601/versjoner").text


def test_another_municipalitys_publication_does_not_exist(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    prepare(tmp_path, prepared(cube([cell(2024, 400, 600)])))
    program = programs(make_app(tmp_path / "pages", stewards=stewards(tmp_path)))
    steward = program("forvalter")
    made = steward.post(f"{DESK}/publications").json()["publication"]
    other = made.replace("4601", "4631")
    for action in ("", "/approval", "/withdrawal"):
        ask = steward.post if action else steward.get
        more = {"json": {"seen": True}} if action == "/approval" else {}
        assert ask(f"{DESK}/publications/{other}{action}", **more).status_code == 404, action
    assert program("planlegger").post(f"{DESK}/publications/{made}/withdrawal").status_code == 403
    assert steward.get(f"{DESK}/publications").json()[0]["state"] == "proposed"


def test_a_publication_is_withdrawn_on_its_page(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    prepare(tmp_path, prepared(cube([cell(2024, 400, 600)])))
    steward = programs(make_app(tmp_path / "pages", stewards=stewards(tmp_path)))("forvalter")
    made = steward.post(f"{DESK}/publications").json()["publication"]
    page = f"/nb/forvaltning/4601/versjoner/{made}"
    assert f'action="{page}/trekk"' in steward.get(page).text
    after = steward.post(f"{page}/trekk").text
    assert "trukket tilbake" in after
    assert "/trekk" not in after
    assert steward.post(f"/nb/forvaltning/4601/versjoner/{made[:-1]}x/trekk").status_code in {400, 404}


def test_an_official_table_is_read_kept_and_listed(tmp_path: Path) -> None:
    noted: list[object] = []
    desk = OfficialDesk(
        OfficialTables(tmp_path / "official"),
        lambda _: TABLES,
        policy=load_policy(),
        mode=Mode.TEST,
        audit=noted.append,
        pending=Pending(tmp_path / "waiting"),
    )
    app = make_app(tmp_path, stewards=stewards(tmp_path))
    app.state.pages.services = replace(app.state.pages.services, official=desk)
    steward = programs(app)("forvalter")
    file = "region;år;andel (prosent)\n0 Hele landet;2024;18,2\n4601 Bergen;2024;17,5\n"
    said = {"table": "bor_trangt", "day": "2026-05-17"}
    read = steward.post(f"{DESK}/official/reading?lang=en", data=said, files={"file": ("t.csv", file)})
    assert read.status_code == 200
    assert any("2024" in sentence for sentence in read.json()["understood"])
    assert steward.get(f"{DESK}/official").json()["tables"] == []
    kept = steward.post(f"{DESK}/official", data=said | {"token": read.json()["token"]})
    assert (kept.status_code, [each["code"] for each in kept.json()["tables"]]) == (201, ["bor_trangt"])
    assert len(noted) == 1
    again = steward.post(f"{DESK}/official", data=said | {"token": read.json()["token"]})
    assert again.json()["code"] == "official.not-waiting"


def test_a_load_a_release_and_a_withdrawal_are_begun_by_program(tmp_path: Path) -> None:
    done: list[str] = []
    begun = [lambda place, what=what: done.append(f"{what} {place}") for what in ("made", "took")]
    made = stewards(tmp_path, *begun)
    (tmp_path / "pages").mkdir()
    steward = programs(make_app(tmp_path / "pages", stewards=made))("forvalter")
    assert steward.post(f"{DESK}/waiting/2026-05/load").json() == {"delivery": "2026-05"}
    assert steward.post(f"{DESK}/waiting/finnes-ikke/load").status_code == 404
    assert steward.post(f"{DESK}/releases").status_code == 202
    assert steward.post(f"{DESK}/releases/withdrawal").status_code == 200
    assert sorted(done) == ["made 4601", "took 4601"]
    corrections = steward.get(f"{DESK}/corrections").json()
    assert [(each["record"], each["rule"]) for each in corrections] == [
        ("K-1001", "identity-control-digits"),
        ("K-1002", "swapped"),
    ]


def test_codes_become_a_command_and_a_saved_script_is_read_by_version(tmp_path: Path) -> None:
    researcher = programs(bench_app(open_bench(tmp_path)))("forsker")
    home = f"/api/v1/projects/{PROJECT}"
    codes = researcher.post(
        f"{home}/recoding",
        data={"variable": "sovn"},
        files={"file": ("k.csv", "1;1;god\n2;1;god\n9;2;ukjent\n")},
    )
    assert codes.json()["command"].startswith("recode sovn (1 2 = 1 'god')")
    for script in ("create-dataset barn\n", "create-dataset andre\n"):
        saved = researcher.post(f"{home}/scripts", json={"name": "Søvn", "script": script})
        assert saved.status_code == 201
    assert [each["number"] for each in researcher.get(f"{home}/scripts/Søvn").json()] == [2, 1]
    assert researcher.get(f"{home}/scripts/Søvn/1").json()["script"] == "create-dataset barn\n"
    made = researcher.post(f"{home}/made", json={"script": "create-dataset barn\n"}).json()
    assert [(each["name"], each["active"]) for each in made["sets"]] == [("barn", True)]


@pytest.mark.parametrize("state", ["open", "paused", "closed", "ended"])
def test_a_project_that_is_not_open_is_read_and_nothing_is_done_in_it(tmp_path: Path, state: str) -> None:
    bench = open_bench(tmp_path)
    if state == "ended":
        bench = replace(bench, research=replace(bench.research, today=lambda: date(2030, 1, 2)))
    elif state != "open":
        bench.projects.change_state(PROJECT, ProjectState(state), by="test")
    researcher = programs(bench_app(bench))("forsker")
    head, *lines = STATES.strip().splitlines()
    for line in lines:
        method, what, *told = line.split()
        sent = {"script": "create-dataset barn", "name": "Søvn", "command": "help", "place": 0}
        body = {"json": sent} if method == "POST" else {}
        status = researcher.request(method, f"/api/v1/projects/{PROJECT}/{what}", **body).status_code
        assert (status < 300) == (dict(zip(head.split(), told, strict=True))[state] == "yes"), (line, status)
        assert status in {200, 201, 403}
