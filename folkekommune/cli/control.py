"""``folkekommune control``: where control data lie, the users, projects, runs and audit trail: move them."""

from __future__ import annotations

import getpass

import typer

from folkekommune.access.audit import AuditEvent, code_of
from folkekommune.bootstrap import open_wiring
from folkekommune.cli.options import Format, Home, OutputFormat
from folkekommune.cli.telling import give, give_data, language
from folkekommune.keys import load_keys
from folkekommune.operations.moving import move_control
from folkekommune.settings import find_home, load_installation
from folkekommune.texts import text

command = typer.Typer(help="Control data: users, projects, runs, approvals and the audit trail.")


@command.callback()
def _group() -> None:
    """Keep ``move`` a word of its own, though it is the only one."""


@command.command("move")
def move(home: Home = None, output: OutputFormat = Format.TEXT) -> None:
    """Move control data from the home's file to the PostgreSQL database that [control] database names.

    Stop the service first. The database must be empty. The file is put aside, not deleted.

    Example: folkekommune control move
    """
    chosen = find_home(home)
    installation = load_installation(chosen)
    moved = move_control(installation, load_keys(chosen.keys).derive("audit"))
    actor = f"operator:{code_of(getpass.getuser())}"
    open_wiring(chosen).audit.record(AuditEvent("control-move", actor))
    if output is Format.JSON:
        give_data({"rows": moved.rows, "file": str(moved.file)})
    else:
        give(text("control.moved", language(), rows=moved.rows, file=moved.file))
