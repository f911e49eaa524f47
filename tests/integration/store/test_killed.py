"""A load or a release killed at any instant is there whole, or not there; and can be done again."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

KILLED = -signal.SIGKILL
SCRIPT = Path(__file__).with_name("killed.py")


def tell(kind: str, folder: Path, *instants: int) -> list[dict]:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(SCRIPT), kind, str(folder), *map(str, instants)],
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def deaths(kind: str, folder: Path) -> list[dict]:
    *killed, last = tell(kind, folder)
    assert last["ended"] == 0
    assert {death["ended"] for death in killed} == {KILLED}
    return killed


@pytest.mark.parametrize(("kind", "last"), [("load", 12), ("release", 60), ("forget", 8)])
def test_some_instants(tmp_path, kind, last):
    """A few instants chosen by a seed; all of them are tried by the slow tests below."""
    chosen = random.Random(20260517).sample(range(1, last), 3)  # noqa: S311 - no secret hangs on it
    for death in tell(kind, tmp_path, *chosen):
        assert death["ended"] == KILLED
        before, after = death["seen"], death["then"]
        assert before["deliveries"] in (["first"], ["first", "second"])
        assert before["releases"] in ([], ["1.0.0"])
        assert before["empty"] == after["empty"] == after["leftovers"] == []
        whole = {"load": "deliveries", "release": "releases", "forget": "units"}[kind]
        assert after[whole] == {"load": ["first", "second"], "release": ["1.0.0"], "forget": [2]}[kind]


@pytest.mark.slow
def test_forgetting_persons_killed_at_any_instant(tmp_path):
    killed = deaths("forget", tmp_path)
    assert all(death["seen"]["units"] in ([1, 2], [2]) for death in killed)
    assert {len(death["seen"]["units"]) for death in killed} == {1, 2}
    for death in killed:
        assert death["seen"]["deliveries"] == ["first"]
        if "again" in death:
            assert (death["again"], death["then"]["units"], death["then"]["leftovers"]) == (0, [2], [])


@pytest.mark.slow
def test_a_load_killed_at_any_instant(tmp_path):
    killed = deaths("load", tmp_path)
    states = [death["seen"]["deliveries"] for death in killed]
    assert all(state in (["first"], ["first", "second"]) for state in states)
    assert states == sorted(states, key=len)  # once there, it stays
    assert {len(state) for state in states} == {1, 2}  # some died before, some after it showed
    for death in killed:
        if "again" in death and death["seen"]["deliveries"] == ["first"]:
            assert death["again"] == 0
            assert death["then"]["deliveries"] == ["first", "second"]
            assert death["then"]["leftovers"] == []


@pytest.mark.slow
def test_a_release_killed_at_any_instant(tmp_path):
    killed = deaths("release", tmp_path)
    assert len(killed) > 20
    states = [death["seen"]["releases"] for death in killed]
    assert all(state in ([], ["1.0.0"]) for state in states)
    assert states == sorted(states, key=len)
    assert {len(state) for state in states} == {0, 1}
    assert any(death["seen"]["leftovers"] for death in killed)
    for death in killed:
        assert death["seen"]["deliveries"] == ["first"]
        assert death["seen"]["empty"] == []
        if "again" in death:
            assert death["again"] == 0
            assert death["then"] == {
                "deliveries": ["first"],
                "releases": ["1.0.0"],
                "leftovers": [],
                "units": [1, 2],
                "empty": [],
            }
