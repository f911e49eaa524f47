"""``folkekommune reservations``: people who object to their data being used."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from folkekommune.cli.opening import open_home
from folkekommune.cli.options import Format, Home, OutputFormat
from folkekommune.cli.telling import give, give_data, language
from folkekommune.errors import InputError, Place
from folkekommune.texts import text

command = typer.Typer(help="People who object; the list lies sealed in the vault.")
Numbers = Annotated[
    str, typer.Argument(help="Identity numbers, one a line; - is standard input.", metavar="FILE|-")
]


@command.command("add")
def add(file: Numbers, home: Home = None, output: OutputFormat = Format.TEXT) -> None:
    """Add people: drafts lose them at once, and the next release is without them.

    Example: folkekommune reservations add reservations.txt
    """
    added, deliveries = open_home(home).identities.reserve(_lines(file), file)
    if output is Format.JSON:
        give_data({"added": added, "deliveries": deliveries})
    else:
        give(text("persons.reserved", language(), added=added, deliveries=deliveries))


@command.command("remove")
def remove(file: Numbers, home: Home = None, output: OutputFormat = Format.TEXT) -> None:
    """Take people off the list.

    Example: folkekommune reservations remove reservations.txt
    """
    removed = open_home(home).identities.unreserve(_lines(file), file)
    if output is Format.JSON:
        give_data({"removed": removed})
    else:
        give(text("persons.unreserved", language(), removed=removed))


@command.command("list-count")
def count(home: Home = None, output: OutputFormat = Format.TEXT) -> None:
    """Tell how many numbers are on the list; the numbers are told to no one.

    Example: folkekommune reservations list-count
    """
    number = open_home(home).identities.keeping.reserved()
    if output is Format.JSON:
        give_data({"count": number})
    else:
        give(text("persons.reserved-count", language(), count=number))


@command.command("traces")
def traces(file: Numbers, home: Home = None, output: OutputFormat = Format.TEXT) -> None:
    """Look for what is left of people anywhere in the installation; the sealed vault is no trace.

    Example: folkekommune reservations traces reservations.txt
    """
    wiring = open_home(home)
    found = wiring.identities.find_traces(_lines(file), file)
    names = [str(path.relative_to(wiring.home.root)) for path in found.found]
    if output is Format.JSON:
        give_data({"files": found.files, "found": names})
    elif names:
        give(text("persons.trace-found", language(), files=len(names), names=", ".join(names)))
    else:
        give(text("persons.no-trace", language(), files=found.files))


def _lines(file: str) -> list[str]:
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return content.decode("utf-8-sig").splitlines()
    except (FileNotFoundError, IsADirectoryError, UnicodeDecodeError):
        raise InputError("persons.list-unreadable", place=Place(file=file)) from None
