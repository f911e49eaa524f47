"""Read a command line as it stands in a document, without giving the command."""

from __future__ import annotations

import shlex
from typing import Any

from folkekommune.cli.finding import build_app


def parse_line(line: str) -> str:
    """Parse the options and arguments of a line; give the path of its command.

    :raises Exception: typer's, when an option or command is not there.
    """
    program, *rest = shlex.split(line, comments=True)
    assert program == "folkekommune", line
    command: Any = build_app()
    context = command.make_context(program, list(rest))
    while hasattr(command, "resolve_command"):
        left = [*context._protected_args, *context.args]
        if not left:
            break
        name, command, left = command.resolve_command(context, left)
        context = command.make_context(name, left, parent=context)
    return str(context.command_path)
