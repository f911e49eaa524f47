"""``folkekommune check``: find the faults of a script without running it, and foresee what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from folkekommune.cli.opening import open_home
from folkekommune.cli.options import Format, Home, OutputFormat, ProjectCode
from folkekommune.cli.telling import give, give_data, language, say
from folkekommune.errors import EXIT_INPUT
from folkekommune.published.figures import read_figures
from folkekommune.script.binder import bind_text
from folkekommune.services.checking import faults_as_data
from folkekommune.services.forecast import (
    AUDIENCE,
    forecasts,
    forecasts_as_data,
    forecasts_as_text,
    published_persons,
)
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

    A script without faults gets a forecast of what disclosure control is likely to refuse or hide, from
    metadata and published counts alone. Example: folkekommune check amming.txt --project demo
    """
    wiring = open_home(home)
    chosen = choose_project(wiring.projects.all(), project)
    bound = bind_text(read_script(script), wiring.session(chosen))
    known = read_figures(wiring.publications, AUDIENCE)
    foreseen = forecasts(bound.commands, wiring.policy, published_persons(known)) if not bound.faults else ()
    told = language()
    if output is Format.JSON:
        give_data(faults_as_data(bound.faults, told) or forecasts_as_data(foreseen, told))
    elif bound.faults:
        give("\n".join(fault_text(fault, told) for fault in bound.faults))
    else:
        give(
            "\n".join(
                part for part in (text("cli.no-faults", told), forecasts_as_text(foreseen, told)) if part
            )
        )
    for notice in bound.notices:
        say(text("forecast.line", told, line=notice.line, sentence=notice.message(told)))
    if bound.faults:
        raise typer.Exit(EXIT_INPUT)
