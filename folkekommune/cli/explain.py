"""``folkekommune explain``: write the methods paragraph that a script amounts to."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from folkekommune.cli.opening import open_home
from folkekommune.cli.options import Format, Home, OutputFormat, ProjectCode
from folkekommune.cli.telling import give, give_data, language, say
from folkekommune.errors import EXIT_INPUT
from folkekommune.services.explaining import methods, methods_as_data, methods_as_text
from folkekommune.services.project_choice import choose_project
from folkekommune.services.run_report import fault_text
from folkekommune.services.script_file import read_script
from folkekommune.texts import Language


class Tongue(Enum):
    """The languages."""

    NB = "nb"
    NN = "nn"
    EN = "en"


def command(
    script: Annotated[Path, typer.Argument(help="The script; - reads standard input.", metavar="FILE|-")],
    *,
    lang: Annotated[Tongue | None, typer.Option("--lang", help="The language of the paragraph.")] = None,
    home: Home = None,
    project: ProjectCode = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Write what a script does as the methods paragraph of a paper. Nothing is run.

    Example: folkekommune explain amming.txt --lang nn
    """
    wiring = open_home(home)
    chosen = choose_project(wiring.projects.all(), project)
    tongue: Language = lang.value if lang else language()
    parts, faults = methods(read_script(script), wiring.session(chosen), wiring.policy, language=tongue)
    for fault in faults:
        say(f"{script}: {fault_text(fault, language())}")
    if faults:
        raise typer.Exit(EXIT_INPUT)
    if output is Format.JSON:
        give_data(methods_as_data(parts, tongue))
    else:
        give(methods_as_text(parts, tongue))
