"""Number the persons of all parts, so that the serving tables join on a dense whole number."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from folkekommune.errors import InputError, UsageError
from folkekommune.store.part import Part

MOST_PARTS = 63
"""The bits of a signed whole number of 64 bits, without its sign."""


def check_parts(parts: Sequence[str]) -> tuple[str, ...]:
    """Put the parts in order, each once.

    :raises UsageError: ``store.no-parts``, ``store.too-many-parts``.
    """
    ordered = tuple(sorted(set(parts)))
    if not ordered:
        raise UsageError("store.no-parts")
    if len(ordered) > MOST_PARTS:
        raise UsageError("store.too-many-parts", n=MOST_PARTS)
    return ordered


def number_persons(connection: duckdb.DuckDBPyConnection, parts: Sequence[Part]) -> None:
    """Make ``units``, the serving table ``persons``, and each part's facts with their units.

    A person in two parts is one unit, with a bit for each part.

    :raises InputError: ``store.key-conflict`` when two parts state different keys for one person.
    """
    rows = " UNION ALL ".join(
        f"SELECT unit_id, key, 1::BIGINT << {part.index} AS bit FROM {part.persons}" for part in parts
    )
    connection.execute(
        f"""
        CREATE TEMP TABLE units AS
        SELECT (row_number() OVER (ORDER BY unit_id) - 1)::INTEGER AS unit, unit_id, min(key) AS key,
               max(key) AS other_key, bit_or(bit) AS parts
        FROM ({rows}) GROUP BY unit_id ORDER BY unit
        """
    )
    if connection.execute("SELECT 1 FROM units WHERE key <> other_key LIMIT 1").fetchone():
        raise InputError("store.key-conflict")
    connection.execute("CREATE TABLE persons AS SELECT unit, key, parts FROM units ORDER BY unit")
    for part in parts:
        connection.execute(
            f"CREATE TEMP TABLE {part.facts} AS SELECT units.unit, facts.* EXCLUDE (key) "
            f"FROM {part.persons} AS facts JOIN units USING (unit_id) ORDER BY unit"
        )
