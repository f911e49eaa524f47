"""``folkekommune pseudonyms``: change the pseudonyms of persons in analyses."""

from __future__ import annotations

import typer

from folkekommune.cli.opening import open_home
from folkekommune.cli.options import Format, Home, OutputFormat
from folkekommune.cli.telling import give, give_data, language
from folkekommune.texts import text

command = typer.Typer(help="Pseudonyms of persons in analyses.")


@command.callback()
def pseudonyms() -> None:
    """Pseudonyms of persons in analyses."""


@command.command("rotate")
def rotate(home: Home = None, output: OutputFormat = Format.TEXT) -> None:
    """Begin a new generation of pseudonyms: the next release has them, earlier ones keep theirs.

    Protected figures do not change with it.

    Example: folkekommune pseudonyms rotate
    """
    generation = open_home(home).identities.rotate_pseudonyms()
    if output is Format.JSON:
        give_data({"generation": generation})
    else:
        give(text("persons.rotated", language(), generation=generation))
