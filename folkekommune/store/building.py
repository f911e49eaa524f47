"""Fill the folder of a release: archive files a part and variable, and the serving file over all."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from folkekommune.catalogue.model import Databank
from folkekommune.store.archive import archive_persons, archive_variable
from folkekommune.store.columns import Columns, read_columns, rows_query, serve_variable
from folkekommune.store.contents import DEFINITION, SERVING, PartContent
from folkekommune.store.definition import describe
from folkekommune.store.linked import pseudonyms
from folkekommune.store.part import Part
from folkekommune.store.people import People, tell_people
from folkekommune.store.selection import choose_persons, choose_rows, gather_spells, gather_visits
from folkekommune.store.units import number_persons
from folkekommune.store.units_below import serve_units

Progress = Callable[[str, int, int], None]
"""Told a text code, how many steps are done, and how many there are."""


def quiet(_step: str, _done: int, _total: int) -> None:
    """Tell no one."""


@dataclass(frozen=True)
class Limits:
    """How much of the machine a build may use."""

    memory: str = "1500MB"
    threads: int = 2


@dataclass
class Steps:
    """Count the steps of a build for whoever watches."""

    total: int
    progress: Progress
    done: int = 0

    def next(self, code: str) -> None:
        """Tell that a step begins."""
        self.progress(code, self.done, self.total)
        self.done += 1


def connect(folder: Path, spill: Path, limits: Limits) -> duckdb.DuckDBPyConnection:
    """Make the serving file; tables that do not fit in memory spill beside it."""
    return duckdb.connect(
        str(folder / SERVING),
        config={
            "memory_limit": limits.memory,
            "threads": limits.threads,
            "temp_directory": str(spill),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )


def fill(
    folder: Path,
    databank: Databank,
    *,
    parts: Sequence[Part],
    people: People | None,
    connection: duckdb.DuckDBPyConnection,
    progress: Progress,
) -> tuple[PartContent, ...]:
    """Write everything of a release but its manifest.

    :param people: whom the drafts' units stand for; themselves, without it.
    :param connection: to the serving file in the folder.
    :raises InputError: when a delivery is damaged or does not fit the databank.
    """
    steps = Steps(len(parts) * 2 + len(databank.variables) + len(databank.unit_types), progress)
    all_columns = []
    whose = tell_people(connection, people)
    for part in parts:
        steps.next("store.step-visits")
        for delivery in part.deliveries:
            delivery.check_digests()
        columns = read_columns(part, databank)
        choose_rows(connection, part, databank.occasions, whose=whose)
        choose_persons(connection, part, sorted(columns.persons), whose=whose)
        all_columns.append(columns)
    number_persons(connection, parts)
    contents = []
    for part, columns in zip(parts, all_columns, strict=True):
        steps.next("store.step-persons")
        contents.append(_write_persons(folder, part, columns=columns, connection=connection))
    for variable in databank.variables.values():
        steps.next("store.step-variables")
        for content in contents:
            file = folder / content.part.municipality / f"{variable.name}.parquet"
            rows = rows_query(variable, content.part, content.columns)
            content.variables[variable.name] = archive_variable(
                connection, variable, rows=pseudonyms(variable, rows, whose), file=file
            )
        serve_variable(
            connection, variable, [(content.part, content.columns) for content in contents], whose=whose
        )
    for unit in databank.unit_types.values():
        steps.next("store.step-variables")
        serve_units(connection, unit, [(content.part, content.columns) for content in contents])
    connection.execute("CHECKPOINT")
    (folder / DEFINITION).write_text(json.dumps(describe(databank), ensure_ascii=False), encoding="utf-8")
    return tuple(contents)


def _write_persons(
    folder: Path, part: Part, *, columns: Columns, connection: duckdb.DuckDBPyConnection
) -> PartContent:
    """Write a part's persons, and gather its visits and spells for the variables to come."""
    (folder / part.municipality).mkdir()
    for occasion in sorted(columns.visits):
        gather_visits(connection, part, occasion)
    for kind in sorted(columns.spells):
        gather_spells(connection, part, kind)
    file = folder / part.municipality / "persons.parquet"
    return PartContent(part, columns, archive_persons(connection, part.persons, file))
