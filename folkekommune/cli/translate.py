"""``folkekommune translate``: write the same script for microdata.no, and tell what it has no word for."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from folkekommune.cli.options import Format, OutputFormat
from folkekommune.cli.telling import give, give_data, language, say
from folkekommune.script.translation import to_microdata
from folkekommune.services.script_file import read_script
from folkekommune.texts import text


class Platform(Enum):
    """Where the script is to run."""

    MICRODATA = "microdata"


def command(
    script: Annotated[Path, typer.Argument(help="The script; - reads standard input.", metavar="FILE|-")],
    *,
    to: Annotated[Platform, typer.Option("--to", help="Where the script is to run.")] = Platform.MICRODATA,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Write a script for microdata.no; lines without a counterpart there are left out and told.

    Example: folkekommune translate amming.txt --to microdata
    """
    translation = to_microdata(read_script(script))
    told = [(each.line, each.message(language())) for each in translation.without]
    if output is Format.JSON:
        lines = [{"line": line, "message": message} for line, message in told]
        give_data({"script": translation.text, "to": to.value, "without": lines})
        return
    give(translation.text.removesuffix("\n"))
    for line, message in told:
        say(text("rendering.refused", language(), line=line, sentence=message))
