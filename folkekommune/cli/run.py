"""``folkekommune run``: run a script in a project."""

from __future__ import annotations

import getpass
from enum import Enum
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer

from folkekommune.access.audit import code_of
from folkekommune.access.projects import Project
from folkekommune.analysis.door import Asker
from folkekommune.bootstrap import Wiring
from folkekommune.bootstrap.practice_places import open_practice
from folkekommune.cli.opening import answering_here, open_home
from folkekommune.cli.options import Home, ProjectCode
from folkekommune.cli.progress import bar
from folkekommune.cli.telling import give, give_data, language, say
from folkekommune.errors import EXIT_INPUT, EXIT_REFUSED, UsageError
from folkekommune.services.chart_files import write_charts
from folkekommune.services.practice.report import PRACTICE_WRITERS, practice_as_data, without_rows
from folkekommune.services.practice.running import practise
from folkekommune.services.project_choice import choose_project
from folkekommune.services.run_audit import script_event
from folkekommune.services.run_page import run_as_html
from folkekommune.services.run_report import (
    fault_text,
    run_as_csv,
    run_as_data,
    run_as_markdown,
    run_as_text,
)
from folkekommune.services.run_to_line import script_to_line
from folkekommune.services.script_file import read_script
from folkekommune.services.scripts import ScriptRun, run_script
from folkekommune.texts import text


class RunFormat(Enum):
    """How the results of a run are written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    MARKDOWN = "markdown"
    CSV = "csv"


_WRITERS = {
    RunFormat.TEXT: run_as_text,
    RunFormat.MARKDOWN: run_as_markdown,
    RunFormat.CSV: run_as_csv,
}
ChosenFormat = Annotated[RunFormat, typer.Option("--format", help="How the results are written.")]


ChartsFolder = Annotated[
    Path | None,
    typer.Option("--charts", help="Write every chart of the run into this folder, as SVG and PNG."),
]
InPractice = Annotated[
    bool,
    typer.Option("--practice", help="Run on invented persons; costs nothing."),
]
ShownRows = Annotated[
    bool, typer.Option("--rows", help="With --practice: show the first rows of the data set at the end.")
]
UntilLine = Annotated[
    int | None, typer.Option("--until", min=1, help="Run the script up to this line.", metavar="LINE")
]


def command(
    script: Annotated[Path, typer.Argument(help="The script; - reads standard input.", metavar="FILE|-")],
    home: Home = None,
    project: ProjectCode = None,
    output: ChosenFormat = RunFormat.TEXT,
    charts: ChartsFolder = None,
    until: UntilLine = None,
    practice: InPractice = False,
    rows: ShownRows = False,
) -> None:
    """Run a script; results come in order, each with how it was protected.

    What was answered before is not computed again. Example: folkekommune run amming.txt --project demo
    """
    wiring = open_home(home)
    content = read_script(script)
    if until is not None:
        content = script_to_line(content, until)
    if rows and not practice:
        raise UsageError("practice.rows-in-practice")
    chosen = choose_project(wiring.projects.all(), project)
    if practice:
        if charts is not None:
            raise UsageError("practice.no-charts")
        _practise(wiring, chosen, script, content=content, output=output, rows=rows)
        return
    asker = Asker(getpass.getuser(), chosen.code)
    began = monotonic()
    with answering_here(wiring.home), wiring.door() as door, bar(text("cli.running", language())) as shown:
        run = run_script(
            content,
            wiring.session(chosen),
            lambda asked: door.answer(asked, asker),
            policy=wiring.policy.label,
            progress=shown,
        )
    took = int(1000 * (monotonic() - began))
    wiring.audit.record(script_event(run, chosen, actor=f"operator:{code_of(asker.user)}", milliseconds=took))
    if output is RunFormat.JSON:
        give_data(run_as_data(run, language()))
    elif _told_faults(run, script):
        pass
    elif output is RunFormat.HTML:
        invented = wiring.installation.synthetic
        give(run_as_html(run, language(), warning=text("common.synthetic", language()) if invented else ""))
    else:
        give(_WRITERS[output](run, language()))
    if charts is not None:
        for file in write_charts(run, language(), charts):
            say(str(file))
    _leave(run)


def _practise(
    wiring: Wiring, project: Project, script: Path, *, content: str, output: RunFormat, rows: bool
) -> None:
    """Run a script on invented persons: no door, no ledger, no budget and no audit of the installation."""
    with bar(text("cli.running", language())) as shown:
        done = practise(content, wiring.session(project), partial(open_practice, wiring), progress=shown)
    if not rows:
        done = without_rows(done)
    if output is RunFormat.JSON:
        give_data(practice_as_data(done, language()))
    elif not _told_faults(done.run, script):
        give(PRACTICE_WRITERS[output.value](done, language()))
    _leave(done.run)


def _told_faults(run: ScriptRun, script: Path) -> bool:
    """Tell what is wrong with a script, if anything is: it has no result then."""
    for fault in run.faults:
        say(f"{script}: {fault_text(fault, language())}")
    return bool(run.faults)


def _leave(run: ScriptRun) -> None:
    if run.faults:
        raise typer.Exit(EXIT_INPUT)
    if run.refused:
        raise typer.Exit(EXIT_REFUSED)
