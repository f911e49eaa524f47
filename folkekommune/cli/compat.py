"""``folkekommune compat``: run a folder of scripts on invented databanks and say how far each comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from folkekommune.analysis.door import Asker
from folkekommune.bootstrap.invented import invented_door
from folkekommune.cli.options import Format, OutputFormat
from folkekommune.cli.telling import give, give_data, language, say
from folkekommune.errors import EXIT_INPUT
from folkekommune.script.uses import uses_of
from folkekommune.services.compatibility import (
    Attempt,
    attempt,
    attempt_as_text,
    attempts,
    attempts_as_data,
    read_scripts,
    total_as_text,
)
from folkekommune.services.invention import InventedBank, only_used, propose, read_banks, write_banks
from folkekommune.texts import text

_ASKER = Asker("compat", "compat")
_MORE = 60
"""So many times as many persons, when there were too few: enough for towns of a hundred thousand."""


def command(
    scripts: Annotated[Path, typer.Argument(help="A folder of scripts (*.txt).", metavar="DIR")],
    *,
    metadata: Annotated[
        Path,
        typer.Option("--metadata", help="What the databanks hold; written when missing.", metavar="FILE"),
    ] = Path("compat-databanks.toml"),
    persons: Annotated[
        int, typer.Option("--persons", min=1000, max=1_000_000, help="How many persons are invented.")
    ] = 10_000,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Run scripts on databanks of invented values, each as far as it goes.

    What the databanks hold is proposed from the scripts themselves the first time; change the file and run
    again. Example: folkekommune compat my-scripts --metadata my-databanks.toml
    """
    found = read_scripts(scripts)
    if not metadata.exists():
        metadata.write_text(write_banks(propose(uses_of(found.values()))), encoding="utf-8")
        say(text("compat.proposed", language(), file=str(metadata)))
    told = language()
    as_text = output is Format.TEXT
    banks = read_banks(metadata)
    tried = attempts(
        found,
        lambda name, script: _tried(name, script, banks, persons=persons),
        again=lambda name, script: replace(
            _tried(name, script, banks, persons=_MORE * persons), persons=_MORE * persons
        ),
        told=lambda each: give(attempt_as_text(each, told)) if as_text else None,
    )
    if as_text:
        give(total_as_text(tried, told))
    else:
        today = datetime.now(UTC).date().isoformat()
        give_data({"date": today, "persons": persons, "scripts": attempts_as_data(tried, told)})
    if not all(each.whole for each in tried):
        raise typer.Exit(EXIT_INPUT)


def _tried(name: str, script: str, banks: tuple[InventedBank, ...], *, persons: int) -> Attempt:
    """Try a script on invented persons of its own, so that it hangs on no other script."""
    used = only_used(banks, uses_of([script]))
    with (
        TemporaryDirectory() as folder,
        invented_door(used, Path(folder), persons=persons) as (session, door),
    ):
        return attempt(name, script, session, lambda asked: door.answer(asked, _ASKER))
