"""Datasets in and out by the command line, as an operator gives the commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import ask
from dataset_corpus import GOOD, Case, P, Q, code, enumerated, lines, metadata

from folkekommune.cli import export as export_command
from folkekommune.errors import EXIT_DONE, EXIT_FORBIDDEN, EXIT_INPUT, EXIT_USAGE
from folkekommune.export.official import PUBLIC_KEY, OfficialTools, Verdict

BANK = "no.example.register"
PASSWORD = "fjorten fine fjell"  # noqa: S105  (of accounts that live for one test)
ROWS = lines(f"{P};1;;;", f"{Q};2;;;")


@pytest.fixture
def home(tmp_path) -> Path:
    """Make an installation of two municipalities."""
    done = ask("init", "--home", tmp_path / "home", "--municipality", "4601", "--municipality", "4624")
    assert done.code == EXIT_DONE
    return tmp_path / "home"


@pytest.fixture
def accepting(monkeypatch):
    """Stand in for microdata.no's tool, which has tests of its own."""
    monkeypatch.setattr(OfficialTools, "validate", lambda _, datasets: (Verdict(),) * len(datasets))

    def package(_, datasets, *, public_key_dir, out):
        packages = tuple(out / f"{dataset.name}.tar" for dataset in datasets)
        for each in packages:
            each.write_bytes(b"sealed")
        return packages

    monkeypatch.setattr(OfficialTools, "package", package)


def dataset(folder: Path, data: bytes = ROWS) -> Path:
    folder.mkdir(exist_ok=True)
    meta = metadata("FIXED", "LONG", enumerated(code(1), code(2)))
    return Case("KJONN", GOOD, None, meta, data).write(folder)


def imported(home: Path, folder: Path):
    return ask(
        "import-dataset",
        dataset(folder),
        "--databank",
        BANK,
        "--municipality",
        "4601",
        "--format",
        "json",
        home=home,
    )


@pytest.mark.usefixtures("accepting")
def test_in_by_one_command_and_out_by_another(home, tmp_path):
    done = imported(home, tmp_path / "in")
    assert done.code == EXIT_DONE, done.err
    assert done.data == [
        {
            "name": "KJONN",
            "temporality": "FIXED",
            "unchanged": False,
            "rows": 2,
            "persons": 2,
            "reserved": 0,
            "filled_in": ["en", "nn"],
        }
    ]
    assert ask("release", "--databank", BANK, home=home).code == EXIT_DONE
    out = tmp_path / "out"
    given = ask("export", "microdata", "--out", out, "--databank", BANK, "--format", "json", home=home)
    assert given.code == EXIT_DONE, given.err
    assert given.data == {"names": ["KJONN"], "left_out": []}
    assert (out / "KJONN" / "KJONN.csv").read_bytes() == ROWS


def test_what_is_wrong_is_told_by_line_and_holds_no_value(home, tmp_path):
    folder = dataset(tmp_path / "in", lines(f"{P};1;;;", f"{Q};17;;;"))
    done = ask(
        "import-dataset", folder, "--databank", BANK, "--municipality", "4601", home=home, language="nn"
    )
    assert done.code == EXIT_INPUT
    assert "KJONN: Linje 2: Verdien står ikkje i kodelista." in done.err
    assert P not in done.err
    assert "17" not in done.err


@pytest.mark.parametrize("municipality", [(), ("--municipality", "0301")])
def test_the_municipality_must_be_one_of_the_installations(home, tmp_path, municipality):
    done = ask("import-dataset", dataset(tmp_path / "in"), "--databank", BANK, *municipality, home=home)
    assert done.code == EXIT_USAGE


def test_packing_without_a_key_is_wrong_use(home, tmp_path):
    imported(home, tmp_path / "in")
    ask("release", "--databank", BANK, home=home)
    done = ask("export", "microdata", "--out", tmp_path / "out", "--package", "--databank", BANK, home=home)
    assert done.code == EXIT_USAGE
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("accepting")
def test_outside_test_mode_two_others_approve_and_only_the_package_leaves(home, tmp_path, monkeypatch):
    """The synthetic series passes for that of persons, since no number of a person stands in a test."""
    imported(home, tmp_path / "in")
    ask("release", "--databank", BANK, home=home)
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / PUBLIC_KEY).write_text("the receiver's", encoding="utf-8")
    monkeypatch.setattr(export_command.typer, "prompt", lambda *_, **__: PASSWORD)
    for name in ("kari", "ola", "per"):
        options = ["--display-name", name, "--role", "steward:4601"]
        made = ask("user", "create", name, *options, home=home)
        assert made.code == EXIT_DONE, made.err
    configuration = home / "folkekommune.toml"
    test_mode = configuration.read_text(encoding="utf-8")
    volume = '\n[volume]\nanswered_for = "the test answers for it"\n'
    configuration.write_text(
        test_mode.replace('mode = "test"', 'mode = "production"') + volume, encoding="utf-8"
    )
    monkeypatch.setattr("folkekommune.identity.numbers.SYNTHETIC", ())
    choices = ["--public-key", keys, "--databank", BANK]
    out = tmp_path / "out"
    command = ["export", "microdata", "--out", out, "--package", *choices]
    assert ask(*command, home=home).code == EXIT_FORBIDDEN
    assert ask(*command, "--user", "per", home=home).code == EXIT_FORBIDDEN
    first = ask("export", "approve", *choices, "--user", "kari", "--format", "json", home=home)
    assert first.data == {"approvers": ["kari"]}, first.err
    assert ask("export", "approve", *choices, "--user", "ola", home=home).code == EXIT_DONE
    assert ask(*command, "--user", "ola", home=home).code == EXIT_FORBIDDEN
    assert not out.exists()
    done = ask(*command, "--user", "per", home=home)
    assert done.code == EXIT_DONE, done.err
    assert {path.name for path in out.iterdir()} == {"KJONN.tar", "export.json", ".lock"}
    assert json.loads((out / "export.json").read_text(encoding="utf-8"))["approvers"] == ["kari", "ola"]
    assert not list((home / "tmp").rglob("*.csv"))
