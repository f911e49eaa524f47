"""The example of official figures can be followed as it is written, in both languages."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from command_line import ask

DOCS = Path(__file__).resolve().parents[2] / "docs"
BLOCK = re.compile(r"^```(csv|console|text)\n(.*?)^```", re.MULTILINE | re.DOTALL)
CODE = "tannhelse_5aar"


def blocks(language: str, kind: str) -> list[str]:
    content = (DOCS / f"official-figures.{language}.md").read_text(encoding="utf-8")
    return [body for found, body in BLOCK.findall(content) if found == kind]


@pytest.fixture
def home(tmp_path) -> Path:
    assert ask("init", "--home", tmp_path / "home", "--municipality", "4601").code == 0
    return tmp_path / "home"


def test_both_languages_show_the_same_table_and_commands():
    assert blocks("nb", "csv") == blocks("en", "csv")
    assert blocks("nb", "console") == blocks("en", "console")


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_example_does_what_the_text_says(home, tmp_path, monkeypatch, language):
    monkeypatch.chdir(tmp_path)
    Path("tannhelse.csv").write_text(blocks(language, "csv")[0], encoding="utf-8")
    lines = "".join(blocks(language, "console")).splitlines()
    said = [ask(*shlex.split(line)[1:], home=home, language=language) for line in lines]
    assert [each.code for each in said] == [0, 0, 0]
    assert said[0].out == blocks(language, "text")[0]
    in_use = said[2].out.splitlines()[0]
    assert in_use.startswith(CODE)
    assert "Statistisk sentralbyrå" not in in_use
    data = ask("official", "list", "--format", "json", home=home).data
    assert [(each["code"], each["number"], each["invented"]) for each in data["in_use"]] == [(CODE, 1, True)]
    assert ask("official", "remove", CODE, home=home).code == 0
    assert ask("official", "remove", CODE, home=home).code == 2
    assert ask("official", "list", "--format", "json", home=home).data["in_use"] == []


def test_each_synthetic_table_is_one_that_can_be_taken_in(home, tmp_path):
    written = ask("official", "examples", "--out", tmp_path / "t", "--format", "json", home=home).data
    assert len(written) == 22
    for code in ("kostra_gruppe", "fodte", "mobbing_10trinn", "vaksine_hpv_16aar"):
        file = next(each for each in written if Path(each).stem == code)
        said = ask("official", "import", file, "--as", code, "--format", "json", home=home)
        assert said.code == 0, said.err
        assert said.data["invented"]
        assert said.data["places"]["municipality"] >= 356
        assert said.data["unknown_places"] == 0


def test_what_is_refused_says_why_and_keeps_nothing(home, tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("region;år;andel (prosent)\n4601;2024;34,25\n", encoding="utf-8")
    for given, code in (
        (("--as", "finnes_ikke"), 2),
        (("--as", "mobbing_7trinn"), 2),
        (("--as", "bor_trangt", "--fetched", "2999-01-01"), 2),
        (("--as", "bor_trangt", "--unprotected"), 3),
    ):
        said = ask("official", "import", table, *given, home=home)
        assert (said.code, said.out) == (code, ""), given
        assert "34,25" not in said.err
    assert ask("official", "list", "--format", "json", home=home).data["in_use"] == []
    done = ask("official", "import", table, "--as", "mobbing_7trinn", "--licence", "NLOD 2.0", home=home)
    assert done.code == 0
    kept = ask("official", "list", "--format", "json", home=home).data["in_use"]
    assert [(each["licence"], each["source"]) for each in kept] == [
        ("NLOD 2.0", "Utdanningsdirektoratet, Elevundersøkelsen")
    ]
