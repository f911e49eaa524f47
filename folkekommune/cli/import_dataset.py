"""``folkekommune import-dataset``: datasets in microdata.no's format to a databank of their own."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from folkekommune.cli.opening import open_home
from folkekommune.cli.options import Format, Home, OutputFormat
from folkekommune.cli.telling import give, give_data, language, say
from folkekommune.services.importing import choose_municipality, import_text, refusal_text


def command(
    paths: Annotated[
        list[Path], typer.Argument(help="Datasets (folders NAME), or folders of them.", metavar="DIR...")
    ],
    databank: Annotated[
        str, typer.Option("--databank", help="The databank they become part of.", metavar="NAME")
    ],
    municipality: Annotated[
        str | None, typer.Option("--municipality", help="Whose data they are.", metavar="NR")
    ] = None,
    home: Home = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Check datasets and load them into a draft; a databank package is made of what they say.

    Example: folkekommune import-dataset datasets/KJONN --databank no.example.register
    """
    wiring = open_home(home)
    chosen = choose_municipality(wiring.installation, municipality)
    done = wiring.intake.import_datasets(
        paths,
        databank,
        municipality=chosen,
        refused=lambda name, checked: say(refusal_text(name, checked, language())),
    )
    if output is Format.JSON:
        give_data([asdict(dataset) for dataset in done])
    else:
        give("\n".join(import_text(dataset, language()) for dataset in done))
