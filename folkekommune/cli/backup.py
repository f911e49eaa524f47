"""``folkekommune backup``: back the installation up while it is in use."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from folkekommune.cli.keeping_secrets import PassphraseFile, passphrase_of
from folkekommune.cli.opening import open_home
from folkekommune.cli.options import Format, Home, OutputFormat
from folkekommune.cli.telling import give, give_data, language
from folkekommune.texts import text

_MEGABYTE = 1_000_000


def command(
    to: Annotated[
        Path, typer.Argument(help="A folder, or a file that is not there yet.", metavar="DIR|FILE")
    ],
    home: Home = None,
    passphrase_file: PassphraseFile = None,
    keys_apart: Annotated[
        bool,
        typer.Option("--keys-apart", help="Put the keys of single files in a file of their own."),
    ] = False,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Write one encrypted file with everything: control database, releases, vault, ledger, publications.

    It opens with the installation's master key, which is not in it, or with a passphrase, and then the key
    is. Nobody has to wait meanwhile. The file is read again before it counts.

    Example: folkekommune backup /var/backups/folkekommune
    """
    made = open_home(home).operating.back_up(
        to, passphrase=passphrase_of(passphrase_file), keys_apart=keys_apart
    )
    if output is Format.JSON:
        apart = str(made.keys_file) if made.keys_file else None
        give_data(
            {
                "file": str(made.file),
                "keys_file": apart,
                "files": made.files,
                "bytes": made.bytes,
                "sha256": made.sha256,
            }
        )
        return
    megabytes = round(made.bytes / _MEGABYTE, 1)
    give(text("operations.backup-made", language(), file=made.file, files=made.files, megabytes=megabytes))
    if made.keys_file is not None:
        give(text("operations.backup-keys-made", language(), file=made.keys_file))
