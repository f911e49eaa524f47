"""Units below persons at rest: one table a type with whose each is, and one a variable.

A unit is a visit that counts (``store.selection``). Units are numbered anew in every release, as persons
are. Whose a unit is stands in the table of its type; the link variable has that person's record key, as every
value that is a person has (``store.linked``).
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from folkekommune.catalogue.model import UnitType, Variable
from folkekommune.store.columns import SQL_TYPES, VISIT_DATE, Columns, value_of
from folkekommune.store.part import Part

VISIT_OCCASION = "ANLEDNING"
"""The item that says what kind of visit it was."""

VISIT_AGE = "ALDER"
"""The item that holds the age at the visit, in days."""

_NUMBERED = "numbered_units"

Sources = Sequence[tuple[Part, Columns]]


def serve_units(connection: duckdb.DuckDBPyConnection, unit: UnitType, sources: Sources) -> None:
    """Make the serving tables of a unit type over all parts."""
    visits = " UNION ALL ".join(
        f"SELECT {part.index} AS part, record, unit AS person FROM {part.visits(occasion)}"
        for part, columns in sources
        for occasion in sorted(columns.visits)
    )
    nothing = "SELECT NULL::INTEGER AS part, NULL::BIGINT AS record, NULL::INTEGER AS person WHERE false"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {_NUMBERED} AS "
        "SELECT (row_number() OVER (ORDER BY part, record) - 1)::INTEGER AS number, part, record, person "
        f"FROM ({visits or nothing})"
    )
    connection.execute(
        f'CREATE TABLE "U_{unit.name}" AS SELECT number AS unit, part::UTINYINT AS part, person '
        f"FROM {_NUMBERED} ORDER BY unit"
    )
    for variable in unit.variables.values():
        rows = _links() if variable.name == unit.link else _values(variable, sources)
        connection.execute(
            f'CREATE TABLE "V_{variable.name}" AS '
            f"SELECT unit, part::UTINYINT AS part, value FROM ({rows}) ORDER BY unit"
        )
    connection.execute(f"DROP TABLE {_NUMBERED}")


def _links() -> str:
    return (
        f"SELECT number AS unit, part, key AS value FROM {_NUMBERED} "
        f"JOIN persons ON persons.unit = {_NUMBERED}.person"
    )


def _values(variable: Variable, sources: Sources) -> str:
    """Write the query for a variable of visits, at whatever occasion they were."""
    found = []
    for part, columns in sources:
        for occasion, items in sorted(columns.visits.items()):
            value = _value(variable, occasion, items)
            if value is not None:
                found.append(
                    f"SELECT number AS unit, numbered.part, {value} AS value FROM {part.visits(occasion)} "
                    f"AS visits JOIN {_NUMBERED} AS numbered "
                    f"ON numbered.part = {part.index} AND numbered.record = visits.record"
                )
    if not found:
        kind = SQL_TYPES[variable.value_type]
        return f"SELECT NULL::INTEGER AS unit, NULL::INTEGER AS part, NULL::{kind} AS value WHERE false"
    return f"SELECT * FROM ({' UNION ALL '.join(found)}) WHERE value IS NOT NULL"


def _value(variable: Variable, occasion: str, items: frozenset[str]) -> str | None:
    """Write the value of a variable at an occasion, if it has one there."""
    item = variable.item or ""
    if item == VISIT_OCCASION:
        return "'" + occasion.replace("'", "''") + "'"
    if item == VISIT_AGE:
        return "age_days::BIGINT"
    if item == VISIT_DATE:
        return value_of(variable.value_type, "visit_date")
    return value_of(variable.value_type, item) if item in items else None
