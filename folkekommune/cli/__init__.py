"""The command line, one file a command, found by folder.

A command module holds ``command``, a function with typer's annotations (or a ``typer.Typer`` with
subcommands). Results go to standard output, everything else to standard error. A fault is a sentence
with place and remedy and ends in a documented exit code; no message holds a data value.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence

import click
import typer

from folkekommune.cli.telling import tell_fault, tell_own_fault
from folkekommune.errors import EXIT_FAULT, EXIT_USAGE, UserError

SUPPORT = frozenset({"options", "telling", "opening", "serving", "queued_run", "demonstration"})
"""Modules of this room that are no commands."""


def build_app() -> typer.Typer:
    """Gather the commands of this folder."""
    app = typer.Typer(
        name="folkekommune",
        help="Health records of municipalities, analysed behind a disclosure gate.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for found in pkgutil.iter_modules(__path__):
        if found.name in SUPPORT or found.name.startswith("_"):
            continue
        command = importlib.import_module(f"{__name__}.{found.name}").command
        name = found.name.rstrip("_").replace("_", "-")
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    return app


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run the command line and give its exit code."""
    try:
        return int(build_app()(list(arguments), standalone_mode=False) or 0)
    except UserError as fault:
        tell_fault(fault)
        return fault.exit_code
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as wrong:
        wrong.show()
        return EXIT_USAGE
    except (KeyboardInterrupt, click.exceptions.Abort):
        return 130
    except BrokenPipeError:
        # The reader went away; nothing more can be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FAULT
    except Exception as fault:  # noqa: BLE001 - the entry point: an unforeseen fault is told without its values
        tell_own_fault(fault)
        return EXIT_FAULT
