"""``run --practice``: the same script on invented persons, made without a row of the release."""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path

import pytest
from command_line import DATABANK, ask, contents
from research_factory import NothingPublished

from folkekommune.access.projects import ProjectState
from folkekommune.bootstrap import open_wiring, practice
from folkekommune.bootstrap.practice import practising
from folkekommune.bootstrap.practice_folder import forget_practice, practice_folder
from folkekommune.bootstrap.practice_places import (
    PublicFigures,
    open_practice,
    practice_state,
    ready_practice,
)
from folkekommune.services.practice.running import Practised, practise
from folkekommune.services.practice.weights import Weights
from folkekommune.settings import Home
from folkekommune.texts import text

SCRIPT = f"""require {DATABANK}:1 as hp
create-dataset barn
import hp/KJONN as kjonn
import hp/VEKT_KG_U6 as vekt
tabulate kjonn
summarize vekt
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    file = tmp_path / "script.txt"
    file.write_text(SCRIPT, encoding="utf-8")
    return file


def test_practice_answers_what_the_few_of_the_release_are_refused(home, script):
    """200 children were made, and the standard policy asks for 300; the twin has 2000 persons."""
    real, practice = ask("run", script, home=home), ask("run", script, "--practice", home=home)
    assert (real.code, practice.code) == (4, 0)
    rows = [line.split() for line in practice.out.splitlines() if line.startswith(("boy ", "girl "))]
    assert 1800 < sum(int("".join(count)) for _, *count in rows) < 2000


def test_every_form_says_that_the_persons_are_invented(walk, script):
    forms = [
        ("text", "en"),
        ("text", "nn"),
        ("markdown", "nb"),
        ("csv", "nn"),
        ("html", "nb"),
        ("json", "en"),
    ]
    for form, language in forms:
        said = ask("run", script, "--practice", "--format", form, home=walk.home, language=language)
        assert text("practice.told", language) in said.out, form
    assert (said.data["practice"], said.data["rows"]) == (True, None)
    assert [each["status"] for each in said.data["results"]] == ["done"] * 6


def test_rows_can_be_looked_at_in_practice_and_nowhere_else(walk, script):
    said = ask("run", script, "--practice", "--rows", "--format", "json", home=walk.home)
    rows = said.data["rows"]
    assert (rows["dataset"], rows["names"], len(rows["rows"])) == ("barn", ["kjonn", "vekt"], 10)
    assert {row[0] for row in rows["rows"]} == {"1", "2"}
    refused = ask("run", script, "--rows", home=walk.home)
    assert (refused.code, refused.out) == (2, "")
    assert "practice mode" in refused.err


def test_practice_leaves_nothing_in_the_installation(walk, script):
    """No ledger, no budget, no audit trail: every file and control row is as it was."""
    before = contents(walk.home)
    said = ask("run", script, "--practice", "--rows", home=walk.home)
    assert said.code == 0
    assert "The first 10 of" in said.out
    assert contents(walk.home) == before


def test_a_fault_is_told_as_on_real_data(walk, script):
    script.write_text(SCRIPT + "sumarize vekt\n", encoding="utf-8")
    said = ask("run", script, "--practice", home=walk.home)
    assert (said.code, said.out) == (3, "")
    assert "summarize" in said.err


def test_the_twin_is_the_same_when_every_row_of_the_release_is_gone(home):
    """The catalogue is read; then all data of the release, of the drafts and of the vault are overwritten."""
    wiring = open_wiring(Home(home))
    session = wiring.session(wiring.projects.get("p1"))
    assert session.catalogue.databank(DATABANK) is not None

    def practised() -> Practised:
        return practise(SCRIPT, session, lambda own, needed: practising(own, NothingPublished(), needed))

    before = practised()
    spoilt = [
        file
        for folder in ("store", "vault", "ledger", "keys")
        for file in (home / folder).rglob("*")
        if file.is_file() and file.suffix in {".parquet", ".duckdb", ".sqlite", ".key", ""}
    ]
    assert len([file for file in spoilt if file.suffix == ".parquet"]) > 10
    assert [file for file in spoilt if file.suffix == ".duckdb"]
    for file in spoilt:
        file.unlink()
    after = practised()
    assert after.rows == before.rows
    assert [each.result for each in after.run.results] == [each.result for each in before.run.results]
    assert before.rows is not None
    assert before.rows.of > 1800


def test_the_shell_practises_too_and_rows_shows_rows(home, monkeypatch):
    begin = SCRIPT.splitlines()[:4]
    lines = ["rows", *begin, "rows", "keep if kjonn == 2", "tabulate kjonn", "rows"]
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    before = contents(home)
    said = ask("shell", "--practice", home=home)
    assert said.code == 0
    assert text("practice.told", "en") in said.err
    assert "There are no rows yet." in said.out
    first, second = (part.splitlines() for part in said.out.split("The first 10 of ")[1:])
    assert {line.split()[0] for line in first[2:12]} == {"1", "2"}
    assert {line.split()[0] for line in second[2:12]} == {"2"}
    after = contents(home)
    assert [name for name in set(after) - set(before) if ".history-" not in name] == []
    assert {name: after[name] for name in before} == before


def test_rows_is_no_command_on_real_data(home, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("rows\n"))
    assert "rows" in ask("shell", home=home).err


def test_a_twin_that_lies_ready_is_the_one_that_would_be_made(home, monkeypatch):
    """The same rows and results, also of what only publications tell, and nothing is made at the visit."""
    wiring = open_wiring(Home(home))
    told = Weights({"kjonn": {1: 0.9, 2: 0.1}}, {"VEKT_KG_U6": 5.2}, {})
    monkeypatch.setattr(PublicFigures, "weights", lambda *_: told)
    session = wiring.session(wiring.projects.get("p1"))
    script = (
        SCRIPT + "histogram vekt\ncreate-dataset alle\nimport hp/AMMESTATUS_U6 as amming\ntabulate amming\n"
    )

    def practised() -> Practised:
        return practise(script, session, partial(open_practice, wiring))

    before = practised()
    ready_practice(wiring, wiring.session)
    kept = {file.name: file.stat().st_ino for file in practice_folder(wiring.home).glob("*.duckdb")}
    assert len(kept) == 1
    monkeypatch.setattr(practice, "write_twin", None)
    after = practised()
    assert (after.rows, after.run.faults) == (before.rows, ())
    assert [each.result for each in after.run.results] == [each.result for each in before.run.results]
    assert before.rows is not None
    # Made once more from the same it is not made at all; from something else, only the new one is left.
    ready_practice(wiring, wiring.session)
    monkeypatch.undo()
    ready_practice(wiring, wiring.session)
    left = {file.name: file.stat().st_ino for file in practice_folder(wiring.home).glob("*.duckdb")}
    assert len(left) == 1
    assert set(left).isdisjoint(kept)


def test_only_open_projects_have_a_twin_ready_and_it_goes_with_a_publication(home):
    wiring = open_wiring(Home(home))
    ready_practice(wiring, wiring.session)
    assert len(list(practice_folder(wiring.home).glob("*.duckdb"))) == 1
    state = practice_state(wiring)
    wiring.projects.change_state("p1", ProjectState.PAUSED, by="test")
    assert practice_state(wiring) != state
    ready_practice(wiring, wiring.session)
    assert list(practice_folder(wiring.home).iterdir()) == []
    wiring.projects.change_state("p1", ProjectState.OPEN, by="test")
    assert practice_state(wiring) == state
    ready_practice(wiring, wiring.session)
    forget_practice(wiring.home)
    assert list(practice_folder(wiring.home).iterdir()) == []
