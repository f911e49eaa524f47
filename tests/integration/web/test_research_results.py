"""Results of a run: numbered, hidden and shown, taken along; and what a script has made, before it is run."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from door_factory import ASKER
from research_factory import BEGIN, PROJECT, Bench, bench_app, door_to, open_bench, session_of
from starlette.testclient import TestClient

from folkekommune.access.run_records import RunState
from folkekommune.services.queued_runs import run_queued

feature = pytest.mark.feature
HOME = f"/nb/arbeidsbenk/prosjekt/{PROJECT}/"
OWN = {"Sec-Fetch-Site": "same-origin"}
LogIn = Callable[[TestClient, str], TestClient]
SCRIPT = BEGIN + "let aar = 2020\ntabulate kjonn\ngenerate begge = kjonn + sovn\ntabulate sovn kjonn\n"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return open_bench(tmp_path)


@pytest.fixture
def researcher(bench: Bench, log_in: LogIn) -> TestClient:
    client = TestClient(bench_app(bench), base_url="https://kommune.example", follow_redirects=False)
    return log_in(client, "forsker")


def post(client: TestClient, **fields: str):
    token = re.findall(r'name="form_token" value="([^"]+)"', client.get(HOME).text)[0]
    return client.post(HOME, data={"form_token": token, "script": SCRIPT} | fields, headers=OWN)


@pytest.fixture
def done(researcher: TestClient, bench: Bench, tmp_path: Path) -> str:
    """Give the address of a run that has ended."""
    address = post(researcher, run="all").headers["location"]
    run = bench.runs.claim()
    assert run is not None
    door = door_to(tmp_path)
    run_queued(run, bench.runs, session_of(), lambda asked: door.answer(asked, ASKER), policy="standard-1")
    bench.runs.end(run.identifier, RunState.DONE)
    return str(address)


def test_results_are_numbered_and_can_be_hidden(researcher: TestClient, done: str) -> None:
    page = researcher.get(done).text
    assert re.findall(r"<summary>(Resultat \d:) <code>(.*?)</code>", page) == [
        ("Resultat 1:", "tabulate kjonn"),
        ("Resultat 2:", "tabulate sovn kjonn"),
    ]
    assert page.count("<details open>") == 2
    for link in re.findall(r'<a href="([^"]+)" download>', page):
        assert researcher.get(link).status_code == 200


@feature(493)
def test_a_result_is_taken_along_as_a_text_table(researcher: TestClient, done: str) -> None:
    answer = researcher.get(f"{done}/1.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["content-disposition"].endswith('-1.txt"')
    lines = answer.text.splitlines()
    assert lines[0] == "Syntetiske data, ingen ekte tall"
    assert lines[2].startswith("---")
    assert "Hvert tall er litt endret av hensyn til personvern" in answer.text


@feature(494)
def test_a_result_is_taken_along_as_semicolon_csv(researcher: TestClient, done: str) -> None:
    answer = researcher.get(f"{done}/2.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text.startswith("\ufeff")
    lines = answer.text.lstrip("\ufeff").splitlines()
    heads = lines[1].split(";")
    assert heads[1:3] == ["sex 1 nb", "sex 2 nb"]
    figures = lines[2].split(";")
    assert len(figures) == len(heads)
    assert all(figure.isdigit() for figure in figures[1:])


@feature(495, 496)
def test_everything_is_taken_along_in_order(researcher: TestClient, done: str) -> None:
    """Commands, what they confirmed, and tables; and what the run can be repeated with."""
    content = researcher.get(f"{done}/alt.txt").text
    commands = [line.removeprefix("> ") for line in content.splitlines() if line.startswith("> ")]
    assert commands == SCRIPT.strip().splitlines()
    assert "> let aar = 2020\naar er 2020." in content
    assert "> generate begge = kjonn + sovn\nVariabelen begge er laget." in content
    assert "no.example.children:1.0.0" in content.splitlines()[-1]


def test_results_that_are_not_there_are_not_given(researcher: TestClient, done: str) -> None:
    assert researcher.get(f"{done}/3.csv").status_code >= 400
    assert researcher.get(f"{done}/1.xlsx").status_code in {404, 422}
    assert researcher.get(f"{done.replace(PROJECT, 'annet')}/1.csv").status_code >= 400


@feature(488, 489)
def test_checking_shows_data_sets_with_types_and_bindings(researcher: TestClient, bench: Bench) -> None:
    page = post(researcher, run="check").text
    assert "<li><code>begge</code> heltall</li>" in page
    assert re.search(r"<li><code>kjonn</code> heltall: SEX nb</li>", page)
    assert "(aktivt)" in page
    assert "<li><code>$aar</code> = 2020</li>" in page
    assert bench.runs.of_project(PROJECT) == ()
