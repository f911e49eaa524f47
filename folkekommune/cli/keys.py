"""``folkekommune keys``: the master key: in two people's hands, together again, or changed."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from folkekommune.access.audit import AuditEvent, code_of
from folkekommune.bootstrap import open_wiring
from folkekommune.cli.options import Format, OutputFormat
from folkekommune.cli.options import Home as HomeOption
from folkekommune.cli.telling import give, give_data, language
from folkekommune.keys import MASTER, read_master, root_of, write_secret
from folkekommune.keys.rotation import rotate_master
from folkekommune.keys.shares import join, read_share, split, write_share
from folkekommune.settings import Home, find_home
from folkekommune.texts import text

command = typer.Typer(help="The master key, which every other key comes from.")


@command.command("split")
def split_key(
    first: Annotated[Path, typer.Argument(help="Where the first holder's share is written.")],
    second: Annotated[Path, typer.Argument(help="Where the second holder's share is written.")],
    remove: Annotated[
        bool, typer.Option("--remove", help="Take the key off this machine, once the shares are read again.")
    ] = False,
    home: HomeOption = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Write the master key as two files. Each alone tells nothing; both are needed (two of two, by XOR).

    Example: folkekommune keys split /media/one/share.txt /media/two/share.txt
    """
    chosen = find_home(home)
    master = read_master(chosen.keys)
    _note(chosen, "keys-split")
    for share, file in zip(split(master), (first, second), strict=True):
        write_share(share, file)
    whole = join(read_share(first), read_share(second)) == master
    if remove and whole:
        (chosen.keys / MASTER).unlink()
    _say(output, "keys.written", first=str(first), second=str(second))
    if remove and whole and output is Format.TEXT:
        give(text("keys.removed", language()))


@command.command("join")
def join_key(
    first: Annotated[Path, typer.Argument(help="One holder's share.")],
    second: Annotated[Path, typer.Argument(help="The other holder's share.")],
    home: HomeOption = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Put the master key together from its two shares, so that the installation can be opened.

    Example: folkekommune keys join /media/one/share.txt /media/two/share.txt
    """
    chosen = find_home(home)
    master = join(read_share(first), read_share(second))
    root_of(chosen.keys, master)  # another installation's shares are refused before anything is written
    file = chosen.keys / MASTER
    chosen.keys.mkdir(mode=0o700, exist_ok=True)
    write_secret(file, master)
    _note(chosen, "keys-join")
    _say(output, "keys.joined", file=str(file))


@command.command("rotate")
def rotate(home: HomeOption = None, output: OutputFormat = Format.TEXT) -> None:
    """Change the master key. Earlier keys and shares of it become useless; no figure changes.

    Example: folkekommune keys rotate
    """
    chosen = find_home(home)
    rotate_master(chosen.keys)
    _note(chosen, "keys-rotate")
    _say(output, "keys.rotated")


def _note(home: Home, action: str) -> None:
    open_wiring(home).audit.record(AuditEvent(action, f"operator:{code_of(getpass.getuser())}"))


def _say(output: Format, code: str, **given: str) -> None:
    if output is Format.JSON:
        give_data({"done": code, **given})
    else:
        give(text(code, language(), **given))
