"""``folkekommune format``: write a script tidily; what it means stays the same."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from folkekommune.cli.options import Format, OutputFormat
from folkekommune.cli.telling import give, give_data, language, say
from folkekommune.errors import EXIT_INPUT
from folkekommune.script.formatting import format_script
from folkekommune.script.parser import parse
from folkekommune.services.run_report import fault_text
from folkekommune.services.script_file import read_script


def command(
    script: Annotated[Path, typer.Argument(help="The script; - reads standard input.", metavar="FILE|-")],
    *,
    write: Annotated[bool, typer.Option("--write", help="Change the file itself.")] = False,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Write a script tidily. Lines that cannot be read stay as they stand, and are told.

    Example: folkekommune format amming.txt
    """
    content = read_script(script)
    parsed = parse(content)
    tidy = format_script(parsed.script)
    if write and str(script) != "-":
        if tidy != content:
            script.write_text(tidy, encoding="utf-8")
    elif output is Format.JSON:
        give_data({"script": tidy, "changed": tidy != content})
    else:
        give(tidy.removesuffix("\n"))
    for fault in parsed.faults:
        say(f"{script}: {fault_text(fault, language())}")
    if parsed.faults:
        raise typer.Exit(EXIT_INPUT)
