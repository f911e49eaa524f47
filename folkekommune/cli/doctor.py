"""``folkekommune doctor``: tell what is wrong with the installation, and what is at risk."""

from __future__ import annotations

from typing import Annotated

import typer

from folkekommune.bootstrap.operating import examine_home
from folkekommune.cli.opening import open_home
from folkekommune.cli.options import Format, Home, OutputFormat
from folkekommune.cli.telling import give, give_data, language
from folkekommune.cli.verify import tell
from folkekommune.errors import EXIT_DONE, EXIT_INPUT
from folkekommune.operations.checkup.facts import Level, Remark
from folkekommune.settings import find_home
from folkekommune.texts import text


def command(
    home: Home = None,
    files: Annotated[
        bool, typer.Option("--files", help="Also look through every file for damage, as verify does.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="End with 3 for a risk, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Say in plain words what to mend. Ends with 0 when nothing is wrong, else with 3.

    Example: folkekommune doctor --json
    """
    remarks = examine_home(find_home(home))
    verified = open_home(home).operating.verify() if files else None
    if as_json or output is Format.JSON:
        found = [{"file": e.file, "kind": e.kind.value} for e in verified.findings] if verified else []
        give_data({"remarks": [_as_data(remark) for remark in remarks], "files": found})
    else:
        for remark in remarks:
            give(_sentence(remark))
        if verified is not None:
            tell(verified)
        elif not remarks:
            give(text("operations.doctor-well", language()))
    wrong = any(strict or remark.level is Level.WRONG for remark in remarks)
    raise typer.Exit(EXIT_INPUT if wrong or (verified and not verified.whole) else EXIT_DONE)


def _sentence(remark: Remark) -> str:
    sentence = text(remark.code, language(), **remark.parameters)
    return text(f"operations.doctor-{remark.level.value}", language(), sentence=sentence)


def _as_data(remark: Remark) -> dict[str, object]:
    return {
        "code": remark.code.removeprefix("operations.doctor-"),
        "level": remark.level.value,
        "sentence": text(remark.code, language(), **remark.parameters),
        "parameters": dict(remark.parameters),
    }
