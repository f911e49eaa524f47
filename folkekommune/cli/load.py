"""``folkekommune load``: deliveries to drafts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from folkekommune.cli.opening import open_home
from folkekommune.cli.options import DatabankName, Format, Home, OutputFormat
from folkekommune.cli.progress import bar
from folkekommune.cli.telling import give, give_data, language
from folkekommune.services.load_report import report_text
from folkekommune.texts import text


def command(
    paths: Annotated[list[Path], typer.Argument(help="Delivery folders.", metavar="PATH...")],
    home: Home = None,
    municipality: Annotated[
        str | None, typer.Option("--municipality", help="Who is thought to deliver.", metavar="NR")
    ] = None,
    databank: DatabankName = None,
    mapping: Annotated[
        str | None, typer.Option("--mapping", help="The mapping to use; else the one that fits.")
    ] = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Load deliveries: rows read, loaded, repaired and quarantined, by reason.

    Example: folkekommune load deliveries/4601/2024-01
    """
    wiring = open_home(home)
    reports = []
    for path in paths:
        with bar(text("cli.loading", language())) as shown:
            report = wiring.intake.load(
                path, databank=databank, mapping=mapping, municipality=municipality, progress=shown
            )
        reports.append(report)
        if output is Format.TEXT:
            give(report_text(report, language()))
    if output is Format.JSON:
        give_data([report.as_dict() for report in reports])
