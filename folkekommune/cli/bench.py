"""``folkekommune bench``: measure, and hold the figures against their limits."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from folkekommune.bench import benches, page_writers
from folkekommune.cli.options import Format, OutputFormat
from folkekommune.cli.telling import give, give_data
from folkekommune.errors import EXIT_FAULT, UsageError


def command(
    names: Annotated[
        list[str] | None, typer.Argument(help="Which; all when none.", metavar="[NAME]...")
    ] = None,
    scale: Annotated[float, typer.Option("--scale", help="1 is the full size; only that can hold.")] = 1.0,
    page: Annotated[
        Path | None,
        typer.Option(
            "--write-page", help="Also write the page of a bench that has one into a folder.", file_okay=False
        ),
    ] = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Measure speed, memory and usefulness, in one run against named peers.

    Example: folkekommune bench protected-table --scale 0.1
    """
    known = benches()
    for name in names or ():
        if name not in known:
            raise UsageError("cli.unknown-bench", name=name, known=", ".join(sorted(known)))
    writers = page_writers() if page is not None else {}
    if page is not None:
        # Measuring takes its time: what cannot be written is told before.
        page.mkdir(parents=True, exist_ok=True)
    figures = []
    for name in names or sorted(known):
        if page is not None and name in writers:
            figures += writers[name](scale, page)
        else:
            figures += known[name](scale)
    if output is Format.JSON:
        give_data([figure.as_data() for figure in figures])
    else:
        marks = {True: "holds", False: "DOES NOT HOLD", None: f"scale {scale:g}"}
        for figure in figures:
            given = f"{figure.name}: {figure.figure:g} {figure.unit} against {figure.against}"
            give(f"{given} (limit {figure.limit}): {marks[figure.holds]}. {figure.note}")
    if any(figure.holds is False for figure in figures):
        raise typer.Exit(EXIT_FAULT)
