"""The rows of a dataset, by identity number and first day, streamed so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from folkekommune.catalogue.model import Temporality, ValueType
from folkekommune.errors import InputError
from folkekommune.export.plan import Plan, Source
from folkekommune.store.released import Release
from folkekommune.store.spells import delivered_spells

_AT_A_TIME = 100_000
_DAY = "DATE '1970-01-01' + {}"
_SQL_TYPES = {ValueType.DECIMAL: "DOUBLE", ValueType.STRING: "VARCHAR"}


@contextmanager
def open_rows(spill: Path, *, memory: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open what sorts the rows; what does not fit in memory lies in the folder meanwhile."""
    settings = {
        "memory_limit": memory,
        "threads": 2,
        "temp_directory": str(spill),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with duckdb.connect(":memory:", config=settings) as connection:
        yield connection


def stream_rows(
    connection: duckdb.DuckDBPyConnection, release: Release, plan: Plan, *, parts: Sequence[str]
) -> pa.RecordBatchReader:
    """Give identifier, value, start and stop of a dataset.

    Of several things said of a person for one time, from several municipalities or at several visits of a
    day, one counts, as in the store.

    :param connection: with the table ``owners``.
    :raises InputError: ``export.identity-faulty`` for a row about someone who is not among the persons.
    """
    _gather(connection, release, plan, parts)
    if connection.execute(
        "SELECT 1 FROM gathered WHERE unit_id NOT IN (SELECT unit_id FROM owners) LIMIT 1"
    ).fetchone():
        raise InputError("export.identity-faulty")
    value = _DAY.format("value::INTEGER") if plan.variable.value_type is ValueType.DATE else "value"
    start, stop = _DAY.format("start"), _DAY.format("stop")
    return connection.sql(
        f"SELECT identifier, {value} AS value, {start} AS start, {stop} AS stop "
        f"FROM ({_chosen(plan.temporality)}) JOIN owners USING (unit_id) ORDER BY identifier, start"
    ).to_arrow_reader(_AT_A_TIME)


def _gather(
    connection: duckdb.DuckDBPyConnection, release: Release, plan: Plan, parts: Sequence[str]
) -> None:
    """Make the table of everything the sources say; the record tells their turn."""
    kind = _SQL_TYPES.get(plan.variable.value_type, "BIGINT")
    connection.execute(
        f"CREATE OR REPLACE TABLE gathered "
        f"(unit BIGINT, unit_id BIGINT, value {kind}, start DATE, stop DATE, record BIGINT)"
    )
    turn = 0
    for part in parts:
        for source in plan.sources:
            turn += 1
            query, files = _rows_of(release, source, part)
            connection.execute(
                f"INSERT INTO gathered SELECT unit_id, unit_id, value, {_DAY.format('start::INTEGER')}, "
                f"{_DAY.format('stop::INTEGER')}, {turn} FROM ({query})",
                files,
            )


def _chosen(temporality: Temporality) -> str:
    if temporality is Temporality.FIXED:
        return (
            "SELECT unit_id, value, NULL::INTEGER AS start, NULL::INTEGER AS stop FROM gathered "
            "QUALIFY row_number() OVER (PARTITION BY unit_id ORDER BY record) = 1"
        )
    return delivered_spells(temporality, "gathered", value="value")


def _rows_of(release: Release, source: Source, part: str) -> tuple[str, list[str]]:
    """Write the query for one source in one part, and the files it reads."""
    if source.days is None:
        file = str(release.variable_file(part, source.values or ""))
        return "SELECT unit_id, value, start, stop FROM read_parquet(?)", [file]
    days = str(release.variable_file(part, source.days))
    if source.values is None:
        when = "value AS start, value AS stop"
        return f"SELECT unit_id, '{source.occasion}' AS value, {when} FROM read_parquet(?)", [days]
    file = str(release.variable_file(part, source.values))
    query = (
        "SELECT entries.unit_id, entries.value, days.value AS start, days.value AS stop "
        "FROM read_parquet(?) AS entries JOIN read_parquet(?) AS days ON entries.unit_id = days.unit_id"
    )
    return query, [file, days]
