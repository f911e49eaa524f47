"""The tutorial can be followed as it is written, in both languages, on a small release."""

from __future__ import annotations

import io
import re
import shlex
from pathlib import Path

import pytest
from command_line import ask

DOCS = Path(__file__).resolve().parents[3] / "docs"
BLOCK = re.compile(r"^```(script|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LANGUAGES = ("nb", "en")


def blocks(language: str, kind: str) -> list[str]:
    content = (DOCS / f"tutorial.{language}.md").read_text(encoding="utf-8")
    return [body for found, body in BLOCK.findall(content) if found == kind]


@pytest.fixture
def low_home(with_policy):
    """Give a home where two hundred children are enough."""
    return with_policy(floors__population_small=20, floors__numeric=2, low_effect__limit=2)


def test_both_languages_show_the_same_script():
    assert blocks("nb", "script") == blocks("en", "script")
    assert [line.replace("--lang nb", "--lang en") for line in blocks("nb", "console")] == blocks(
        "en", "console"
    )


def test_the_script_runs_to_its_end(low_home, tmp_path):
    script = tmp_path / "amming.txt"
    script.write_text("".join(blocks("nb", "script")), encoding="utf-8")
    said = ask("run", script, "--format", "json", home=low_home)
    assert (said.code, said.err) == (0, "")
    assert [each["command"] for each in said.data["results"] if each["kind"] == "table"] == [
        "tabulate",
        "tabulate",
        "summarize",
    ]
    assert {each["status"] for each in said.data["results"]} == {"done"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_commands_do_what_the_text_says(low_home, tmp_path, monkeypatch, language):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    Path("amming.txt").write_text("".join(blocks(language, "script")), encoding="utf-8")
    said = {}
    for line in "".join(blocks(language, "console")).splitlines():
        _, *arguments = shlex.split(line)
        said[line] = ask(*arguments, home=low_home, language=language)
    assert {line: each.code for line, each in said.items() if each.code} == {}
    until = said["folkekommune run amming.txt --until 6"].out
    assert "tabulate" not in until
    assert ";" in said["folkekommune run amming.txt --format csv"].out
    explained = said[f"folkekommune explain amming.txt --lang {language}"].out
    assert {"nb": "Bare de der `kjonn` er 2", "en": "for whom `kjonn` is 2"}[language] in explained


def test_a_mistake_is_told_as_the_text_says(low_home, tmp_path):
    script = tmp_path / "amming.txt"
    script.write_text(
        "".join(blocks("nb", "script")).replace("tabulate amming", "tabulat amming"), encoding="utf-8"
    )
    said = ask("check", script, home=low_home)
    assert said.code == 3
    assert said.out.startswith("Line 7: ")
    assert "Did you mean tabulate?" in said.out
