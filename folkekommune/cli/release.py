"""``folkekommune release``: make a version of a databank."""

from __future__ import annotations

from typing import Annotated

import typer

from folkekommune.cli.opening import open_home
from folkekommune.cli.options import DatabankName, Format, Home, Municipalities, OutputFormat
from folkekommune.cli.progress import bar
from folkekommune.cli.telling import give, give_data, language
from folkekommune.texts import text


def command(
    home: Home = None,
    databank: DatabankName = None,
    municipality: Municipalities = None,
    version: Annotated[
        str | None, typer.Option("--version", help="The number to give it; else the lowest that fits.")
    ] = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Make an immutable version of what has been loaded. Nothing new, no new version.

    Example: folkekommune release --municipality 4601
    """
    wiring = open_home(home)
    chosen = wiring.package(databank).databank
    with bar(text("cli.releasing", language())) as shown:
        release = wiring.releasing.release(chosen, parts=municipality, version=version, progress=shown.step)
    told = {"databank": release.databank, "version": release.version, "parts": list(release.parts)}
    if output is Format.JSON:
        give_data(told)
    else:
        parts = ", ".join(release.parts)
        give(
            text("cli.released", language(), databank=release.databank, version=release.version, parts=parts)
        )
