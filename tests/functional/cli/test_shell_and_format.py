"""Commands given one by one, and scripts written tidily."""

from __future__ import annotations

import io
import json

import pytest
from command_line import DATABANK, ask


@pytest.fixture
def typed(walk, home, monkeypatch):
    """Type lines into the shell, and give what it said."""

    def say(*lines: str, language: str = "en"):
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return ask("shell", home=home, language=language)

    return say


BEGIN = (f"require {DATABANK}:1 as hp", "create-dataset barn", "import hp/KJONN as kjonn")


def test_the_shell_answers_each_command(typed):
    said = typed(
        *BEGIN,
        "let x = 2",
        "for i in 1 : $x",
        "  generate v ++ $i = kjonn",
        "end",
        "history",
        "exit",
        "never",
    )
    assert said.code == 0
    assert said.err == ""
    assert "x is 2." in said.out
    assert "The variable v2 was made." in said.out
    assert "for i in 1 : $x" in said.out


def test_a_fault_in_the_shell_is_told_and_the_next_command_works(typed):
    said = typed(*BEGIN, "tabulate kjon", "help tabulate", "tabulate kjonn")
    assert "Did you mean kjonn?" in said.err
    assert "## tabulate" in said.out
    # 200 children were made, and the standard policy asks for 300.
    assert "The result cannot be shown" in said.out


@pytest.mark.feature(484)
def test_a_session_is_saved_and_loaded_by_name(typed, home):
    typed(*BEGIN, "generate mine = 1", "save 'first try'")
    (kept,) = home.rglob("first try/1.json")
    assert json.loads(kept.read_text(encoding="utf-8"))["script"].splitlines()[-1] == "generate mine = 1"
    assert "The variable mine was made." in typed("load 'first try'").out
    assert "The project has no saved script named other." in typed("load other").err


def test_format_writes_a_script_tidily(tmp_path):
    script = tmp_path / "script.txt"
    script.write_text("generate   x=1+2*3 if a==1&b>2 // why\n\n\n\nkeep if ( x )\n", encoding="utf-8")
    tidy = "generate x = 1 + 2 * 3 if a == 1 & b > 2  // why\n\nkeep if x\n"
    assert ask("format", script).out == tidy
    assert ask("format", script, "--format", "json").data == {"script": tidy, "changed": True}
    assert ask("format", script, "--write").out == ""
    assert script.read_text(encoding="utf-8") == tidy


def test_format_leaves_what_it_cannot_read(tmp_path):
    script = tmp_path / "script.txt"
    script.write_text("generate x = (1\nkeep   if x\n", encoding="utf-8")
    said = ask("format", script)
    assert (said.code, said.out) == (3, "generate x = (1\nkeep if x\n")
    assert "never closed" in said.err
