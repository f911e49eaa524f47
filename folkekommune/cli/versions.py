"""``folkekommune versions``: list, compare, patch, withdraw and delete versions of a databank."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from folkekommune.cli.opening import open_home
from folkekommune.cli.options import DatabankName, Format, Home, OutputFormat
from folkekommune.cli.telling import give, give_data, language
from folkekommune.services.version_comparison import comparison_text
from folkekommune.texts import text

command = typer.Typer(help="Versions of a databank.")
Version = Annotated[str, typer.Argument(help="A whole version, such as 2.0.0.", metavar="VERSION")]


@command.command("list")
def list_versions(
    home: Home = None, databank: DatabankName = None, output: OutputFormat = Format.TEXT
) -> None:
    """List the draft, the versions in use, and those withdrawn.

    Example: folkekommune versions list
    """
    wiring = open_home(home)
    name = wiring.package(databank).databank.name
    withdrawn = [
        {"version": version, "on": each.on, "instead": each.instead}
        for each in wiring.store.withdrawals(name).all()
        for version in each.versions
    ]
    told: dict[str, Any] = {
        "databank": name,
        "draft": wiring.store.draft_version(name),
        "versions": list(wiring.store.releases(name)),
        "withdrawn": withdrawn,
    }
    if output is Format.JSON:
        give_data(told)
        return
    tongue = language()
    lines = [text("persons.versions-draft", tongue, version=told["draft"])] if told["draft"] else []
    lines += told["versions"]
    lines += [text("persons.versions-withdrawn", tongue, version=e["version"], on=e["on"]) for e in withdrawn]
    give("\n".join(lines))


@command.command("compare")
def compare(
    earlier: Version,
    later: Version,
    home: Home = None,
    databank: DatabankName = None,
    municipality: Annotated[
        str | None,
        typer.Option("--municipality", help="Also look into its part, for its own steward.", metavar="NR"),
    ] = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Tell how two versions differ: variables, codes, and in bands the persons of one municipality.

    Example: folkekommune versions compare 1.0.0 2.0.0
    """
    wiring = open_home(home)
    name = wiring.package(databank).databank.name
    found = wiring.releasing.compare_versions(name, earlier, later, municipality=municipality)
    if output is Format.JSON:
        give_data(asdict(found))
    else:
        give(comparison_text(found, language()))


@command.command("patch")
def patch(home: Home = None, databank: DatabankName = None, output: OutputFormat = Format.TEXT) -> None:
    """Make a version of the latest one with the words of the databank package, and nothing else new.

    Example: folkekommune versions patch
    """
    wiring = open_home(home)
    made = wiring.releasing.patch_release(wiring.package(databank).databank)
    if output is Format.JSON:
        give_data({"databank": made.databank, "version": made.version, "parts": list(made.parts)})
    else:
        parts = ", ".join(made.parts)
        give(text("cli.released", language(), databank=made.databank, version=made.version, parts=parts))


@command.command("withdraw")
def withdraw(
    municipality: Annotated[str, typer.Option("--municipality", help="Whose part.", metavar="NR")],
    home: Home = None,
    databank: DatabankName = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Take a municipality's part out of every version at once; the remaining parts go on in a new one.

    Example: folkekommune versions withdraw --municipality 4601
    """
    wiring = open_home(home)
    done = wiring.releasing.withdraw_part(wiring.package(databank).databank.name, municipality)
    if output is Format.JSON:
        give_data(asdict(done))
        return
    code = "persons.part-withdrawn" if done.instead else "persons.part-withdrawn-last"
    versions = ", ".join(done.versions)
    give(text(code, language(), municipality=municipality, versions=versions, instead=done.instead or ""))


@command.command("delete")
def delete(
    version: Version, home: Home = None, databank: DatabankName = None, output: OutputFormat = Format.TEXT
) -> None:
    """Delete a version for good. Scripts that name it get an answer no more.

    Example: folkekommune versions delete 1.0.0
    """
    wiring = open_home(home)
    wiring.releasing.delete_version(wiring.package(databank).databank.name, version)
    _tell_deleted((version,), {}, output)


@command.command("retain")
def retain(home: Home = None, databank: DatabankName = None, output: OutputFormat = Format.TEXT) -> None:
    """Delete what [retention] in the configuration says has been kept long enough.

    Example: folkekommune versions retain
    """
    wiring = open_home(home)
    deleted = wiring.releasing.apply_retention(wiring.package(databank).databank.name)
    _tell_deleted(deleted.versions, deleted.readings, output)


def _tell_deleted(versions: tuple[str, ...], readings: dict[str, int], output: Format) -> None:
    if output is Format.JSON:
        give_data({"versions": list(versions), "readings": readings})
    elif versions or readings:
        told = [*versions, *(f"{municipality}: {count}" for municipality, count in readings.items())]
        give(text("persons.version-deleted", language(), versions=", ".join(told)))
    else:
        give(text("persons.nothing-deleted", language()))
