"""Options with which a backup is protected and opened: a passphrase, the master key, or two shares of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from folkekommune.errors import UsageError
from folkekommune.keys import checked_master
from folkekommune.keys.shares import join, read_share

ENVIRONMENT = "FOLKEKOMMUNE_BACKUP_PASSPHRASE"
PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        help=f"A file whose first line is the passphrase; else {ENVIRONMENT}.",
        metavar="FILE",
    ),
]
MasterKey = Annotated[
    Path | None, typer.Option("--master-key", help="The installation's master key.", metavar="FILE")
]
Shares = Annotated[
    list[Path] | None,
    typer.Option("--share", help="A share of the master key; given twice.", metavar="FILE"),
]


def passphrase_of(file: Path | None) -> str | None:
    """Read the passphrase from its file, else from the environment.

    :raises UsageError: ``operations.passphrase-unreadable``.
    """
    if file is None:
        return os.environ.get(ENVIRONMENT) or None
    try:
        return file.read_text(encoding="utf-8").split("\n", maxsplit=1)[0]
    except (OSError, UnicodeDecodeError):
        raise UsageError("operations.passphrase-unreadable", file=str(file)) from None


def master_of(file: Path | None, shares: list[Path] | None) -> bytes | None:
    """Read the master key from its file, or put it together from two shares.

    :raises UsageError: ``operations.two-shares``, ``keys.missing``, or when the shares do not fit.
    """
    if shares:
        if len(shares) != 2:  # noqa: PLR2004 - two of two
            raise UsageError("operations.two-shares")
        return join(read_share(shares[0]), read_share(shares[1]))
    if file is None:
        return None
    try:
        return checked_master(file.read_bytes(), file)
    except OSError:
        raise UsageError("keys.missing", file=str(file)) from None
