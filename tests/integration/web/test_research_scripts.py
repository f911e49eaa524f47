"""Saved scripts, the command line, results to cite and the variable catalogue of the workbench."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from door_factory import ASKER
from research_factory import BEGIN, PROJECT, Bench, bench_app, door_to, open_bench, session_of
from script_worlds import BANK
from starlette.testclient import TestClient

from folkekommune.access.run_records import RunState
from folkekommune.access.users import User
from folkekommune.services.queued_runs import run_queued
from folkekommune.services.stored_runs import pinned_of

feature = pytest.mark.feature
HOME = f"/nb/arbeidsbenk/prosjekt/{PROJECT}/"
OWN = {"Sec-Fetch-Site": "same-origin"}
HTMX = OWN | {"HX-Request": "true"}
LogIn = Callable[[TestClient, str], TestClient]
SCRIPT = BEGIN + "tabulate kjonn\nbarchart (count) sovn\n"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return open_bench(tmp_path)


def client_of(bench: Bench) -> TestClient:
    return TestClient(bench_app(bench), base_url="https://kommune.example", follow_redirects=False)


@pytest.fixture
def researcher(bench: Bench, log_in: LogIn) -> TestClient:
    return log_in(client_of(bench), "forsker")


def send(client: TestClient, path: str = HOME, *, headers: dict[str, str] = OWN, **fields: str):
    token = re.findall(r'name="form_token" value="([^"]+)"', client.get(HOME).text)[0]
    return client.post(path, data={"form_token": token} | fields, headers=headers)


def work(bench: Bench, folder: Path) -> str:
    """Do what a worker and its child do, and give the run's identifier."""
    run = bench.runs.claim()
    assert run is not None
    door = door_to(folder)
    run_queued(run, bench.runs, session_of(), lambda asked: door.answer(asked, ASKER), policy="standard-1")
    bench.runs.end(run.identifier, RunState.DONE)
    return run.identifier


def user_of(bench: Bench, name: str) -> User:
    found = bench.accounts.find(name)
    assert found is not None
    return found


@feature(484)
def test_a_script_is_saved_in_versions_listed_and_opened(researcher: TestClient) -> None:
    first = send(researcher, run="save", navn="søvn og kjønn", script="use a\n")
    assert first.status_code == 303
    page = researcher.get(first.headers["location"]).text
    assert "Skriptet er lagret som versjon 1." in page
    send(researcher, run="save", navn="søvn og kjønn", script="use b\n")
    listed = researcher.get(HOME + "skript").text
    assert re.search(r'<a href="([^"]+)">søvn og kjønn</a></th><td>Versjon 2</td>', listed)
    (newest,) = re.findall(r'<a href="([^"]+)">søvn og kjønn</a>', listed)
    shown = researcher.get(newest).text
    assert "<code>use b\n</code>" in shown
    older = re.findall(r'<a href="([^"]+)">Versjon 1</a>', shown)[0]
    old = researcher.get(older).text
    assert "<code>use a\n</code>" in old
    assert "Det finnes en nyere: versjon 2." in old
    opened = researcher.get(re.findall(r'href="([^"]+skript=[^"]+versjon=1)"', old)[0].replace("&amp;", "&"))
    assert re.search(r"<textarea[^>]*>use a\n</textarea>", opened.text, re.DOTALL)


def test_others_in_the_project_see_what_is_saved_and_nobody_else_does(
    bench: Bench, researcher: TestClient, log_in: LogIn
) -> None:
    saved = send(researcher, run="save", navn="felles", script="use a\n", headers=HTMX)
    share = urlsplit(re.findall(r'<a href="([^"]+)">https://', saved.text)[0]).path
    assert saved.headers["hx-push-url"] == f"{HOME}?skript=felles&versjon=1"
    outsider = log_in(client_of(bench), "annen")
    for path in (share, HOME + "skript", HOME + "omkoding", HOME + f"variabler/{BANK}/SEX"):
        assert outsider.get(path).status_code == 403
    bench.projects.add_member(PROJECT, user_of(bench, "annen").identifier, by="test")
    page = outsider.get(share).text
    assert "<code>use a\n</code>" in page
    assert user_of(bench, "forsker").display_name in page


def test_names_that_cannot_be_used_and_versions_that_are_not_there_are_told(researcher: TestClient) -> None:
    assert "kan ikke være navnet på et skript" in send(researcher, run="save", navn="../x", script="a").text
    assert researcher.get(HOME + "skript/finnes%20ikke/1").status_code >= 400
    assert researcher.get(HOME + "?skript=finnes%20ikke").status_code >= 400


