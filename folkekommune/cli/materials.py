"""``folkekommune materials``: what the product is made of: packages with version and licence."""

from __future__ import annotations

from typing import Annotated

import typer

from folkekommune.cli.options import Format, OutputFormat
from folkekommune.cli.telling import give, give_data
from folkekommune.operations.materials import as_cyclonedx, gather


def command(
    extra: Annotated[
        list[str] | None, typer.Option("--extra", help="Also what an extra needs, such as postgres.")
    ] = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """List the licences; as JSON it is a CycloneDX bill of materials.

    Example: folkekommune materials --format json
    """
    materials = gather(extra or ())
    if output is Format.JSON:
        give_data(as_cyclonedx(materials))
    else:
        give("\n".join(f"{each.name} {each.version}  {each.licence}" for each in materials))
