"""``folkekommune manifest``: seal an export that came without a manifest."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from folkekommune.cli.options import DatabankName, Format, OutputFormat
from folkekommune.cli.telling import give, give_data, language
from folkekommune.errors import UsageError
from folkekommune.ingest.sealing import Origin, seal_delivery
from folkekommune.texts import text


def command(
    folder: Annotated[Path, typer.Argument(help="The folder with the files.", metavar="FOLDER")],
    system: Annotated[str, typer.Option("--system", help="The record system.", metavar="NAME")],
    version: Annotated[str, typer.Option("--version", help="Its version.")],
    municipality: Annotated[str, typer.Option("--municipality", help="Whose records.", metavar="NR")],
    extracted: Annotated[str, typer.Option("--extracted", help="When it was taken out: 2024-01-15T06:30.")],
    since: Annotated[
        str | None, typer.Option("--since", help="First day of changes; without it all is there.")
    ] = None,
    databank: DatabankName = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Write the manifest of an export: where it comes from, and each file with size and SHA-256.

    Example: folkekommune manifest eksport --system Sunnvekst --version 3.1 --municipality 4631
    --extracted 2024-01-15T06:30
    """
    try:
        moment, first = datetime.fromisoformat(extracted), date.fromisoformat(since) if since else None
    except ValueError:
        raise UsageError("manifest.moment") from None
    origin = Origin(system, version, municipality, moment, first, databank or "")
    file = seal_delivery(folder, origin)
    if output is Format.JSON:
        give_data({"manifest": str(file)})
        return
    give(text("manifest.written", language(), file=str(file)))
