"""``folkekommune indicators``: list the indicators, and hold their figures against the truth."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from folkekommune.bench.verification import verify
from folkekommune.bench.verification_page import as_text, write_pages
from folkekommune.cli.opening import open_home
from folkekommune.cli.options import DatabankName, Format, Home, OutputFormat
from folkekommune.cli.telling import give, give_data, language
from folkekommune.errors import UsageError

command = typer.Typer(help="Indicators of a databank.")


@command.command("list")
def list_indicators(
    home: Home = None, databank: DatabankName = None, output: OutputFormat = Format.TEXT
) -> None:
    """List the definitions of a databank, with their versions.

    Example: folkekommune indicators list
    """
    wiring = open_home(home)
    definitions = wiring.definitions(wiring.package(databank).databank.name)
    if output is Format.JSON:
        give_data(
            [
                {
                    "code": each.code,
                    "version": each.version,
                    "name": asdict(each.wording.name),
                    "statistic": each.statistic.value,
                    "years": list(each.period.years),
                }
                for each in definitions
            ]
        )
        return
    tongue = language()
    give(
        "\n".join(
            f"{each.code} {each.version}: {each.wording.name.in_language(tongue)}" for each in definitions
        )
    )


@command.command("verify")
def verify_indicators(
    truth: Annotated[
        Path, typer.Option("--truth", help="The folder truth beside made-up deliveries.", metavar="DIR")
    ],
    home: Home = None,
    databank: DatabankName = None,
    page: Annotated[
        Path | None, typer.Option("--write-page", help="Also write the page into a folder.", metavar="DIR")
    ] = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Hold the latest release against the truth: true, raw, after quality control, and published.

    Example: folkekommune indicators verify --truth deliveries/truth
    """
    wiring = open_home(home)
    if not wiring.installation.synthetic:
        raise UsageError("verification.not-synthetic")
    if not (truth / "indicators.csv").is_file():
        raise UsageError("verification.no-truth", folder=str(truth))
    found = verify(wiring, truth, databank=databank)
    if page is not None:
        name = wiring.package(databank).databank.name
        names = {each.code: asdict(each.wording.name) for each in wiring.definitions(name)}
        write_pages(page, found, truth=truth, names=names, today=datetime.now(UTC).date())
    if output is Format.JSON:
        give_data(
            {
                "indicators": [each.as_data() for each in found.indicators],
                "figures": [asdict(each) for each in found.figures],
            }
        )
    else:
        give(as_text(found, language()))
