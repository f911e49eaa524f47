"""``folkekommune check``: find the faults of a script without running it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from folkekommune.cli.opening import open_home
from folkekommune.cli.options import Format, Home, OutputFormat, ProjectCode
from folkekommune.cli.telling import give, give_data, language
from folkekommune.errors import EXIT_INPUT
from folkekommune.services.checking import check_script, faults_as_data
from folkekommune.services.project_choice import choose_project
from folkekommune.services.run_report import fault_text
from folkekommune.services.script_file import read_script
from folkekommune.texts import text


def command(
    script: Annotated[Path, typer.Argument(help="The script; - reads standard input.", metavar="FILE|-")],
    home: Home = None,
    project: ProjectCode = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Check a script: every fault with its line, and what to write instead.

    Example: folkekommune check amming.txt --project demo
    """
    wiring = open_home(home)
    chosen = choose_project(wiring.projects.all(), project)
    faults = check_script(read_script(script), wiring.session(chosen))
    if output is Format.JSON:
        give_data(faults_as_data(faults, language()))
    else:
        give(
            "\n".join(fault_text(fault, language()) for fault in faults) or text("cli.no-faults", language())
        )
    if faults:
        raise typer.Exit(EXIT_INPUT)
