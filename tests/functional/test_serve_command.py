"""``folkekommune serve``: a port in use is told in one sentence, before anything is started."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from folkekommune.cli import run
from folkekommune.services.initialisation import initialise
from folkekommune.settings import Home, Mode


def test_a_port_in_use_is_told_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOLKEKOMMUNE_LANG", "nb")
    initialise(Home(tmp_path / "home"), name="Prøve", mode=Mode.TEST, municipalities=["4601"])
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code = run(["serve", "--home", str(tmp_path / "home"), "--port", str(port)])
    told = capsys.readouterr()
    assert code == 2
    assert told.err == f"Port {port} er i bruk. Velg en annen med --port.\n"
    assert told.out == ""


def test_without_an_installation_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["serve", "--home", str(tmp_path / "nothing")]) == 2
    assert "init" in capsys.readouterr().err
