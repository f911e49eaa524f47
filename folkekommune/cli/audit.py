"""``folkekommune audit``: the audit trail: is it whole, where does it stand, what does it say."""

from __future__ import annotations

import sys
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from folkekommune.cli.opening import open_home
from folkekommune.cli.options import Format, Home, OutputFormat
from folkekommune.cli.telling import give, give_data, language, say
from folkekommune.errors import EXIT_INPUT, UsageError
from folkekommune.operations.anchors import anchor_file, is_elsewhere, note_anchor, read_anchors
from folkekommune.operations.audit_export import as_data, chosen, write_csv, write_json_lines
from folkekommune.texts import text

command = typer.Typer(help="The audit trail: who did what, in codes; no data value.")


class ExportFormat(Enum):
    """How the trail is written."""

    CSV = "csv"
    JSON = "json"


@command.command("verify")
def verify(
    anchor: Annotated[
        list[str] | None,
        typer.Option("--anchor", help="A note kept elsewhere: ROWS:DIGEST, or a file of them. Repeatable."),
    ] = None,
    home: Home = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Find a row that was altered, removed, put in or moved, the last ones too; ends with 3 if one was.

    Example: folkekommune audit verify --anchor notes.txt
    """
    wiring = open_home(home)
    heads = tuple(head for given in anchor or () for head in _heads(given))
    held = wiring.operating.hold_audit(heads)
    found = held.verification
    if output is Format.JSON:
        give_data(
            {
                "holds": found.holds,
                "rows": found.rows,
                "head": f"{found.rows}:{found.head}",
                "broken_at": found.broken_at,
                "anchors": held.anchors,
            }
        )
    elif found.broken_at is not None:
        give(text("operations.audit-broken", language(), row=found.broken_at))
    else:
        given = {"rows": found.rows, "anchors": held.anchors, "head": f"{found.rows}:{found.head}"}
        give(text("operations.audit-holds", language(), **given))
    if not held.anchors or not (heads or is_elsewhere(wiring.installation)):
        say(text("operations.audit-unanchored", language()))
    if not held.holds:
        raise typer.Exit(EXIT_INPUT)


@command.command("anchor")
def anchor_now(home: Home = None, output: OutputFormat = Format.TEXT) -> None:
    """Note where the trail stands, in the file that the configuration names under [audit] anchor.

    Example: folkekommune audit anchor
    """
    wiring = open_home(home)
    file = anchor_file(wiring.installation)
    line = note_anchor(wiring.audit, file)
    if output is Format.JSON:
        at, head = line.split(" ")
        give_data({"at": at, "head": head, "file": str(file)})
    else:
        give(line)


@command.command("export")
def export(
    since: Annotated[str | None, typer.Option("--since", help="YYYY-MM-DD, this day included.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="YYYY-MM-DD, this day included.")] = None,
    project: Annotated[str | None, typer.Option("--project", help="One project alone.")] = None,
    home: Home = None,
    output: Annotated[
        ExportFormat, typer.Option("--format", help="csv for a spreadsheet, json for one object a line.")
    ] = ExportFormat.CSV,
) -> None:
    """Write the trail for the data-protection officer: codes, names and hashes, never a data value.

    Example: folkekommune audit export --since 2026-01-01
    """
    wiring = open_home(home)
    rows = chosen(
        wiring.audit.rows(), since=_day(since, "--since"), until=_day(until, "--until"), project=project
    )
    write = write_csv if output is ExportFormat.CSV else write_json_lines
    write(rows, sys.stdout)


@command.command("show")
def show(
    last: Annotated[int, typer.Option("--last", min=1, max=10_000, help="How many rows.")] = 20,
    home: Home = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Show the last rows, newest first.

    Example: folkekommune audit show --last 5
    """
    rows = open_home(home).audit.latest(last)
    if output is Format.JSON:
        give_data([as_data(row) for row in rows])
    else:
        for row in rows:
            event = row.event
            told = (event.subject, event.project, event.municipality, event.release)
            give("  ".join((f"{row.sequence}", row.at[:19], event.actor, event.action, *filter(None, told))))


def _heads(given: str) -> tuple[str, ...]:
    rows, colon, _ = given.partition(":")
    return (given,) if colon and rows.isdigit() else read_anchors(Path(given))


def _day(given: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise UsageError("operations.date-wanted", option=option) from None
