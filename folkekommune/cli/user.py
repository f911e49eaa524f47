"""``folkekommune user``: local accounts."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from folkekommune.access.roles import ROLES
from folkekommune.access.users import Grant
from folkekommune.cli.opening import open_home
from folkekommune.cli.options import Format, Home, OutputFormat
from folkekommune.cli.telling import give, give_data
from folkekommune.errors import UsageError

command = typer.Typer(help="Local accounts and their roles.")


@command.command("create")
def create(
    name: Annotated[str, typer.Argument(help="What they log in with.")],
    display_name: Annotated[str, typer.Option("--display-name")],
    role: Annotated[list[str], typer.Option("--role", help="ROLE or ROLE:MUNICIPALITY; may be repeated.")],
    home: Home = None,
) -> None:
    """Make an account; the password is asked for.

    Example: folkekommune user create kari --display-name "Kari Nordmann" --role steward:4601
    """
    grants = tuple(_grant(entry) for entry in role)
    wiring = open_home(home)
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    wiring.accounts.create(name, display_name, password=password, grants=grants, by=getpass.getuser())


@command.command("list")
def list_users(home: Home = None, output: OutputFormat = Format.TEXT) -> None:
    """List the accounts with their roles.

    Example: folkekommune user list --format json
    """
    users = open_home(home).accounts.all()
    rows = [
        {
            "name": user.name,
            "display_name": user.display_name,
            "roles": [f"{g.role}:{g.municipality}" if g.municipality else g.role for g in user.grants],
        }
        for user in users
    ]
    if output is Format.JSON:
        give_data(rows)
    else:
        give("\n".join(f"{row['name']}  {', '.join(row['roles'])}" for row in rows))


def _grant(entry: str) -> Grant:
    role, _, municipality = entry.partition(":")
    if role not in ROLES:
        raise UsageError("cli.unknown-role", name=role, known=", ".join(ROLES))
    return Grant(role, municipality or None)
