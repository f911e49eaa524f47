"""A load or a release killed at any instant is there whole, or not there; and can be done again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

KILLED = -signal.SIGKILL
SCRIPT = Path(__file__).with_name("killed.py")


def deaths(kind: str, folder: Path) -> list[dict]:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(SCRIPT), kind, str(folder)],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    *killed, last = [json.loads(line) for line in done.stdout.splitlines()]
    assert last["ended"] == 0
    assert {death["ended"] for death in killed} == {KILLED}
    return killed


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
                "empty": [],
            }
