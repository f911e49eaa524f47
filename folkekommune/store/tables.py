"""The columns of a delivery's tables, checked before anything is written."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from folkekommune.errors import FolkeKommuneError

VISIT_COLUMNS: dict[str, pa.DataType] = {
    "unit_id": pa.int64(),
    "record": pa.int64(),
    "version": pa.int64(),
    "withdrawn": pa.bool_(),
    "visit_date": pa.date32(),
    "age_days": pa.int32(),
}
"""What every visit has. A withdrawn one may lack person, date and age."""

SPELL_COLUMNS: dict[str, pa.DataType] = {
    "unit_id": pa.int64(),
    "record": pa.int64(),
    "version": pa.int64(),
    "withdrawn": pa.bool_(),
    "start": pa.date32(),
    "stop": pa.date32(),
}
"""What every spell has. One that still goes on has no stop; a withdrawn one may lack person and start."""

PERSON_COLUMNS: dict[str, pa.DataType] = {"unit_id": pa.int64(), "key": pa.int64()}
"""What every person has."""

VALUE_TYPES = (pa.int64(), pa.float64(), pa.string(), pa.date32())
"""The types a value may have: LONG, DOUBLE, STRING, DATE."""

_NAME = re.compile("[A-Z][A-Z0-9_]*")


class TableShapeError(FolkeKommuneError):
    """A table handed to the store has a column it should not have, or lacks one: our own fault."""


def check_visits(table: pa.Table) -> None:
    """Refuse a table of visits that is not as :data:`VISIT_COLUMNS` says, with value columns after.

    :raises TableShapeError: with the name of the column.
    """
    _check_columns(table, VISIT_COLUMNS)
    _check_filled(table, ("record", "version", "withdrawn"))
    kept = table.filter(pc.invert(table["withdrawn"]))
    _check_filled(kept, ("unit_id", "visit_date", "age_days"))


def check_spells(table: pa.Table) -> None:
    """Refuse a table of spells that is not as :data:`SPELL_COLUMNS` says, with value columns after.

    :raises TableShapeError: with the name of the column.
    """
    _check_columns(table, SPELL_COLUMNS)
    _check_filled(table, ("record", "version", "withdrawn"))
    kept = table.filter(pc.invert(table["withdrawn"]))
    _check_filled(kept, ("unit_id", "start"))
    if pc.any(pc.less(kept["stop"], kept["start"])).as_py():
        raise TableShapeError("stop")


def check_persons(table: pa.Table) -> None:
    """Refuse a table of persons that is not as :data:`PERSON_COLUMNS` says, with facts after.

    :raises TableShapeError: with the name of the column.
    """
    _check_columns(table, PERSON_COLUMNS)
    _check_filled(table, tuple(PERSON_COLUMNS))


def check_name(name: str) -> None:
    """Refuse a name of an occasion or variable that could not be a file or a column.

    :raises TableShapeError: with the name.
    """
    if not _NAME.fullmatch(name):
        raise TableShapeError(name)


def _check_columns(table: pa.Table, required: dict[str, pa.DataType]) -> None:
    names = table.column_names
    for name, kind in required.items():
        if names.count(name) != 1 or table.schema.field(name).type != kind:
            raise TableShapeError(name)
    for field in table.schema:
        if field.name in required:
            continue
        check_name(field.name)
        if field.type not in VALUE_TYPES or names.count(field.name) != 1:
            raise TableShapeError(field.name)


def _check_filled(table: pa.Table, names: tuple[str, ...]) -> None:
    for name in names:
        if table[name].null_count:
            raise TableShapeError(name)
