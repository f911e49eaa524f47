"""The command line, one file a command, found by folder.

A command module begins its docstring with its name and holds ``command``, a function with typer's
annotations (or a ``typer.Typer`` with subcommands); see :mod:`folkekommune.cli.finding`. Results go to
standard output, everything else to standard error. A fault is a sentence with place and remedy and ends
in a documented exit code; no message holds a data value.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from folkekommune.cli.finding import build_app
from folkekommune.cli.telling import tell_fault, tell_own_fault
from folkekommune.cli.wrong_use import disk_is_full, wrong_use
from folkekommune.errors import EXIT_FAULT, EXIT_USAGE, UsageError, UserError


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run the command line and give its exit code."""
    try:
        asked = list(arguments) or ["--help"]
        return int(build_app().main(asked, prog_name="folkekommune", standalone_mode=False) or 0)
    except UserError as fault:
        tell_fault(fault)
        return fault.exit_code
    except TyperException as wrong:
        tell_fault(wrong_use(wrong))
        return EXIT_USAGE
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:
        # The reader went away; nothing more can be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FAULT
    except Exception as fault:  # noqa: BLE001 - the entry point: an unforeseen fault is told without its values
        if disk_is_full(fault):
            tell_fault(UsageError("cli.disk-full"))
            return EXIT_USAGE
        tell_own_fault(fault)
        return EXIT_FAULT
