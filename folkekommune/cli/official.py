"""``folkekommune official``: published tables from elsewhere, as denominators and benchmarks."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from folkekommune.bootstrap.official import official_databank, official_desk
from folkekommune.cli.opening import open_home
from folkekommune.cli.options import DatabankName, Format, Home, OutputFormat
from folkekommune.cli.telling import give, give_data, language
from folkekommune.errors import UsageError
from folkekommune.official.preparing import Prepared
from folkekommune.official.reading import read_file
from folkekommune.services.official_tables import Fetched, Kept
from folkekommune.services.official_words import table_line, understood_lines
from folkekommune.synthetic.official_tables import write_official_tables
from folkekommune.texts import text

command = typer.Typer(help="Published tables from elsewhere, as denominators and benchmarks.")

Code = Annotated[str, typer.Option("--as", help="Which table it is; see 'official list'.", metavar="CODE")]


@command.command("import")
def take_in(
    path: Annotated[Path, typer.Argument(help="JSON-stat 2 or PxWeb CSV.", metavar="FILE")],
    code: Code,
    home: Home = None,
    databank: DatabankName = None,
    fetched: Annotated[
        str | None,
        typer.Option("--fetched", help="The day it was fetched; today if left out.", metavar="DAY"),
    ] = None,
    licence: Annotated[str, typer.Option("--licence", help="The licence of the figures.")] = "",
    unprotected: Annotated[
        bool, typer.Option("--unprotected", help="The figures are not open to all: hide small counts.")
    ] = False,
    dry: Annotated[
        bool, typer.Option("--dry-run", help="Tell what is understood, and keep nothing.")
    ] = False,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Read a table, tell what was understood, and keep it with its source, licence, date and checksum.

    Example: folkekommune official import tannhelse.json --as tannhelse_5aar
    """
    wiring = open_home(home)
    chosen = official_databank(wiring, databank)
    desk = official_desk(wiring)
    about = Fetched(_day(fetched), licence, unprotected)
    prepared = desk.preview(chosen, code, read_file(path), fetched=about)
    number = 0 if dry else desk.keep(prepared, fetched=about, by=f"operator:{getpass.getuser()}").number
    if output is Format.JSON:
        give_data(_as_data(prepared) | {"number": number})
        return
    for line in understood_lines(prepared, language()):
        give(line)
    give(text("official.dry" if dry else "official.kept", language(), code=code, number=str(number)))


@command.command("list")
def listed(home: Home = None, databank: DatabankName = None, output: OutputFormat = Format.TEXT) -> None:
    """List the tables in use, and those that could be taken in.

    Example: folkekommune official list
    """
    wiring = open_home(home)
    chosen = official_databank(wiring, databank)
    desk = official_desk(wiring)
    found = desk.listed(chosen)
    missing = [each.code for each in desk.descriptions(chosen) if each.code not in _codes(found)]
    if output is Format.JSON:
        give_data({"in_use": [asdict(each.receipt) for each in found], "not_loaded": missing})
        return
    for each in found:
        give(table_line(each, language()))
    give(text("official.not-loaded", language(), n=len(missing), codes=", ".join(missing)))


@command.command()
def remove(
    code: Annotated[str, typer.Argument(help="Which table.", metavar="CODE")],
    home: Home = None,
    databank: DatabankName = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Take a table out of use.

    Example: folkekommune official remove tannhelse_5aar
    """
    wiring = open_home(home)
    chosen = official_databank(wiring, databank)
    removed = official_desk(wiring).remove(chosen, code, by=f"operator:{getpass.getuser()}")
    if output is Format.JSON:
        give_data(asdict(removed))
        return
    give(text("official.removed", language(), code=code))


@command.command()
def examples(
    out: Annotated[Path, typer.Option("--out", help="Where to write.", metavar="DIR")],
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same bytes.")] = 1,
    home: Home = None,
    databank: DatabankName = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Write synthetic tables in the shapes of statistics banks, to try with. Their figures are invented.

    Example: folkekommune official examples --out tabeller
    """
    wiring = open_home(home)
    package = wiring.package(official_databank(wiring, databank))
    written = write_official_tables(out, package, seed=seed)
    if output is Format.JSON:
        give_data([str(file) for file in written])
        return
    give(text("official.examples", language(), n=len(written), folder=str(out)))


def _day(written: str | None) -> date:
    """Read a day; today if none is given."""
    today = datetime.now(UTC).date()
    try:
        found = date.fromisoformat(written) if written else today
    except ValueError:
        raise UsageError("official.no-day") from None
    if found > today:
        raise UsageError("official.no-day")
    return found


def _codes(found: tuple[Kept, ...]) -> set[str]:
    return {each.receipt.code for each in found}


def _as_data(prepared: Prepared) -> dict[str, object]:
    return {
        "code": prepared.description.code,
        "title": prepared.cube.title,
        "form": prepared.cube.form,
        "invented": prepared.cube.invented,
        "checksum": prepared.checksum,
        "figures": len(prepared.figures),
        "places": prepared.understood.by_level,
        "years": list(prepared.understood.years),
        "absent": prepared.understood.absent,
        "unknown_places": prepared.understood.unknown_places,
        "merged": prepared.moved.merged,
        "former": prepared.moved.former,
        "hidden": prepared.hidden,
    }
