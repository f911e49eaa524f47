"""The workbench's pages: who comes in, checking, running, results in every language, and the audit trail."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from door_factory import ASKER
from research_factory import BEGIN, PROJECT, Bench, bench_app, door_to, open_bench, session_of
from starlette.testclient import TestClient

from folkekommune.access.projects import ProjectState
from folkekommune.access.run_records import RunState
from folkekommune.services.queued_runs import run_event, run_queued

HOME = f"/nb/arbeidsbenk/prosjekt/{PROJECT}/"
OWN = {"Sec-Fetch-Site": "same-origin"}
HTMX = OWN | {"HX-Request": "true"}
LogIn = Callable[[TestClient, str], TestClient]
TABLE = BEGIN + "tabulate kjonn sovn\n"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return open_bench(tmp_path)


@pytest.fixture
def app_client(bench: Bench) -> TestClient:
    return TestClient(bench_app(bench), base_url="https://kommune.example", follow_redirects=False)


@pytest.fixture
def researcher(app_client: TestClient, log_in: LogIn) -> TestClient:
    return log_in(app_client, "forsker")


def form(client: TestClient, **fields: str) -> dict[str, str]:
    token = re.findall(r'name="form_token" value="([^"]+)"', client.get(HOME).text)[0]
    return {"form_token": token, **fields}


def order(client: TestClient, script: str, **fields: str) -> str:
    """Order a run with the plain form, and give the address of its page."""
    answer = client.post(HOME, data=form(client, script=script, run="all") | fields, headers=OWN)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def work(bench: Bench, folder: Path) -> None:
    """Do what a worker and its child do, in this process."""
    run = bench.runs.claim()
    assert run is not None
    door = door_to(folder)
    code = run_queued(
        run, bench.runs, session_of(), lambda asked: door.answer(asked, ASKER), policy="standard-1"
    )
    bench.runs.end(run.identifier, RunState.DONE if code == 0 else RunState.FAULT)


def test_a_researcher_sees_their_own_projects_and_no_others(researcher: TestClient) -> None:
    page = researcher.get("/nb/arbeidsbenk/").text
    assert "Søvn hos små barn" in page
    assert "Noe annet" not in page


@pytest.mark.parametrize("path", ["", "kjoringer", "variabler", "?kjoring=0123456789abcdef"])
@pytest.mark.parametrize("name", ["annen", "planlegger", "forvalter"])
def test_others_are_refused_every_page_of_a_project(
    app_client: TestClient, log_in: LogIn, name: str, path: str
) -> None:
    answer = log_in(app_client, name).get(HOME + path)
    assert answer.status_code == 403
    assert "Søvn hos små barn" not in answer.text


def test_a_project_that_is_not_there_is_refused_in_the_same_words(researcher: TestClient) -> None:
    refused = [researcher.get(HOME.replace(PROJECT, code)) for code in ("hemmelig", "finnesikke")]
    assert [answer.status_code for answer in refused] == [403, 403]
    first, second = (
        re.search(r'role="alert">(.*?)</p>', answer.text).group(1)  # type: ignore[union-attr]
        for answer in refused
    )
    assert first.replace("hemmelig", "finnesikke") == second


def test_without_log_in_the_way_leads_to_the_log_in_page(app_client: TestClient) -> None:
    answer = app_client.get(HOME)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/nb/logg-inn?til={HOME}")


def test_a_run_without_the_form_token_is_refused_and_nothing_is_queued(
    researcher: TestClient, bench: Bench
) -> None:
    answer = researcher.post(HOME, data={"script": TABLE, "run": "all"}, headers=OWN)
    assert answer.status_code == 403
    assert bench.runs.of_project(PROJECT) == ()


def test_a_script_is_run_and_its_table_shown_with_its_protection(
    researcher: TestClient, bench: Bench, tmp_path: Path
) -> None:
    address = order(researcher, TABLE)
    waiting = researcher.get(address).text
    assert "I kø" in waiting
    assert '<noscript><meta http-equiv="refresh"' in waiting
    work(bench, tmp_path)
    page = researcher.get(address).text
    assert "Ferdig" in page
    assert "http-equiv" not in page
    assert "<caption>Linje 5: tabulate kjonn sovn</caption>" in page
    assert "Hvert tall er litt endret av hensyn til personvern" in page
    assert "no.example.children:1.0.0" in page
    english = researcher.get(address.replace("/nb/", "/en/")).text
    assert "Each figure is changed a little to protect privacy" in english
    assert "sex 1 en" in english


@pytest.mark.feature(485)
def test_one_line_is_run_with_what_stands_before_it_and_shown_alone(
    researcher: TestClient, bench: Bench, tmp_path: Path
) -> None:
    script = BEGIN + "tabulate kjonn\ntabulate sovn\ntabulate kjonn sovn\n"
    address = order(researcher, script, run="line", line="6")
    work(bench, tmp_path)
    page = researcher.get(address).text
    assert re.findall("<caption>(.*?)</caption>", page) == ["Linje 6: tabulate sovn"]
    assert "tabulate kjonn sovn" in researcher.get(f"{HOME}?kjoring={address.rpartition('/')[2]}").text


def test_a_misspelt_command_is_told_with_its_line_and_nothing_is_queued(
    researcher: TestClient, bench: Bench
) -> None:
    answer = researcher.post(
        HOME, data=form(researcher, script=BEGIN + "sumarize kjonn\n", run="all"), headers=OWN
    )
    assert answer.status_code == 422
    assert "Linje 5:" in answer.text
    assert "summarize" in answer.text
    assert "sumarize kjonn" in answer.text  # what was written is still in the field
    assert bench.runs.of_project(PROJECT) == ()


def test_a_fault_below_the_line_does_not_stop_the_line(researcher: TestClient) -> None:
    assert order(researcher, TABLE + "sumarize kjonn\n", run="line", line="5")


def test_checking_runs_nothing(researcher: TestClient, bench: Bench) -> None:
    answer = researcher.post(HOME, data=form(researcher, script=TABLE, run="check"), headers=OWN)
    assert "Ingen feil i skriptet" in answer.text
    assert bench.runs.of_project(PROJECT) == ()


def test_the_editor_is_told_where_a_fault_stands_and_what_would_mend_it(researcher: TestClient) -> None:
    token = form(researcher)["form_token"]
    answer = researcher.post(
        f"{HOME}feil", json={"script": "sumarize x"}, headers=OWN | {"X-Form-Token": token}
    )
    fault = answer.json()["faults"][0]
    assert (fault["line"], fault["column"], fault["suggestion"]) == (1, 1, "summarize")


@pytest.mark.parametrize(
    ("script", "start", "labels"),
    [
        ("tabulate-p", 0, {"tabulate-panel"}),
        (f"{BEGIN}import db/SLE", len(BEGIN) + len("import "), {"db/SLEEP"}),
        (f"{BEGIN}tabulate so", len(BEGIN) + len("tabulate "), {"sovn"}),
        (f"{BEGIN}import db/SECRE", len(BEGIN) + len("import "), set()),
    ],
)
def test_the_editor_is_proposed_what_may_stand_there(
    researcher: TestClient, script: str, start: int, labels: set[str]
) -> None:
    token = form(researcher)["form_token"]
    body = {"script": script, "place": len(script)}
    answer = researcher.post(f"{HOME}ord", json=body, headers=OWN | {"X-Form-Token": token}).json()
    assert answer["from"] == start
    assert {option["label"] for option in answer["options"]} == labels


@pytest.mark.feature(486)
def test_the_page_asks_for_news_and_is_answered_only_when_there_are_any(
    researcher: TestClient, bench: Bench, tmp_path: Path
) -> None:
    answer = researcher.post(HOME, data=form(researcher, script=TABLE, run="all"), headers=HTMX)
    assert answer.headers["hx-push-url"].startswith(f"{HOME}?kjoring=")
    (again,) = re.findall(r'hx-get="([^"]+)"', answer.text)
    assert researcher.get(again, headers=HTMX).status_code == 204
    work(bench, tmp_path)
    news = researcher.get(again, headers=HTMX)
    assert news.status_code == 200
    assert "<caption>" in news.text
    assert "hx-get" not in news.text


def test_a_run_in_the_queue_can_be_cancelled_by_the_one_who_ordered_it_alone(
    researcher: TestClient, bench: Bench, log_in: LogIn
) -> None:
    address = order(researcher, TABLE)
    token = form(researcher)
    other = bench.accounts.find("annen")
    assert other is not None
    bench.projects.add_member(PROJECT, other.identifier, by="test")
    colleague = log_in(
        TestClient(bench_app(bench), base_url="https://kommune.example", follow_redirects=False), "annen"
    )
    refused = colleague.post(f"{address}/avbryt", data=form(colleague), headers=OWN)
    assert refused.status_code == 403
    assert researcher.post(f"{address}/avbryt", data=token, headers=OWN).status_code == 303
    assert "Du avbrøt kjøringen. Ingenting er endret." in researcher.get(address).text
    assert bench.runs.claim() is None


def test_in_a_paused_project_results_can_be_read_and_nothing_run(
    researcher: TestClient, bench: Bench, tmp_path: Path
) -> None:
    address, token = order(researcher, TABLE), form(researcher)
    work(bench, tmp_path)
    bench.projects.change_state(PROJECT, ProjectState.PAUSED, by="test")
    answer = researcher.post(HOME, data=token | {"script": TABLE, "run": "all"}, headers=OWN)
    assert answer.status_code == 403
    assert "<table" in researcher.get(address).text
    assert "Du kan ikke kjøre skript her nå" in researcher.get(HOME).text


def test_a_run_of_another_project_is_not_found_under_this_one(researcher: TestClient, bench: Bench) -> None:
    foreign = bench.runs.enqueue("tabulate x", project="hemmelig", user_id=1)
    answer = researcher.get(f"{HOME}kjoringer/{foreign.identifier}")
    assert answer.status_code == 400
    assert "tabulate x" not in answer.text


def test_the_audit_trail_tells_of_a_run_by_codes_and_hashes(
    researcher: TestClient, bench: Bench, tmp_path: Path
) -> None:
    address = order(researcher, TABLE)
    work(bench, tmp_path)
    run = bench.runs.get(address.rpartition("/")[2])
    event = run_event(run, actor="user:forsker")
    assert (event.action, event.project, event.script_hash) == ("run-done", PROJECT, run.script_hash)
    assert (event.release, event.policy) == ("no.example.children:1.0.0", "standard-1")
    assert len(event.result_hash) == 64
    changed = replace(run, result=(run.result or "").replace('"freq"', '"freq "', 1))
    assert run_event(changed, actor="user:forsker").result_hash != event.result_hash
    ordered = bench.audit.latest(1)[0].event
    assert (ordered.action, ordered.actor, ordered.script_hash) == (
        "run-enqueue",
        "user:forsker",
        run.script_hash,
    )


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ('"stopped": "memory"', "for mye minne"),
        ('"stopped": "fault"', "feil hos oss"),
    ],
)
def test_a_run_that_was_stopped_says_why(
    researcher: TestClient, bench: Bench, reason: str, told: str
) -> None:
    address = order(researcher, TABLE)
    run = bench.runs.claim()
    assert run is not None
    bench.runs.end(run.identifier, RunState.FAULT, result=f"{{{reason}}}")
    page = researcher.get(address).text
    assert told in page
    assert "Linje 1 er ikke kjørt." in page


def test_a_run_over_its_time_says_what_is_kept_and_where_it_stopped(
    researcher: TestClient, bench: Bench, tmp_path: Path
) -> None:
    address = order(researcher, TABLE, run="line", line="5")
    work(bench, tmp_path)
    kept = bench.runs.get(address.rpartition("/")[2]).result
    address = order(researcher, TABLE + "tabulate sovn\n")
    run = bench.runs.claim()
    assert run is not None
    bench.runs.end(
        run.identifier, RunState.TIMED_OUT, result=(kept or "").replace('"until_line": 5', '"x": 5')
    )
    page = researcher.get(address).text
    assert "Det som er kjørt til og med linje 5, er lagret." in page
    assert "Linje 6 er ikke kjørt." in page
    assert "<caption>Linje 5" in page


@pytest.mark.feature(498)
def test_the_commands_are_explained_in_the_language_of_the_page(researcher: TestClient) -> None:
    assert "<code>tabulate</code>" in researcher.get("/nn/arbeidsbenk/kommandoer").text


@pytest.mark.parametrize(
    ("search", "found"), [("sleep", {"SLEEP"}), ("finnesikke", set()), ("SECRET", set())]
)
def test_variables_are_found_by_name_and_title_and_only_those_of_the_project(
    researcher: TestClient, search: str, found: set[str]
) -> None:
    page = researcher.get(f"{HOME}variabler?sok={search}", headers=HTMX).text
    assert set(re.findall("<code>(.*?)</code>", page)) == found
