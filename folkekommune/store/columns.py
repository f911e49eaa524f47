"""Where each variable of a databank comes from in the deliveries, and which rows it gets.

An item recorded at an occasion is the variable ``ITEM_OCCASION``; the date of the visit is
``DATO_OCCASION``; a fact of the person is the variable of that name. An item of a spell is a variable of
that kind of spell, and an item without an occasion is what all visits say of it over time. Names come from
the catalogue alone, never from a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from folkekommune.catalogue.model import Databank, Temporality, ValueType, Variable
from folkekommune.errors import InputError
from folkekommune.store.linked import record_keys
from folkekommune.store.part import Part
from folkekommune.store.people import THEMSELVES, Whose
from folkekommune.store.spells import delivered_spells, history
from folkekommune.store.tables import PERSON_COLUMNS, SPELL_COLUMNS, VISIT_COLUMNS

VISIT_DATE = "DATO"
"""The item that holds the date of a visit."""

LASTING = (Temporality.EVENT, Temporality.ACCUMULATED)

_ARROW = {
    ValueType.INTEGER: pa.int64(),
    ValueType.DECIMAL: pa.float64(),
    ValueType.STRING: pa.string(),
    ValueType.DATE: pa.date32(),
    ValueType.IDENTIFIER: pa.int64(),
}
SQL_TYPES = {
    ValueType.INTEGER: "BIGINT",
    ValueType.DECIMAL: "DOUBLE",
    ValueType.STRING: "VARCHAR",
    ValueType.DATE: "BIGINT",
    ValueType.IDENTIFIER: "BIGINT",
}
"""How values of each type are served."""

_BY_YEAR = "year(DATE '1970-01-01' + stop) NULLS LAST"
_VISIT_DAY = "date_diff('day', DATE '1970-01-01', visit_date)::INTEGER"


@dataclass(frozen=True)
class Columns:
    """The value columns that a part's deliveries have: by occasion, by kind of spell, and of persons."""

    visits: dict[str, frozenset[str]]
    persons: frozenset[str]
    spells: dict[str, frozenset[str]] = field(default_factory=dict)


def read_columns(part: Part, databank: Databank) -> Columns:
    """Read which columns the files of a part have, and hold them against the catalogue.

    :raises InputError: ``store.unknown-occasion``; ``store.unknown-variable`` for a column that the
        catalogue does not know at its occasion; ``store.wrong-type`` for one of another type.
    """
    visits: dict[str, set[str]] = {}
    spells: dict[str, set[str]] = {}
    for delivery in part.deliveries:
        for occasion, file in delivery.visits().items():
            if databank.occasion(occasion) is None:
                raise _unknown(occasion, part)
            known = _items(databank, occasion, lambda variable: variable.temporality not in LASTING)
            visits.setdefault(occasion, set()).update(_read(file, known, VISIT_COLUMNS))
        for kind, file in delivery.spells().items():
            known = _items(databank, kind, lambda variable: _comes_as_spell(variable, databank))
            if not known:
                raise _unknown(kind, part)
            spells.setdefault(kind, set()).update(_read(file, known, SPELL_COLUMNS))
    persons: set[str] = set()
    facts = {v.name: v for v in databank.variables.values() if v.item is None}
    for file, _ in part.person_files():
        persons |= _read(file, facts, PERSON_COLUMNS)
    return Columns(_frozen(visits), frozenset(persons), _frozen(spells))


def _unknown(occasion: str, part: Part) -> InputError:
    return InputError("store.unknown-occasion", occasion=occasion, municipality=part.municipality)


def _items(databank: Databank, occasion: str, fits: Callable[[Variable], bool]) -> dict[str, Variable]:
    """Give the variables of an occasion or kind of spell by item."""
    found = (v for v in databank.variables.values() if v.item and v.occasion == occasion)
    return {variable.item or "": variable for variable in found if fits(variable)}


def _comes_as_spell(variable: Variable, databank: Databank) -> bool:
    """Tell whether a variable is delivered as spells: what lasts, and states on days of no kind of visit."""
    return variable.temporality in LASTING or databank.occasion(variable.occasion or "") is None


def _frozen(found: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(columns) for name, columns in found.items()}


def _read(file: Path, known: dict[str, Variable], usual: Iterable[str]) -> set[str]:
    """Give the value columns of a file."""
    schema = pq.read_schema(file)
    found = set(schema.names) - set(usual)
    for name in sorted(found):
        variable = known.get(name)
        if variable is None:
            raise InputError("store.unknown-variable", variable=name)
        if schema.field(name).type != _ARROW[variable.value_type]:
            raise InputError("store.wrong-type", variable=variable.name, type=variable.value_type.value)
    return found


def check_temporality(variables: Iterable[Variable]) -> None:
    """Refuse a variable whose periods no delivery can state.

    A fact of the person has none; a sum over a period cannot be made from visits.

    :raises InputError: ``store.no-period``.
    """
    for variable in variables:
        if variable.item is None:
            possible = {Temporality.FIXED}
        elif variable.occasion is None:
            possible = {Temporality.STATUS, Temporality.EVENT}
        else:
            possible = set(Temporality)
        if variable.temporality not in possible:
            raise InputError(
                "store.no-period", variable=variable.name, temporality=variable.temporality.value
            )