@feature(320, 323, 483)
def test_a_command_is_run_after_the_script_or_answered_at_once(
    bench: Bench, researcher: TestClient, tmp_path: Path
) -> None:
    answer = send(researcher, run="command", script=BEGIN, kommando="tabulate kjonn")
    assert answer.status_code == 303
    work(bench, tmp_path)
    page = researcher.get(answer.headers["location"]).text
    assert "tabulate kjonn\n</textarea>" in page
    assert page.count("<caption") == 1
    told = send(researcher, run="command", script=BEGIN, kommando="history", headers=HTMX).text
    assert "create-dataset barn" in told
    assert "import db/SEX as kjonn" in told
    wrong = send(researcher, run="command", script=BEGIN, kommando="tabulate kjon")
    assert wrong.status_code == 422
    assert "Linje 5:" in wrong.text
    assert len(bench.runs.of_project(PROJECT)) == 1


@feature(324, 325, 326, 327, 328)
def test_save_load_edit_and_clear_are_commands_of_the_workbench(researcher: TestClient) -> None:
    saved = send(researcher, run="command", script=BEGIN, kommando="save 'min'", headers=HTMX)
    assert saved.headers["hx-redirect"] == f"{HOME}?skript=min&versjon=1&lagret=1&kommando=1"
    loaded = send(researcher, run="command", script="", kommando="load 'min'").headers["location"]
    assert "import db/SLEEP as sovn\n</textarea>" in researcher.get(loaded).text
    edited = send(researcher, run="command", script=BEGIN + "let x = 1\n", kommando="save 'min', edit")
    assert "versjon=2" in edited.headers["location"]
    cleared = send(researcher, run="command", script=BEGIN, kommando="clear").headers["location"]
    assert re.search(r"<textarea[^>]*></textarea>", researcher.get(cleared).text, re.DOTALL)
    missing = send(researcher, run="command", script="", kommando="load 'annet'")
    assert "ikke noe lagret skript som heter annet" in missing.text


def test_the_enter_key_in_a_field_asks_for_what_the_field_is_for(
    bench: Bench, researcher: TestClient
) -> None:
    """A browser sends the form's first button then, which is the command line's."""
    send(researcher, run="command", script="use a\n", navn="fra enter", kommando="")
    assert bench.research.shelf(user_of(bench, "forsker"), PROJECT).names() == ("fra enter",)


def test_an_empty_desk_leads_on_with_the_latest_run(
    bench: Bench, researcher: TestClient, tmp_path: Path
) -> None:
    """Who left the page finds the run again, and the script with it."""
    send(researcher, run="all", script=SCRIPT)
    identifier = work(bench, tmp_path)
    assert f'href="{HOME}?kjoring={identifier}"' in researcher.get(HOME).text


@feature(497)
def test_charts_are_drawn_among_the_results(bench: Bench, researcher: TestClient, tmp_path: Path) -> None:
    answer = send(researcher, run="all", script=SCRIPT)
    work(bench, tmp_path)
    page = researcher.get(answer.headers["location"]).text
    assert page.count("<figure") == 1
    picture = page[page.index("<figure") : page.index("</figure>")]
    assert "<svg" in picture
    assert "<table" in picture


@feature(503)
def test_a_result_is_cited_by_an_address_with_all_it_takes_to_repeat_it(
    bench: Bench, researcher: TestClient, tmp_path: Path
) -> None:
    run_page = send(researcher, run="all", script=SCRIPT).headers["location"]
    identifier = work(bench, tmp_path)
    address = f"{HOME}resultat/{identifier}"
    assert f'href="{address}"' in researcher.get(run_page).text
    stored = bench.research.run(user_of(bench, "forsker"), PROJECT, identifier, "nb")
    page = researcher.get(address).text
    for part in (f"{BANK}:1.0.0", "standard-1", stored.fingerprint, f"https://kommune.example{address}"):
        assert page.count(part) >= 2
    assert "barchart (count) sovn" in page
    assert "Ingen har kjørt skriptet på nytt ennå." in page
    again = send(researcher, f"{address}/gjenta").headers["location"]
    repeated = work(bench, tmp_path)
    assert again.endswith(repeated)
    assert pinned_of(bench.runs.get(repeated)) == (f"{BANK}:1.0.0",)
    assert re.search(rf'kjoringer/{repeated}">[^<]+</a>: De samme tallene', researcher.get(address).text)


