"""``folkekommune init``: make an installation."""

from __future__ import annotations

from typing import Annotated

import typer

from folkekommune.cli.options import Home, Municipalities
from folkekommune.cli.telling import language, say
from folkekommune.services.initialisation import initialise
from folkekommune.settings import Mode, find_home
from folkekommune.texts import text


def command(
    home: Home = None,
    municipality: Municipalities = None,
    name: Annotated[str, typer.Option("--name", help="What the installation calls itself.")] = "FolkeKommune",
    mode: Annotated[Mode, typer.Option("--mode", help="test (synthetic persons) or production.")] = Mode.TEST,
    control_database: Annotated[
        str | None,
        typer.Option(
            "--control-database",
            help="An empty PostgreSQL database for the control data: its address, without a password.",
            metavar="ADDRESS",
        ),
    ] = None,
) -> None:
    """Make an installation: configuration, keys, control database. Overwrites nothing.

    Example: folkekommune init --home /srv/folkekommune --municipality 4601
    """
    chosen = find_home(home)
    initialise(chosen, name=name, mode=mode, municipalities=municipality or (), control=control_database)
    say(text("cli.initialised", language(), home=str(chosen.root)))
