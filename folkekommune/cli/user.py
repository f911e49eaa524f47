"""``folkekommune user``: accounts, and who may log in to them from outside."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from folkekommune.access.roles import ROLES
from folkekommune.access.users import Grant
from folkekommune.cli.opening import open_home
from folkekommune.cli.options import Format, Home, OutputFormat
from folkekommune.cli.telling import give, give_data, language
from folkekommune.errors import UsageError
from folkekommune.texts import text

command = typer.Typer(help="Accounts, their roles, and who may log in from outside.")


@command.command("create")
def create(
    name: Annotated[str, typer.Argument(help="What they log in with.")],
    display_name: Annotated[str, typer.Option("--display-name")],
    role: Annotated[list[str], typer.Option("--role", help="ROLE or ROLE:MUNICIPALITY; may be repeated.")],
    home: Home = None,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="They log in from outside alone: see user link.")
    ] = False,
) -> None:
    """Make an account; the password is asked for.

    Example: folkekommune user create kari --display-name "Kari Nordmann" --role steward:4601
    """
    grants = tuple(_grant(entry) for entry in role)
    wiring = open_home(home)
    password = None if no_password else _ask_for_password()
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


@command.command("link")
def link(
    name: Annotated[str, typer.Argument(help="The user.")],
    reference: Annotated[str, typer.Argument(help="The code the person was shown, such as K7QF-9M2X.")],
    home: Home = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Let a person who has logged in with ID-porten or Feide be a user here.

    Take the code from the person face to face or by telephone: whoever has it becomes the user.

    Example: folkekommune user link kari K7QF-9M2X
    """
    linked = open_home(home).outside_log_ins.identities.link(name, reference, by=getpass.getuser())
    if output is Format.JSON:
        give_data({"name": linked.user.name, "provider": linked.provider})
    else:
        give(text("oidc.linked", language(), name=linked.user.name, provider=linked.provider))


@command.command("unlink")
def unlink(
    name: Annotated[str, typer.Argument(help="The user.")],
    home: Home = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Let a user no longer log in from outside; their sessions end.

    Example: folkekommune user unlink kari
    """
    count = open_home(home).outside_log_ins.identities.unlink(name, by=getpass.getuser())
    if output is Format.JSON:
        give_data({"name": name, "unlinked": count})
    else:
        give(text("oidc.unlinked", language(), name=name, count=count))


def _ask_for_password() -> str:
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


def _grant(entry: str) -> Grant:
    role, _, municipality = entry.partition(":")
    if role not in ROLES:
        raise UsageError("cli.unknown-role", name=role, known=", ".join(ROLES))
    return Grant(role, municipality or None)
