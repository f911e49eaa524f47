"""``folkekommune mapping``: check what a record system's fields are said to mean, or suggest it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from folkekommune.catalogue.packages import Package, load_packages, shipped_folder
from folkekommune.cli.options import DatabankName, Format, Home, OutputFormat
from folkekommune.cli.telling import fault_sentence, give, give_data, language, say
from folkekommune.errors import EXIT_INPUT, UsageError
from folkekommune.ingest.mapping_check import check_mapping, try_mapping
from folkekommune.ingest.suggesting.suggestion import databank_named
from folkekommune.ingest.suggesting.suggestion import suggest as suggest_mapping
from folkekommune.services.mapping_report import (
    mapping_is_sound,
    report_as_data,
    summary_text,
    tried_text,
)
from folkekommune.services.own_mappings import own_mapping_file, save_own_mapping
from folkekommune.services.suggestion_report import suggestion_as_data
from folkekommune.settings import find_home
from folkekommune.texts import text

command = typer.Typer(help="Mappings: what the fields and codes of a record system's export mean.")


@command.callback()
def _group() -> None:
    """Hold the commands together, also while there is only one."""


@command.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="The mapping file.", metavar="FILE")],
    delivery: Annotated[
        Path | None, typer.Option("--delivery", help="Try it on a delivery, loading nothing.", metavar="PATH")
    ] = None,
    home: Home = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Check a mapping: every fault with its place. With a delivery, what becomes of its fields.

    Example: folkekommune mapping check databanks/helseprofil/mappings/bred_csv.toml
    """
    checked = check_mapping(file, _packages(home))
    tried = None
    if delivery is not None and checked.mapping and checked.package and not checked.faults:
        tried = try_mapping(delivery, checked.mapping, checked.package.databank)
    tongue = language()
    if output is Format.JSON:
        give_data(report_as_data(checked, tried, tongue))
    else:
        faults = (*checked.faults, *(tried.faults if tried else ()))
        lines = [fault_sentence(fault, tongue) for fault in faults]
        if not checked.faults:
            lines.insert(0, summary_text(checked, tongue))
        if tried and tried.fields:
            lines.append(tried_text(tried, tongue))
        give("\n".join(lines))
    if not mapping_is_sound(checked, tried):
        raise typer.Exit(EXIT_INPUT)


@command.command("suggest")
def suggest(
    path: Annotated[Path, typer.Argument(help="A delivery, or files without a manifest.", metavar="PATH")],
    databank: DatabankName = None,
    save: Annotated[
        str | None,
        typer.Option("--save", help="Put it among the installation's own mappings.", metavar="NAME"),
    ] = None,
    home: Home = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Suggest a mapping for an export never seen before, as a file to correct.

    Example: folkekommune mapping suggest deliveries/4601/2024-01 --save sunnvekst
    """
    packages = _packages(home)
    known = ", ".join(sorted(packages))
    wanted = databank or databank_named(path)
    if wanted and wanted not in packages:
        raise UsageError("ingest.databank-unknown", databank=wanted, known=known)
    if not wanted and len(packages) > 1:
        raise UsageError("suggesting.databank-which", known=known)
    package = packages[wanted or next(iter(packages))]
    file = None if save is None else own_mapping_file(find_home(home), package, save)
    tongue = language()
    suggestion = suggest_mapping(path, package, language=tongue)
    if file is not None:
        save_own_mapping(file, suggestion.document)
    if output is Format.JSON:
        give_data(suggestion_as_data(suggestion))
        return
    give(suggestion.document if file is None else text("suggesting.saved", tongue, file=str(file)))
    counts = {"sure": suggestion.sure, "unsure": suggestion.unsure, "unknown": suggestion.unknown}
    say(text("suggesting.summary", tongue, **counts))


def _packages(home: Path | None) -> dict[str, Package]:
    """Give the databanks that ship, and where there is an installation, its own."""
    try:
        own = find_home(home).databanks
    except UsageError:
        return load_packages(shipped_folder())
    return load_packages(shipped_folder(), own)
