"""A full disk is told in a sentence, and what was there stays."""

from __future__ import annotations

import errno
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from store_factories import NAME, deliver, files_under, one_delivery, people, release

from folkekommune.errors import UsageError

SCRIPT = Path(__file__).with_name("full_disk.py")
SMALL = 16 * 1024 * 1024


def small_disk(folder: Path, command: list[str]) -> list[str]:
    """Write a command that runs with a small disk of its own on this folder."""
    namespaces = ["--mount"] if os.geteuid() == 0 else ["--user", "--map-root-user", "--mount"]
    mount = shlex.join(["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(folder)])
    return ["unshare", *namespaces, "sh", "-c", f"{mount} && exec {shlex.join(command)}"]


def can_mount(folder: Path) -> bool:
    try:
        return subprocess.run(small_disk(folder, ["true"]), capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["load", "release"])
def test_a_disk_that_runs_full_at_any_point(tmp_path, kind):
    if not can_mount(tmp_path):
        pytest.skip("this machine lets no one make a small disk")
    command = [sys.executable, "-W", "error", str(SCRIPT), kind, str(tmp_path)]
    done = subprocess.run(
        small_disk(tmp_path, command), capture_output=True, text=True, check=True, timeout=120
    )
    *full, last = [json.loads(line) for line in done.stdout.splitlines()]
    assert last["outcome"] == "done"
    assert (
        last["deliveries" if kind == "load" else "releases"]
        == {
            "load": ["first", "second"],
            "release": ["1.0.0"],
        }[kind]
    )
    assert full
    for told in full:
        assert told["outcome"] == "store.disk-full"
        assert told["deliveries"] == ["first"]
        assert told["releases"] == []
        assert [name for name in told["left"] if not name.endswith("/.lock")] == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_is_found_full_at_the_last_moment(tmp_path, monkeypatch, number):
    store = one_delivery(tmp_path)
    before = files_under(tmp_path)

    def full(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError) as refusal:
        deliver(store, "4601", "second", who=people(3))
    assert refusal.value.code == "store.disk-full"
    with pytest.raises(UsageError) as refusal:
        release(store)
    assert refusal.value.code == "store.disk-full"
    assert {name for name in files_under(tmp_path) - before if not name.endswith(".lock")} == set()
    assert store.releases(NAME) == ()


def test_another_fault_of_the_disk_is_not_called_full(tmp_path, monkeypatch):
    store = one_delivery(tmp_path)

    def broken(_descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="error"):
        release(store)
    assert store.releases(NAME) == ()
