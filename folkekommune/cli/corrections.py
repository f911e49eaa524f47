"""``folkekommune corrections``: what the record systems' own staff must correct."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from folkekommune.access.audit import AuditEvent
from folkekommune.cli.opening import open_home
from folkekommune.cli.options import DatabankName, Format, Home, OutputFormat
from folkekommune.cli.telling import give, give_data, language
from folkekommune.services.corrections import chosen_corrections, corrections_csv
from folkekommune.texts import text


def command(
    municipality: Annotated[str, typer.Option("--municipality", help="Whose list.", metavar="NR")],
    home: Home = None,
    databank: DatabankName = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what a later delivery has put right.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write it as CSV, for its owner's eyes.", metavar="FILE")
    ] = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """List records, fields and rules, never a value; each list that is taken out is noted in the audit trail.

    Example: folkekommune corrections --municipality 4601 --out rettelser.csv
    """
    wiring = open_home(home)
    chosen = wiring.package(databank).databank
    wiring.audit.record(
        AuditEvent("corrections-read", actor=f"operator:{getpass.getuser()}", municipality=municipality)
    )
    found = chosen_corrections(wiring.reviewing.corrections(chosen, municipality), everything=everything)
    if out is not None:
        out.touch(mode=0o600)
        out.chmod(0o600)
        out.write_text(corrections_csv(found, language()), encoding="utf-8-sig")
    if output is Format.JSON:
        give_data([asdict(one) for one in found])
    elif out is None:
        give(corrections_csv(found, language()))
    else:
        give(text("quality.corrections-written", language(), n=len(found)))
