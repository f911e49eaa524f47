"""Examples: those of the command files with what they stand on, and those of the spec tests."""

from __future__ import annotations

import ast
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import dedent

from folkekommune.script.parser import parse
from folkekommune.script.registry import command_files
from folkekommune.script.unrolling import commands_of

ROOT = Path(__file__).resolve().parents[2]
MOST = 2
"""Spec tests shown for one command."""

_COMMON = ("tabulate", "generate")


@dataclass(frozen=True)
class Case:
    """A spec test as the manual shows it: a small table, a script, and what comes out."""

    says: str
    data: str
    script: str
    expected: str


@cache
def _examples() -> dict[str, object]:
    return tomllib.loads((ROOT / "docs" / "language" / "examples.toml").read_text(encoding="utf-8"))


def base() -> str:
    """Give the script that most examples stand on."""
    return str(_examples()["base"]).strip("\n")


def before(command: str) -> tuple[str, ...]:
    """Give what an example stands on: whole texts, the base among them where it is used."""
    alone, added = (dict(_examples()[name]) for name in ("alone", "before"))  # type: ignore[call-overload]
    pieces = (alone[command],) if command in alone else (base(), added.get(command, ""))
    return tuple(piece.strip("\n") for piece in pieces if piece.strip())


def runnable(command: str) -> str:
    """Give the whole script of a command's example."""
    return "\n".join((*before(command), command_files()[command].EXAMPLE)) + "\n"


@cache
def cases() -> dict[str, tuple[Case, ...]]:
    """Find the spec tests that show each command."""
    found: dict[str, list[Case]] = {}
    for file in sorted((ROOT / "tests" / "spec" / "script").glob("test_*.py")):
        for case in _cases_of(file):
            words = [command.word for command in commands_of(case.script)]
            shown = [word for word in dict.fromkeys(words) if word not in _COMMON] or words[-1:]
            if parse(case.script).faults == () and shown:
                found.setdefault(shown[0], []).append(case)
    return {word: tuple(each[:MOST]) for word, each in found.items()}


def _cases_of(file: Path) -> list[Case]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    constants: dict[str, str] = {}
    found = []
    for node in tree.body:
        match node:
            case ast.Assign([ast.Name(name)], ast.Constant(str(text))):
                constants[name] = text
            case ast.FunctionDef() if says := ast.get_docstring(node):
                calls = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
                given = [arguments for call in calls if (arguments := _given(call, constants))]
                if given:
                    found.append(Case(" ".join(says.split()), *given[0]))
    return found


def _given(call: ast.Call, constants: dict[str, str]) -> tuple[str, str, str] | None:
    if not (isinstance(call.func, ast.Name) and call.func.id == "spec"):
        return None
    values = {each.arg: _text(each.value, constants) for each in call.keywords}
    data, script, expected = (values.get(name) for name in ("data", "script", "expected"))
    if data is None or script is None or expected is None:
        return None
    return _drawn(data), dedent(script).strip("\n"), _drawn(expected)


def _text(node: ast.expr, constants: dict[str, str]) -> str | None:
    match node:
        case ast.Constant(str(text)):
            return text
        case ast.Name(name):
            return constants.get(name)
        case _:
            return None


def _drawn(table: str) -> str:
    return "\n".join(line.rstrip() for line in dedent(table).strip("\n").splitlines()).strip()
