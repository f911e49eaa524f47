"""``folkekommune catalogue``: databanks, versions, variables and code lists."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from folkekommune.cli.opening import open_home
from folkekommune.cli.options import Format, Home, OutputFormat
from folkekommune.cli.telling import give, give_data, language
from folkekommune.services.catalogue_listing import databank_as_data, variable_as_data


def command(
    name: Annotated[str | None, typer.Argument(help="A databank.", metavar="DATABANK")] = None,
    variable: Annotated[str | None, typer.Argument(help="A variable of it.", metavar="VARIABLE")] = None,
    home: Home = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """List databanks with versions; the variables of one; or one variable with its code list.

    Example: folkekommune catalogue no.folkekommune.helseprofil AMMESTATUS_U6
    """
    wiring = open_home(home)
    tongue = language()
    if name is None:
        listed: list[dict[str, Any]] = [
            {
                "databank": package.databank.name,
                "title": package.databank.title.in_language(tongue),
                "versions": list(wiring.store.releases(package.databank.name)),
            }
            for package in wiring.packages.values()
        ]
        rows = [(e["databank"], ", ".join(e["versions"]) or "-", e["title"]) for e in listed]
    elif variable is None:
        listed = databank_as_data(wiring.package(name).databank, tongue)
        rows = [(e["name"], e["type"], e["title"]) for e in listed]
    else:
        found = variable_as_data(wiring.package(name).databank, variable, tongue)
        listed = [found]
        rows = [(found["name"], found["type"], found["title"])]
        rows += [("", str(code["code"]), code["title"]) for code in found["codes"]]
    if output is Format.JSON:
        give_data(listed)
    else:
        give("\n".join("  ".join(row).rstrip() for row in rows))
