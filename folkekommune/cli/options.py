"""Options that several commands share."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer


class Format(Enum):
    """How a result is written."""

    TEXT = "text"
    JSON = "json"


Home = Annotated[
    Path | None,
    typer.Option("--home", help="The installation's folder; else FOLKEKOMMUNE_HOME.", metavar="DIR"),
]
OutputFormat = Annotated[Format, typer.Option("--format", help="How the result is written.")]
Municipalities = Annotated[
    list[str] | None,
    typer.Option("--municipality", help="Municipality number; may be repeated.", metavar="NR"),
]
DatabankName = Annotated[str | None, typer.Option("--databank", help="Name of the databank.", metavar="NAME")]
ProjectCode = Annotated[str | None, typer.Option("--project", help="The project to run in.", metavar="CODE")]
