"""A load whose process is killed can be given again, and comes to the same."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys

import pytest
from command_line import ask, contents, copy_home

pytestmark = pytest.mark.xdist_group("command-line")

STOP_BEFORE_THE_END = """
import sys, time
from folkekommune.cli import run
from folkekommune.store.writing import DeliveryWriter

def wait(*_):
    print("written", flush=True)
    time.sleep(600)

DeliveryWriter.finish = wait
run(sys.argv[1:])
"""


def test_a_killed_load_can_be_given_again(walk, home, tmp_path):
    delivery = tmp_path / "delivery"
    shutil.copytree(walk.deliveries[1], delivery)
    untouched = copy_home(home, tmp_path / "untouched")
    loading = subprocess.Popen(
        [sys.executable, "-c", STOP_BEFORE_THE_END, "load", str(delivery), "--home", str(home)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert loading.stdout is not None
        assert loading.stdout.readline() == "written\n"
        assert any(home.rglob(".unfinished-*"))
    finally:
        os.kill(loading.pid, signal.SIGKILL)
        loading.wait()
        loading.stdout.close()
    shown = {name: digest for name, digest in contents(home).items() if name.startswith("store")}
    assert {name for name in shown if "/.unfinished-" not in name} == {
        name for name in contents(untouched) if name.startswith("store")
    }
    # The catalogue and the release are as before.
    assert ask("catalogue", home=home).out == ask("catalogue", home=untouched).out
    again, ordinary = (ask("load", delivery, "--format", "json", home=one) for one in (home, untouched))
    assert again.code == ordinary.code == 0
    assert again.data == ordinary.data
    assert not any(home.rglob(".unfinished-*"))
    assert "unchanged" not in ordinary.out or ordinary.data[0]["unchanged"] is False
