"""Find the commands of this folder, and import only the one that is chosen.

A module is a command when its docstring begins with its name, as in
"``folkekommune check``: find the faults of a script"; what follows is its line in the overview. The
docstring is read from the source, so that ``folkekommune --help`` imports no command.
"""

from __future__ import annotations

import ast
import importlib
import re
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from folkekommune.errors import UsageError

_FOLDER = Path(__file__).parent
_DOCSTRING = re.compile(r"``folkekommune (?P<name>[a-z-]+)``: (?P<does>[^\n]+)")


@cache
def commands() -> dict[str, tuple[str, str]]:
    """Map the name of each command to its module and what it does."""
    found = {}
    for file in sorted(_FOLDER.glob("*.py")):
        docstring = ast.get_docstring(ast.parse(file.read_bytes())) or ""
        if named := _DOCSTRING.match(docstring):
            does = named["does"]
            found[named["name"]] = (file.stem, does[0].upper() + does[1:])
    return found


def load_command(name: str) -> Any:
    """Import a command: its ``command`` is a function with typer's annotations, or a ``typer.Typer``."""
    module, _ = commands()[name]
    command = importlib.import_module(f"folkekommune.cli.{module}").command
    if not isinstance(command, typer.Typer):
        alone = typer.Typer(add_completion=False)
        alone.command(name)(command)
        command = alone
    loaded: Any = typer.main.get_command(command)
    loaded.name = name
    return loaded


class FoundCommands(TyperGroup):
    """The commands of this folder: listed by name, imported when chosen."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Choose a command by the first argument and import it.

        :raises UsageError: when there is no command of that name.
        """
        if args[0] not in self.commands and not args[0].startswith("-"):
            near = get_close_matches(args[0], self.commands, n=1)
            known = ", ".join(near or sorted(self.commands))
            raise UsageError("cli.unknown-near" if near else "cli.unknown-command", name=args[0], known=known)
        name, listed, rest = super().resolve_command(ctx, args)
        return name, load_command(listed.name) if listed and listed.name else None, rest


def build_app() -> TyperGroup:
    """Gather the commands of this folder, none of them imported yet."""
    listed = [TyperCommand(name, help=does) for name, (_, does) in commands().items()]
    return FoundCommands(
        name="folkekommune",
        help="Health records of municipalities, analysed behind a disclosure gate.",
        commands=listed,
    )
