"""The switch ends what answers, at once, and lets nothing begin."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from folkekommune.errors import PermissionRefused
from folkekommune.operations.switch import (
    answering,
    check_answering,
    is_stopped,
    resume_answers,
    stop_answers,
)
from folkekommune.settings import Home

_DEEP_IN_A_QUESTION = """
import sys
from pathlib import Path
from folkekommune.cli.opening import answering_here
from folkekommune.settings import Home
with answering_here(Home(Path(sys.argv[1]))):
    print("answering", flush=True)
    while True:
        sum(range(10_000))
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_it_stops_and_goes_on(home: Home):
    assert not is_stopped(home)
    event = stop_answers(home, by="operator:kari")
    assert (event.action, event.actor) == ("answers-stop", "operator:kari")
    with pytest.raises(PermissionRefused, match=r"operations\.stopped"):
        check_answering(home)
    assert resume_answers(home, by="operator:kari").action == "answers-resume"
    check_answering(home)


def test_stopping_twice_and_going_on_twice_is_no_fault(home: Home):
    for _ in range(2):
        stop_answers(home, by="a")
    for _ in range(2):
        resume_answers(home, by="a")
    assert not is_stopped(home)


def test_what_root_writes_the_service_can_read(home: Home, monkeypatch: pytest.MonkeyPatch):
    given: list[tuple[str, int]] = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "chown", lambda path, uid, _gid: given.append((Path(path).name[:9], uid)))
    stop_answers(home, by="a")
    owner = home.root.stat().st_uid
    assert given == [("operation", owner), (".stopped.", owner)]


def test_who_may_not_look_does_not_answer(home: Home, monkeypatch: pytest.MonkeyPatch):
    def refuse(_: Path) -> bool:
        raise PermissionError

    monkeypatch.setattr(Path, "exists", refuse)
    assert is_stopped(home)


def test_nothing_begins_while_it_is_stopped(home: Home):
    stop_answers(home, by="a")
    with pytest.raises(PermissionRefused), answering(home, lambda: None):
        raise AssertionError


def test_an_answer_that_was_being_given_is_not_given(home: Home):
    ended: list[str] = []
    with pytest.raises(PermissionRefused), answering(home, lambda: ended.append("ended")):
        stop_answers(home, by="a")


def test_a_process_deep_in_a_question_ends_with_the_code_of_a_refusal(tmp_path: Path):
    child = subprocess.Popen(
        (sys.executable, "-c", _DEEP_IN_A_QUESTION, str(tmp_path)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"FOLKEKOMMUNE_LANG": "nn", "PATH": ""},
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "answering\n"
    stop_answers(Home(tmp_path), by="a")
    _, told = child.communicate(timeout=60)
    assert child.returncode == 5
    assert told.startswith("Alle svar er stansa")
