"""The command ``synth`` as a person meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from folkekommune.cli import run


@pytest.fixture(autouse=True)
def bokmaal(monkeypatch):
    monkeypatch.setenv("FOLKEKOMMUNE_LANG", "nb")


def test_it_writes_deliveries_tells_where_and_leaves_them_alone_afterwards(tmp_path: Path, capsys):
    out = tmp_path / "deliveries"
    arguments = ["synth", "--out", str(out), "--size", "tiny", "--municipality", "4624"]
    assert run([*arguments, "--format", "json"]) == 0
    written, said = capsys.readouterr()
    told = json.loads(written)
    assert told["children"] == 200
    assert [Path(folder).is_dir() for folder in told["deliveries"]] == [True] * 3
    assert Path(told["truth"], "indicators.csv").is_file()
    assert said == ""
    before = sorted(out.rglob("*"))
    assert run(arguments) == 2
    written, said = capsys.readouterr()
    assert written == ""
    assert "er ikke tom" in said
    assert sorted(out.rglob("*")) == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--size", "stor"), "Størrelsen «stor» finnes ikke"),
        (("--size", "tiny", "--shape", "X"), "Eksportformen «X» kan ikke lages"),
        (("--size", "tiny", "--municipality", "1201"), "ingen kommune med nummer 1201"),
    ],
)
def test_wrong_use_gets_one_sentence(tmp_path: Path, capsys, arguments, sentence):
    assert run(["synth", "--out", str(tmp_path / "out"), *arguments]) == 2
    written, said = capsys.readouterr()
    assert written == ""
    assert sentence in said
    assert len(said.strip().splitlines()) == 1