def test_other_figures_on_repeating_are_told_with_the_reason(
    bench: Bench, researcher: TestClient, tmp_path: Path
) -> None:
    send(researcher, run="all", script=SCRIPT)
    identifier = work(bench, tmp_path)
    for change, sentence in (
        ("", "Andre tall, med samme skript"),
        ('"policy": "standard-1"', "reglene for personvern er endret"),
        (f"{BANK}:1.0.0", "en annen versjon av dataene"),
    ):
        send(researcher, run="all", script=SCRIPT)
        other = work(bench, tmp_path)
        kept = bench.runs.get(other).result or ""
        figures = re.sub(r'"text": "\d', '"text": "9', kept)
        bench.runs.save_result(
            other, figures.replace(change, change.replace("1", "2")) if change else figures
        )
        page = researcher.get(f"{HOME}resultat/{identifier}").text
        assert re.search(rf'kjoringer/{other}">[^<]+</a>: [^<]*{sentence}', page), sentence


def test_what_did_not_come_to_its_end_cannot_be_cited(
    bench: Bench, researcher: TestClient, tmp_path: Path
) -> None:
    """A run under way, a part of a script, and a run of another project."""
    waiting = send(researcher, run="all", script=SCRIPT).headers["location"].rpartition("/")[2]
    assert researcher.get(f"{HOME}resultat/{waiting}").status_code >= 400
    work(bench, tmp_path)
    send(researcher, run="line", line="5", script=SCRIPT)
    part = work(bench, tmp_path)
    assert researcher.get(f"{HOME}resultat/{part}").status_code >= 400
    assert researcher.get(f"{HOME.replace(PROJECT, 'hemmelig')}resultat/{waiting}").status_code == 403


@feature(487, 492)
def test_the_catalogue_is_searched_and_filtered(researcher: TestClient) -> None:
    """By name, title and the words of codes; by databank; what the project does not cover is not there."""

    def found(query: str) -> list[str]:
        return re.findall(r"<code>([A-Z_]+)</code>", researcher.get(f"{HOME}variabler?{query}").text)

    assert found("sok=sle") == ["SLEEP"]
    assert found("sok=new+4601") == ["PLACE"]
    assert "SECRET" not in found("")
    assert found(f"kilde={BANK}&sok=sex") == ["SEX"]
    assert found("kilde=no.example.other") == []
    assert "Ingen variabler passer." in researcher.get(f"{HOME}variabler?sok=finnesikke").text


@feature(487, 492)
def test_a_variable_shows_its_codes_through_time(researcher: TestClient) -> None:
    """The names of places changed on the first of January 2020."""
    page = researcher.get(f"{HOME}variabler/{BANK}/PLACE").text
    assert "Kodene ble endret 1. januar 2020." in page
    rows = re.findall(r"<code>4601</code></th><td>(\w+) 4601 nb</td><td>([^<]+)</td><td>([^<]+)</td>", page)
    assert rows == [("old", "fra starten", "31. desember 2019"), ("new", "1. januar 2020", "gjelder nå")]
    assert page.count('<svg viewBox="0 0 200 14"') == 4
    assert "import db/PLACE ÅÅÅÅ-MM-DD as place" in page
    still = researcher.get(f"{HOME}variabler/{BANK}/SEX").text
    assert "Kodene har betydd det samme hele tiden." in still
    assert "Ingen publiserte tall bygger på denne variabelen." in still
    assert researcher.get(f"{HOME}variabler/{BANK}/SECRET").status_code == 404
    assert researcher.get(f"{HOME}variabler/no.example.other/SEX").status_code == 404


@feature(502)
def test_a_recode_command_is_made_of_a_file(researcher: TestClient) -> None:
    token = re.findall(r'name="form_token" value="([^"]+)"', researcher.get(HOME).text)[0]

    def upload(content: bytes):
        return researcher.post(
            HOME + "omkoding",
            data={"form_token": token, "variabel": "sovn"},
            files={"fil": ("koder.csv", content, "text/csv")},
            headers=OWN,
        )

    assert "recode sovn (1 2 = 1 &#39;Sover&#39;)" in upload(b"1;1;Sover\n2;1;Sover\n").text
    wrong = upload(b"1;1\n2\n")
    assert wrong.status_code == 422
    assert "Rad 2 i fila" in wrong.text


@pytest.mark.parametrize("language", ["nn", "en"])
def test_every_page_is_there_in_the_other_languages(
    bench: Bench, researcher: TestClient, tmp_path: Path, language: str
) -> None:
    send(researcher, run="save", navn="a", script=SCRIPT)
    send(researcher, run="all", script=SCRIPT)
    identifier = work(bench, tmp_path)
    for path in ("", "skript", "skript/a/1", f"resultat/{identifier}", f"variabler/{BANK}/PLACE", "omkoding"):
        answer = researcher.get(HOME.replace("/nb/", f"/{language}/") + path)
        assert answer.status_code == 200, path
        assert f'<html lang="{language}"' in answer.text
