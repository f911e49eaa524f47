"""Practice in the workbench: the switch, what says that persons are invented, rows, and real data after."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from door_factory import ASKER, door_of, policy_of
from research_factory import (
    BEGIN,
    PROJECT,
    Bench,
    NothingPublished,
    bench_app,
    open_bench,
    session_of,
    small_world,
)
from starlette.testclient import TestClient

from folkekommune.access.run_records import RunState
from folkekommune.bootstrap.practice import practising
from folkekommune.services.queued_runs import auditor, practise_queued, run_queued
from folkekommune.services.stored_runs import is_practice
from folkekommune.texts import LANGUAGES, text
from folkekommune.web.form_tokens import HEADER, FormTokens
from folkekommune.web.sessions import COOKIE

HOME = f"/nb/arbeidsbenk/prosjekt/{PROJECT}/"
OWN = {"Sec-Fetch-Site": "same-origin"}
LogIn = Callable[[TestClient, str], TestClient]
SCRIPT = BEGIN + "tabulate sovn\nkeep if kjonn == 2 & sovn == 2\ntabulate kjonn\n"
"""The second table is refused on the 600 children: a hundred of them are left."""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return open_bench(tmp_path)


@pytest.fixture
def researcher(bench: Bench, log_in: LogIn) -> TestClient:
    client = TestClient(bench_app(bench), base_url="https://kommune.example", follow_redirects=False)
    return log_in(client, "forsker")


@pytest.fixture
def order(researcher: TestClient, bench: Bench, tmp_path: Path) -> Callable[..., str]:
    """Give a function that orders a run with the plain form, does it, and gives its number."""

    def post(**fields: str) -> str:
        token = re.findall(r'name="form_token" value="([^"]+)"', researcher.get(HOME).text)[0]
        sent = {"form_token": token, "script": SCRIPT, "run": "all"} | fields
        answer = researcher.post(HOME, data=sent, headers=OWN)
        assert answer.status_code == 303, answer.text
        run = bench.runs.claim()
        assert run is not None
        if is_practice(run):
            practise_queued(
                run,
                bench.runs,
                session_of(),
                lambda session, needed: practising(session, NothingPublished(), needed),
            )
        else:
            door = door_of(small_world(), tmp_path, policy=policy_of())
            run_queued(
                run, bench.runs, session_of(), lambda asked: door.answer(asked, ASKER), policy="standard-1"
            )
        bench.runs.end(run.identifier, RunState.DONE, claim=run.claim, event=auditor(lambda _: "forsker"))
        return run.identifier

    return post


def actions(bench: Bench) -> list[str]:
    return [row.event.action for row in bench.audit.rows()]


def run_page(client: TestClient, identifier: str, language: str = "nb") -> str:
    return client.get(f"{HOME}kjoringer/{identifier}".replace("/nb/", f"/{language}/")).text


def test_the_choice_stands_beside_the_script_and_is_real_data_until_practice_is_asked_for(
    researcher: TestClient,
) -> None:
    chosen = r'<input id="data-(\w+)"[^>]* checked>'
    assert re.findall(chosen, researcher.get(HOME).text) == ["ekte"]
    assert re.findall(chosen, researcher.get(f"{HOME}?oving=1").text) == ["oving"]
    first = researcher.get(HOME).text
    assert "?eksempel=1&amp;oving=1" in first  # the first script anybody tries is practice


def test_practice_says_so_in_every_language_and_shows_rows(
    researcher: TestClient, order: Callable[..., str]
) -> None:
    done = order(data="oving")
    for language in LANGUAGES:
        page = run_page(researcher, done, language)
        assert text("practice.told", language) in page
        assert page.count(f'<span class="fk-practice__tag">{text("practice.tag", language)}</span>') == 3
    page = run_page(researcher, done)
    rows = re.findall(r"<tr>((?:<td>[^<]*</td>)+)</tr>", page)
    assert 0 < len(rows) <= 10
    assert {re.findall("<td>([^<]*)</td>", row)[1] for row in rows} == {"2"}  # those whom keep has left
    assert "De " in page
    assert "rader i datasettet barn" in page
    assert re.findall(r"<td>(Øving: Ferdig)</td>", researcher.get(f"{HOME}kjoringer").text)
    assert "?kjoring=" in page
    workbench = researcher.get(f"{HOME}?kjoring={done}").text
    assert re.findall(r'<input id="data-(\w+)"[^>]* checked>', workbench) == ["oving"]


def test_what_is_taken_along_says_that_it_is_practice(
    researcher: TestClient, order: Callable[..., str]
) -> None:
    folder = f"{HOME}kjoringer/{order(data='oving')}"
    for name in ("alt.txt", "1.txt", "1.csv"):
        written = researcher.get(f"{folder}/{name}").text
        assert text("practice.told", "nb") in written.splitlines()[:2]


def test_practice_is_told_to_nobody_and_cannot_be_cited(
    researcher: TestClient, bench: Bench, order: Callable[..., str]
) -> None:
    before = actions(bench)
    done = order(data="oving")
    assert actions(bench) == before
    assert researcher.get(f"{HOME}resultat/{done}").status_code == 400
    assert f"resultat/{done}" not in run_page(researcher, done)


def test_the_way_to_real_data_keeps_the_script_and_shows_no_row(
    researcher: TestClient, bench: Bench, order: Callable[..., str]
) -> None:
    practised = order(data="oving")
    assert 'form="skriptskjema" name="run" value="real"' in run_page(researcher, practised)
    real = order(run="real", data="oving")
    assert bench.runs.get(real).script == SCRIPT
    page = run_page(researcher, real)
    assert "fk-practice" not in page
    assert text("practice.rows-heading", "nb") not in page
    assert json.loads(bench.runs.get(real).result or "")["rows"] is None
    assert actions(bench)[-2:] == ["run-enqueue", "run-done"]


def test_a_real_result_tells_where_its_form_differs_from_practice(
    researcher: TestClient, order: Callable[..., str]
) -> None:
    alone = order()
    assert text("practice.forms-heading", "nb") not in run_page(researcher, alone)
    order(data="oving")
    page = run_page(researcher, order())
    assert text("practice.forms-heading", "nb") in page
    refused = text("practice.form-refused", "nb")
    assert f"Linje 7: {refused}" in page
    assert f"Linje 5: {refused}" not in page
    assert text("practice.forms-same", "nb") not in page
    # The refused table stood last: nothing was left undone.
    assert text("research.told-refused-last", "nb") in page
    assert text("research.told-refused", "nb") not in page
    assert text("research.told-refused", "nb") in run_page(
        researcher, order(script=SCRIPT + "tabulate sovn\n")
    )
    same = BEGIN + "tabulate kjonn\n"
    order(data="oving", script=same)
    assert text("practice.forms-same", "nb") in run_page(researcher, order(script=same))


def test_programs_can_practise_too(researcher: TestClient, order: Callable[..., str], bench: Bench) -> None:
    folder = f"/api/v1/projects/{PROJECT}/runs"
    practised, real = order(data="oving"), order()
    told = researcher.get(f"{folder}/{practised}").json()
    assert told["run"]["practice"] is True
    assert (told["rows"]["names"], told["rows"]["dataset"]) == (["kjonn", "sovn"], "barn")
    plain = researcher.get(f"{folder}/{real}").json()
    assert (plain["run"]["practice"], plain["rows"]) == (False, None)
    found = researcher.get(f"{folder}/{real}/differences?lang=en").json()
    assert [(each["line"], each["code"]) for each in found] == [(7, "refused")]
    assert researcher.get(f"{folder}/{practised}/differences").json() == []
    token = FormTokens(b"a secret for tests").of_session(researcher.cookies[COOKIE])
    sent = researcher.post(folder, json={"script": SCRIPT, "practice": True}, headers=OWN | {HEADER: token})
    assert (sent.status_code, sent.json()["practice"]) == (201, True)
    assert is_practice(bench.runs.get(sent.json()["identifier"]))
