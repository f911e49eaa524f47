"""``folkekommune attack``: attack the disclosure gate and print how far each attack got."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from folkekommune.attacks import attacks
from folkekommune.attacks.figure import Figure
from folkekommune.attacks.page import by_number, write_pages
from folkekommune.cli.options import Format, OutputFormat
from folkekommune.cli.telling import give, give_data
from folkekommune.errors import EXIT_FAULT, UsageError


def command(
    names: Annotated[
        list[str] | None, typer.Argument(help="Which; all when none.", metavar="[ID]...")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Fewer targets, judged on the point estimates.")
    ] = False,
    page: Annotated[
        Path | None,
        typer.Option(
            "--write-page",
            help="Also write the figures into the page of attacks in a folder.",
            file_okay=False,
        ),
    ] = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Attack the product itself, with its defences on and with the named ones off.

    Ends with 0 only if each attack is under its limit, and over it without its named defences.

    Example: folkekommune attack A1 --quick --write-page docs/disclosure
    """
    known = attacks()
    for name in names or ():
        if name not in known:
            raise UsageError("cli.unknown-attack", name=name, known=", ".join(sorted(known)))
    figures = list[Figure]()
    for name in names or sorted(known, key=by_number):
        begun = perf_counter()
        found = known[name](quick=quick)
        figures += found
        if page is not None:
            write_pages(page, figures, quick=quick, today=datetime.now(UTC).date())
        if output is Format.TEXT:
            # The whole takes half an hour: each is told when it is known.
            for figure in found:
                give(_line(figure))
            give(f"{name} took {perf_counter() - begun:.0f} s.")
    if output is Format.JSON:
        give_data([figure.as_data() for figure in figures])
    if not all(figure.holds for figure in figures):
        raise typer.Exit(EXIT_FAULT)


def _line(figure: Figure) -> str:
    lower, upper = figure.interval
    kept = "kept" if figure.defended else "BROKEN"
    shown = "over the limit" if figure.shows else "NOT OVER THE LIMIT"
    return (
        f"{figure.name}: {figure.figure:g} {figure.unit} (95 %: {lower:g} to {upper:g}),"
        f" limit {figure.limit}: {kept}. Without {figure.against}: {figure.without_defence:g},"
        f" {shown}. {figure.note}"
    )
