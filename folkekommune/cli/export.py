"""``folkekommune export``: datasets for microdata.no."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from folkekommune.access.users import User
from folkekommune.bootstrap import Wiring
from folkekommune.cli.opening import open_home
from folkekommune.cli.options import DatabankName, Format, Home, Municipalities, OutputFormat
from folkekommune.cli.telling import give, give_data, language
from folkekommune.services.exporting import approvals_text, approve_export, export_variables, outcome_text

command = typer.Typer(help="The stewards' door: datasets for microdata.no.")

_VARIABLES = typer.Option(
    "--variable", help="Variable or item; all that may leave when none.", metavar="NAME"
)
_Variables = Annotated[list[str] | None, _VARIABLES]
_KEY = "--public-key"


@command.command("microdata")
def microdata(
    out: Annotated[Path, typer.Option("--out", help="Where to write.", metavar="DIR")],
    variable: _Variables = None,
    package: Annotated[bool, typer.Option("--package", help="Make encrypted packages.")] = False,
    public_key: Annotated[
        Path | None,
        typer.Option(_KEY, help="The receiver's key folder; packages are made.", metavar="DIR"),
    ] = None,
    user: Annotated[
        str | None, typer.Option("--user", help="Who exports; needed outside test mode.", metavar="NAME")
    ] = None,
    municipality: Municipalities = None,
    home: Home = None,
    databank: DatabankName = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Write variables as microdata.no datasets, checked by us and by the official tool.

    Example: folkekommune export microdata --out out --variable VEKT_KG_U6 --variable KJONN
    """
    wiring = open_home(home)
    outcome = export_variables(
        wiring.exporter(databank),
        variable or (),
        out,
        public_key_dir=public_key,
        package=package or public_key is not None,
        parts=municipality,
        user=_log_in(wiring, user) if user else None,
    )
    if output is Format.JSON:
        give_data(asdict(outcome))
    else:
        give(outcome_text(outcome, language()))


@command.command("approve")
def approve(
    public_key: Annotated[Path, typer.Option(_KEY, help="The receiver's key folder.", metavar="DIR")],
    user: Annotated[str, typer.Option("--user", help="Who approves.", metavar="NAME")],
    variable: _Variables = None,
    municipality: Municipalities = None,
    home: Home = None,
    databank: DatabankName = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Approve an export, with the same choices as it will be made with; the password is asked for.

    Example: folkekommune export approve --public-key keys --user kari --variable KJONN
    """
    wiring = open_home(home)
    approvers = approve_export(
        wiring.exporter(databank),
        variable or (),
        public_key_dir=public_key,
        parts=municipality,
        user=_log_in(wiring, user),
    )
    if output is Format.JSON:
        give_data({"approvers": list(approvers)})
    else:
        give(approvals_text(approvers, language()))


def _log_in(wiring: Wiring, name: str) -> User:
    """Ask for the password; the session is over at once."""
    password = typer.prompt("Password", hide_input=True, err=True)
    session = wiring.accounts.log_in(name, password, client="command-line")
    wiring.accounts.log_out(session.token)
    return session.user