def rows_query(variable: Variable, part: Part, columns: Columns) -> str:
    """Write the query for a variable's rows in a part: unit, unit_id, value, start, stop, by person."""
    if variable.item is not None and variable.occasion is None:
        found = _over_time(variable, part, columns)
    elif variable.temporality in LASTING or variable.occasion in columns.spells:
        found = _of_spells(variable, part, columns)
    else:
        found = _of_one_occasion(variable, part, columns)
    if found is not None:
        return found
    kind = SQL_TYPES[variable.value_type]
    nothing = f"NULL::INTEGER AS unit, NULL::BIGINT AS unit_id, NULL::{kind} AS value"
    return f"SELECT {nothing}, NULL::INTEGER AS start, NULL::INTEGER AS stop WHERE false"


def order_of(variable: Variable) -> str:
    """Give the order of a variable's rows at rest: by year of stop, so that a date is found fast."""
    if variable.temporality is Temporality.FIXED:
        return "unit_id"
    return f"{_BY_YEAR}, unit_id, start"


def serve_variable(
    connection: duckdb.DuckDBPyConnection,
    variable: Variable,
    sources: Sequence[tuple[Part, Columns]],
    *,
    whose: Whose = THEMSELVES,
) -> None:
    """Make the serving table of a variable over all parts."""
    rows = " UNION ALL ".join(
        f"SELECT *, {part.index}::UTINYINT AS part "
        f"FROM ({record_keys(variable, rows_query(variable, part, columns), whose)})"
        for part, columns in sources
    )
    serve_rows(connection, variable, rows)


def serve_rows(connection: duckdb.DuckDBPyConnection, variable: Variable, rows: str) -> None:
    """Make the serving table of a variable from its rows, in an order in which a date is found fast.

    :param rows: a query for unit, part, value, start and stop.
    """
    fixed = variable.temporality is Temporality.FIXED
    period, order = ("", "unit, part") if fixed else (", start, stop", f"{_BY_YEAR}, unit, part, start")
    connection.execute(
        f'CREATE TABLE "V_{variable.name}" AS SELECT unit, part, value{period} FROM ({rows}) ORDER BY {order}'
    )


def _of_one_occasion(variable: Variable, part: Part, columns: Columns) -> str | None:
    """Write the query for a fact of the person, or an item at one occasion, if any delivery has it."""
    occasion = variable.occasion
    if variable.item is None:
        table, column, there = part.facts, variable.name, variable.name in columns.persons
    else:
        table, column = part.visits(occasion or ""), _column(variable.item)
        there = _has(columns, occasion or "", variable.item)
    if not there:
        return None
    value = value_of(variable.value_type, column)
    day = _VISIT_DAY if variable.temporality is Temporality.STATUS else "NULL::INTEGER"
    return (
        f"SELECT unit, unit_id, {value} AS value, {day} AS start, {day} AS stop "
        f"FROM {table} WHERE {value} IS NOT NULL"
    )


def _of_spells(variable: Variable, part: Part, columns: Columns) -> str | None:
    kind, item = variable.occasion or "", variable.item or ""
    if item not in columns.spells.get(kind, ()):
        return None
    value = value_of(variable.value_type, item)
    return delivered_spells(
        variable.temporality, part.spells(kind), value=value, only=_only(variable, columns.spells[kind])
    )


def _only(variable: Variable, there: frozenset[str]) -> str:
    """Write the condition on the spells that a variable comes from."""
    if variable.only is None:
        return "true"
    item, codes = variable.only
    if item not in there:
        return "false"
    listed = ", ".join("'" + str(code).replace("'", "''") + "'" for code in codes)
    return f'"{item}"::VARCHAR IN ({listed})'


def _over_time(variable: Variable, part: Part, columns: Columns) -> str | None:
    """Write the query for what visits at all occasions say of an item."""
    item, within = variable.item or "", variable.within
    visits = []
    for occasion in sorted(columns.visits):
        if not _has(columns, occasion, item):
            continue
        frame = f'"{_column(within)}"' if within and _has(columns, occasion, within) else "NULL"
        visits.append(
            f'SELECT unit, unit_id, visit_date, record, "{_column(item)}" AS item, {frame} AS frame '
            f"FROM {part.visits(occasion)}"
        )
    if not visits:
        return None
    value = value_of(variable.value_type, "item")
    if variable.temporality is Temporality.EVENT:
        return history(visits, value=value, within="frame" if within else None)
    return (
        f"SELECT unit, unit_id, {value} AS value, {_VISIT_DAY} AS start, {_VISIT_DAY} AS stop "
        f"FROM ({' UNION ALL '.join(visits)}) WHERE {value} IS NOT NULL "
        "QUALIFY row_number() OVER (PARTITION BY unit, visit_date ORDER BY record DESC) = 1"
    )


def _has(columns: Columns, occasion: str, item: str) -> bool:
    return occasion in columns.visits and (item == VISIT_DATE or item in columns.visits[occasion])


def _column(item: str) -> str:
    """Give the column that holds an item of a visit."""
    return "visit_date" if item == VISIT_DATE else item


def value_of(kind: ValueType, column: str) -> str:
    """Write the value: dates as days, what is not a finite number or has no letters as missing."""
    quoted = f'"{column}"'
    if kind is ValueType.DATE:
        return f"date_diff('day', DATE '1970-01-01', {quoted})::BIGINT"
    if kind is ValueType.DECIMAL:
        return f"CASE WHEN isfinite({quoted}) THEN {quoted} END"
    return f"nullif({quoted}, '')" if kind is ValueType.STRING else quoted
