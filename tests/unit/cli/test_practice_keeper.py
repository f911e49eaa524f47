"""Twins are laid ready when the server begins and when what they are made from has changed, and not else."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest

from folkekommune.cli import practice_keeper
from folkekommune.cli.practice_keeper import PracticeKeeper

_PATIENCE = 30.0


def until(reached: object) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(practice_keeper, "_LOOK", 0.02)
    monkeypatch.setattr(practice_keeper, "_AGAIN", 0.02)


def writing(file: Path, code: int = 0) -> tuple[str, ...]:
    return sys.executable, "-c", f"import sys; open({str(file)!r}, 'a').write('x'); sys.exit({code})"


def test_it_is_made_once_for_each_state(tmp_path: Path) -> None:
    made, states, looks = tmp_path / "made", ["first"], []

    def state() -> str:
        looks.append(states[-1])
        return states[-1]

    keeper = PracticeKeeper(writing(made), state)
    keeper.start()
    until(lambda: made.exists() and looks.count("first") > 3)
    assert made.read_text() == "x"
    states.append("second")
    until(lambda: looks.count("second") > 3)
    keeper.stop()
    assert made.read_text() == "xx"


def test_what_fails_is_tried_again(tmp_path: Path) -> None:
    made = tmp_path / "made"
    faults = [OSError("the database is away")]

    def state() -> str:
        if faults:
            raise faults.pop()
        return "same"

    keeper = PracticeKeeper(writing(made, code=1), state)
    keeper.start()
    until(lambda: made.exists() and len(made.read_text()) > 1)
    keeper.stop()


def test_the_server_ends_without_waiting_for_it(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    command = (sys.executable, "-c", f"import time; open({str(begun)!r}, 'w').close(); time.sleep(600)")
    keeper = PracticeKeeper(command, lambda: "same")
    keeper.start()
    until(begun.exists)
    ended = threading.Thread(target=keeper.stop)
    ended.start()
    ended.join(_PATIENCE)
    assert not ended.is_alive()
