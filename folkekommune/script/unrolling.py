"""The commands of a script as they would run: loops unrolled, bindings written out, nothing bound.

For whoever looks at a script as a text: what it uses, what it amounts to. Commands that cannot be written
out are passed over; to say what is wrong with them is the binder's work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from folkekommune.script import ast
from folkekommune.script.bindings import Value, value_of
from folkekommune.script.expansion import expanded
from folkekommune.script.faults import Refused
from folkekommune.script.looping import turns
from folkekommune.script.parser import parse

MOST_COMMANDS = 20_000


def commands_of(text: str) -> tuple[ast.Command, ...]:
    """Give the commands of a script, in the order they would run."""
    found: list[ast.Command] = []
    for command in _unrolled(parse(text).script.statements, {}):
        if len(found) == MOST_COMMANDS:
            break
        found.append(command)
    return tuple(found)


def _unrolled(
    statements: Iterable[ast.Statement], bindings: dict[str, Value | None]
) -> Iterator[ast.Command]:
    for statement in statements:
        if isinstance(statement, ast.Loop):
            yield from _turned(statement, bindings)
        elif isinstance(statement, ast.Command):
            try:
                command = expanded(statement, bindings)
                _bind(command, bindings)
            except Refused:
                continue
            yield command


def _turned(loop: ast.Loop, bindings: dict[str, Value | None]) -> Iterator[ast.Command]:
    try:
        walked = turns(loop, bindings)
    except Refused:
        return
    for turn in walked:
        yield from _unrolled(loop.body, {**bindings, **turn})


def _bind(command: ast.Command, bindings: dict[str, Value | None]) -> None:
    match command:
        case ast.Command("let", (ast.Name(name),), ast.Node() as assigned):
            bindings[name] = value_of(assigned, bindings)
