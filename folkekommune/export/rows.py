"""Read a dataset's rows from a release, with identity numbers in place of pseudonyms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkekommune.catalogue.model import Temporality, ValueType
from folkekommune.errors import InputError
from folkekommune.export.plan import Plan, Source
from folkekommune.identity import check_numbers, parse_numbers
from folkekommune.settings import Mode
from folkekommune.store.released import Release

Reidentify = Callable[[NDArray[np.int64]], Sequence[str] | NDArray[np.str_]]
"""Gives each pseudonym's identity number, eleven digits as text."""


@dataclass(frozen=True)
class Rows:
    """A dataset's rows, by identity number and day.

    :param days: days since 1970-01-01; None for a fact of the person.
    """

    identifiers: pa.Array
    values: pa.Array
    days: NDArray[np.int64] | None


def read_rows(
    release: Release, plan: Plan, *, parts: Sequence[str], reidentify: Reidentify, mode: Mode
) -> Rows:
    """Read the rows of a dataset, sorted by identity number and day.

    :raises InputError: ``export.no-rows``; ``export.identity-faulty`` when a number has the wrong form,
        control digits that do not fit, or is of a series that this installation must not hold.
    """
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE rows (unit_id BIGINT, value " + _sql_type(plan) + ", day BIGINT, turn INTEGER)"
        )
        turn = 0
        for part in parts:
            for source in plan.sources:
                turn += 1
                query, files = _rows_of(release, source, part)
                connection.execute(f"INSERT INTO rows SELECT *, {turn} FROM ({query})", files)
        latest = "turn DESC" if plan.temporality is Temporality.STATUS else "turn"
        table = connection.sql(
            "SELECT unit_id, value, day FROM rows "
            f"QUALIFY row_number() OVER (PARTITION BY unit_id, day ORDER BY {latest}) = 1 "
            "ORDER BY unit_id, day"
        ).to_arrow_table()
    if not table.num_rows:
        raise InputError("export.no-rows", variable=plan.name)
    return _identified(table, plan, reidentify=reidentify, mode=mode)


def _identified(table: pa.Table, plan: Plan, *, reidentify: Reidentify, mode: Mode) -> Rows:
    units, places = np.unique(table["unit_id"].to_numpy(), return_inverse=True)
    numbers = parse_numbers([str(number) for number in reidentify(units)])
    checked = check_numbers(numbers, from_2032=True)
    allowed = checked.valid & (checked.synthetic == (mode is Mode.TEST))
    if len(numbers) != len(units) or not allowed.all() or len(np.unique(numbers)) != len(units):
        raise InputError("export.identity-faulty", variable=plan.name)
    owners = numbers[places]
    days = table["day"].to_numpy() if plan.temporality is Temporality.STATUS else None
    order = np.lexsort((np.zeros_like(owners) if days is None else days, owners))
    values = table["value"].combine_chunks().take(pa.array(order))
    if plan.variable.value_type is ValueType.DATE:
        values = values.cast(pa.int32()).cast(pa.date32())
    return Rows(
        identifiers=pa.array([f"{number:011d}" for number in owners[order].tolist()], pa.string()),
        values=values,
        days=None if days is None else days[order],
    )


def _rows_of(release: Release, source: Source, part: str) -> tuple[str, list[str]]:
    """Write the query for one source in one part, and the files it reads."""
    if source.days is None:
        file = str(release.variable_file(part, source.values or ""))
        return "SELECT unit_id, value, NULL FROM read_parquet(?)", [file]
    days = str(release.variable_file(part, source.days))
    if source.values is None:
        return f"SELECT unit_id, '{source.occasion}', value FROM read_parquet(?)", [days]
    file = str(release.variable_file(part, source.values))
    query = (
        "SELECT entries.unit_id, entries.value, days.value "
        "FROM read_parquet(?) AS entries JOIN read_parquet(?) AS days ON entries.unit_id = days.unit_id"
    )
    return query, [file, days]


def _sql_type(plan: Plan) -> str:
    types = {ValueType.DECIMAL: "DOUBLE", ValueType.STRING: "VARCHAR"}
    return types.get(plan.variable.value_type, "BIGINT")
