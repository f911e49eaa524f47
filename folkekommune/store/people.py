"""Whom the units of drafts stand for when a release is made.

A draft knows people by handles that its loader gave. Who they are is decided anew for each release, so
that what became known later (two numbers of one person, a number that was corrected, someone who objects)
holds for everything that was ever loaded.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow as pa

SCHEMA = pa.schema([("unit_id", pa.int64()), ("person", pa.int64()), ("key", pa.int64())])
_TABLE = "people"


@dataclass(frozen=True)
class People:
    """For each unit of the drafts its person and record key; without a person it is left out.

    :param digest: what tells these people from others.
    """

    table: pa.Table
    digest: str


@dataclass(frozen=True)
class Whose:
    """How SQL tells the person and key of a row that has a ``unit_id``.

    :param known: the query for the units that are known, where they are told.
    """

    join: str = ""
    person: str = "unit_id"
    key: str = "key"
    known: str | None = None


THEMSELVES = Whose()
"""The units of the drafts are the persons, with the keys that were delivered."""


def tell_people(connection: duckdb.DuckDBPyConnection, people: People | None) -> Whose:
    """Make the table of people, and give what rows are joined with."""
    if people is None:
        return THEMSELVES
    connection.register("given_people", people.table.cast(SCHEMA))
    connection.execute(
        f"CREATE TEMP TABLE {_TABLE} AS SELECT unit_id, person, key AS person_key FROM given_people"
    )
    connection.unregister("given_people")
    return Whose(
        f"LEFT JOIN {_TABLE} USING (unit_id)", "person", "person_key", known=f"SELECT unit_id FROM {_TABLE}"
    )
