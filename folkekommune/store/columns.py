"""Where each variable of a databank comes from in the deliveries, and which rows it gets.

An item recorded at an occasion is the variable ``ITEM_OCCASION``; the date of the visit is
``DATO_OCCASION``; a fact of the person is the variable of that name. Names come from the catalogue
alone, never from a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from folkekommune.catalogue.model import Databank, Temporality, ValueType, Variable
from folkekommune.errors import InputError
from folkekommune.store.selection import Part
from folkekommune.store.tables import PERSON_COLUMNS, VISIT_COLUMNS

VISIT_DATE = "DATO"
"""The item that holds the date of a visit."""

_ARROW = {
    ValueType.INTEGER: pa.int64(),
    ValueType.DECIMAL: pa.float64(),
    ValueType.STRING: pa.string(),
    ValueType.DATE: pa.date32(),
    ValueType.IDENTIFIER: pa.int64(),
}
_SQL_TYPES = {
    ValueType.INTEGER: "BIGINT",
    ValueType.DECIMAL: "DOUBLE",
    ValueType.STRING: "VARCHAR",
    ValueType.DATE: "BIGINT",
    ValueType.IDENTIFIER: "BIGINT",
}
_VISIT_DAY = "date_diff('day', DATE '1970-01-01', visit_date)::INTEGER"


@dataclass(frozen=True)
class Columns:
    """The value columns that a part's deliveries have: by occasion, and of persons."""

    visits: dict[str, frozenset[str]]
    persons: frozenset[str]


def read_columns(part: Part, databank: Databank) -> Columns:
    """Read which columns the files of a part have, and hold them against the catalogue.

    :raises InputError: ``store.unknown-occasion``; ``store.unknown-variable`` for a column that the
        catalogue does not know at its occasion; ``store.wrong-type`` for one of another type.
    """
    visits: dict[str, set[str]] = {}
    for delivery in part.deliveries:
        for occasion, file in delivery.visits().items():
            if databank.occasion(occasion) is None:
                raise InputError("store.unknown-occasion", occasion=occasion, municipality=part.municipality)
            schema = pq.read_schema(file)
            known = {v.item: v for v in databank.variables.values() if v.item and v.occasion == occasion}
            names = [name for name in schema.names if name not in VISIT_COLUMNS]
            visits.setdefault(occasion, set()).update(_check(names, schema, known))
    persons: set[str] = set()
    facts = {v.name: v for v in databank.variables.values() if v.item is None}
    for file in part.person_files():
        schema = pq.read_schema(file)
        names = [name for name in schema.names if name not in PERSON_COLUMNS]
        persons.update(_check(names, schema, facts))
    return Columns({name: frozenset(found) for name, found in visits.items()}, frozenset(persons))


def _check(names: Iterable[str], schema: pa.Schema, known: dict[str, Variable]) -> set[str]:
    found = set()
    for name in names:
        variable = known.get(name)
        if variable is None:
            raise InputError("store.unknown-variable", variable=name)
        if schema.field(name).type != _ARROW[variable.value_type]:
            raise InputError("store.wrong-type", variable=variable.name, type=variable.value_type.value)
        found.add(name)
    return found


def check_temporality(variables: Iterable[Variable]) -> None:
    """Refuse a variable whose periods no delivery can state yet.

    :raises InputError: ``store.no-period``.
    """
    for variable in variables:
        possible = {Temporality.FIXED} | ({Temporality.STATUS} if variable.item else set())
        if variable.temporality not in possible:
            raise InputError(
                "store.no-period", variable=variable.name, temporality=variable.temporality.value
            )


def rows_query(variable: Variable, part: Part, columns: Columns) -> str:
    """Write the query for a variable's rows in a part: unit, unit_id, value, start, stop, by person."""
    source = _source(variable, part, columns)
    kind = _SQL_TYPES[variable.value_type]
    if source is None:
        nothing = f"NULL::INTEGER AS unit, NULL::BIGINT AS unit_id, NULL::{kind} AS value"
        return f"SELECT {nothing}, NULL::INTEGER AS start, NULL::INTEGER AS stop WHERE false"
    table, column = source
    value = _value(variable.value_type, column)
    day = _VISIT_DAY if variable.temporality is Temporality.STATUS else "NULL::INTEGER"
    return (
        f"SELECT unit, unit_id, {value} AS value, {day} AS start, {day} AS stop "
        f"FROM {table} WHERE {value} IS NOT NULL"
    )


def order_of(variable: Variable) -> str:
    """Give the order of a variable's rows at rest: by year of stop, so that a date is found fast."""
    if variable.temporality is Temporality.FIXED:
        return "unit_id"
    return "year(DATE '1970-01-01' + stop) NULLS LAST, unit_id, start"


def serve_variable(
    connection: duckdb.DuckDBPyConnection, variable: Variable, sources: Sequence[tuple[Part, Columns]]
) -> None:
    """Make the serving table of a variable over all parts, ordered by unit."""
    period = "" if variable.temporality is Temporality.FIXED else ", start, stop"
    order = "unit, part" if variable.temporality is Temporality.FIXED else "unit, part, start"
    rows = " UNION ALL ".join(
        f"SELECT unit, {part.index}::UTINYINT AS part, value{period} "
        f"FROM ({rows_query(variable, part, columns)})"
        for part, columns in sources
    )
    connection.execute(f'CREATE TABLE "V_{variable.name}" AS SELECT * FROM ({rows}) ORDER BY {order}')


def _source(variable: Variable, part: Part, columns: Columns) -> tuple[str, str] | None:
    """Give table and column, or None when no delivery of the part has the variable."""
    if variable.item is None:
        return (part.facts, variable.name) if variable.name in columns.persons else None
    occasion = variable.occasion or ""
    if occasion not in columns.visits:
        return None
    if variable.item == VISIT_DATE:
        return (part.visits(occasion), "visit_date")
    return (part.visits(occasion), variable.item) if variable.item in columns.visits[occasion] else None


def _value(kind: ValueType, column: str) -> str:
    """Write the value: dates as days, what is not a finite number or has no letters as missing."""
    quoted = f'"{column}"'
    if kind is ValueType.DATE:
        return f"date_diff('day', DATE '1970-01-01', {quoted})::BIGINT"
    if kind is ValueType.DECIMAL:
        return f"CASE WHEN isfinite({quoted}) THEN {quoted} END"
    return f"nullif({quoted}, '')" if kind is ValueType.STRING else quoted
