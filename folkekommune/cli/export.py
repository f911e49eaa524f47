"""``folkekommune export``: datasets for microdata.no."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from folkekommune.cli.opening import open_home
from folkekommune.cli.options import DatabankName, Format, Home, OutputFormat
from folkekommune.cli.telling import give, give_data
from folkekommune.services.exporting import export_variables

command = typer.Typer(help="The stewards' door: datasets for microdata.no.")


@command.callback()
def _together() -> None:
    """Keep ``export`` a group, whatever it holds."""


@command.command("microdata")
def microdata(
    out: Annotated[Path, typer.Option("--out", help="Where to write.", metavar="DIR")],
    variable: Annotated[
        list[str], typer.Option("--variable", help="Variable or item; may be repeated.", metavar="NAME")
    ],
    public_key: Annotated[
        Path | None,
        typer.Option("--public-key", help="The receiver's key folder; packages are made.", metavar="DIR"),
    ] = None,
    approver: Annotated[
        list[str] | None, typer.Option("--approver", help="Who approved; two outside test mode.")
    ] = None,
    home: Home = None,
    databank: DatabankName = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Write variables as microdata.no datasets, validated by the official tool.

    Example: folkekommune export microdata --out out --variable VEKT_KG_U6 --variable KJONN
    """
    exporter = open_home(home).exporter(databank)
    done = export_variables(exporter, variable, out, public_key_dir=public_key, approvers=approver or ())
    if output is Format.JSON:
        give_data(list(done))
    else:
        give("\n".join(done))
