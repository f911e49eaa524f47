"""``folkekommune restore``: make an installation of a backup, on a machine that has none."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from folkekommune.access.audit import AuditEvent, code_of
from folkekommune.bootstrap import open_wiring
from folkekommune.cli.keeping_secrets import MasterKey, PassphraseFile, Shares, master_of, passphrase_of
from folkekommune.cli.options import Format, Home, OutputFormat
from folkekommune.cli.telling import give, give_data, language
from folkekommune.operations.restoring import restore
from folkekommune.settings import find_home
from folkekommune.texts import text

IN_HOME = "file"
ControlDatabase = Annotated[
    str | None,
    typer.Option(
        "--control-database",
        help=f"Where control data go instead: a PostgreSQL address without a password, or '{IN_HOME}'.",
        metavar="ADDRESS",
    ),
]


def command(
    files: Annotated[
        list[Path],
        typer.Argument(help="The backup; after it the file with the file keys, if apart.", metavar="FILE..."),
    ],
    home: Home = None,
    master_key: MasterKey = None,
    share: Shares = None,
    passphrase_file: PassphraseFile = None,
    control_database: ControlDatabase = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Restore a backup into an empty folder. Every file is checked; the answers are the same to the byte.

    Example: folkekommune restore nightly.fkbackup --home /srv/folkekommune --master-key master.key
    """
    chosen = find_home(home)
    passphrase = passphrase_of(passphrase_file)
    control = "" if control_database == IN_HOME else control_database
    master = master_of(master_key, share)
    restored = restore(files, chosen, master=master, passphrase=passphrase, control=control)
    wiring = open_wiring(chosen)
    actor = f"operator:{code_of(getpass.getuser())}"
    wiring.audit.record(AuditEvent("restore", actor, f"from:{code_of(restored.created)}"))
    if output is Format.JSON:
        give_data({"home": str(chosen.root), "files": restored.files, "created": restored.created})
    else:
        given = {"home": chosen.root, "files": restored.files, "created": restored.created}
        give(text("operations.restored", language(), **given))
