"""``folkekommune verify``: look through every file of the installation for damage."""

from __future__ import annotations

from typing import Annotated

import typer

from folkekommune.cli.opening import open_home
from folkekommune.cli.options import Format, Home, OutputFormat
from folkekommune.cli.telling import give, give_data, language, say
from folkekommune.errors import EXIT_INPUT
from folkekommune.operations.verification import Verified
from folkekommune.texts import text


def command(
    home: Home = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Files that people have changed are right as they are now.")
    ] = False,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Name each file that is damaged, missing or changed. Ends with 3 when there is one.

    Example: folkekommune verify --format json
    """
    verified = open_home(home).operating.verify(accept=accept)
    if output is Format.JSON:
        found = [{"file": each.file, "kind": each.kind.value} for each in verified.findings]
        give_data({"files": verified.files, "noted": verified.noted, "findings": found})
    else:
        tell(verified)
    if not verified.whole:
        raise typer.Exit(EXIT_INPUT)


def tell(verified: Verified) -> None:
    """Tell what was found."""
    for each in verified.findings:
        give(text(f"operations.file-{each.kind.value}", language(), file=each.file))
    if not verified.whole:
        say(text("operations.damage-found", language()))
        return
    give(text("operations.verified", language(), files=verified.files))
    if verified.noted is None:
        say(text("operations.verified-first", language()))
