"""Each command is found by its folder, says what it does, and shows an example that can be given."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from command_lines_written import parse_line
from tracked_files import texts

from folkekommune.cli.finding import commands, load_command


def leaves(name: str) -> Iterator[tuple[str, Any]]:
    """Give a command, or each below it when it is a group, by its path."""
    command = load_command(name)
    if hasattr(command, "commands"):
        for below, leaf in command.commands.items():
            yield f"{name} {below}", leaf
    else:
        yield name, command


def test_a_module_with_a_command_is_found_by_its_docstring():
    holding = {
        path.stem
        for path, content in texts(".py", under="folkekommune/cli/")
        if path.parent.name == "cli" and _defines_command(content)
    }
    assert holding == {module for module, _ in commands().values()}


def test_commands_are_named_after_their_modules():
    for name, (module, _) in commands().items():
        assert module.rstrip("_").replace("_", "-") == name


@pytest.mark.parametrize("name", commands())
def test_help_shows_an_example_that_can_be_given(name):
    for path, command in leaves(name):
        _, given, example = command.help.partition("Example: ")
        assert given, path
        assert parse_line(" ".join(example.split())) == f"folkekommune {path}"


@pytest.mark.parametrize("name", commands())
def test_what_gives_data_gives_it_as_json_too(name):
    silent = {
        "init",
        "serve",
        "vault serve",
        "vault work",
        "shell",
        "demo",
        "user create",
        "project create",
        "project review",
    }
    for path, command in leaves(name):
        options = {option for parameter in command.params for option in getattr(parameter, "opts", ())}
        assert ("--format" in options) == (path not in silent), path


def test_the_overview_imports_no_command():
    program = (
        "import sys; from folkekommune.cli import run; run(['--help']);"
        "sys.exit(' '.join(m for m in sys.modules if m.split('.')[0] in"
        " {'numpy', 'duckdb', 'sqlalchemy', 'pyarrow', 'scipy', 'fastapi'}"
        " or m == 'folkekommune.bootstrap'))"
    )
    done = subprocess.run((sys.executable, "-c", program), capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""
    for name, (_, does) in commands().items():
        assert name in done.stdout
        assert does.split()[0] in done.stdout


def _defines_command(content: str) -> bool:
    for node in ast.parse(content).body:
        if isinstance(node, ast.FunctionDef) and node.name == "command":
            return True
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "command" for target in node.targets
        ):
            return True
    return False
