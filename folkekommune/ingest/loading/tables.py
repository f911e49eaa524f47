"""From checked records to the tables that the store takes."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkekommune.catalogue.model import Databank, ValueType
from folkekommune.ingest.cells.columns import Column
from folkekommune.ingest.cells.records import Records
from folkekommune.ingest.cells.words import EPOCH
from folkekommune.ingest.persons.persons import Person

_TYPES = {
    ValueType.INTEGER: pa.int64(),
    ValueType.DECIMAL: pa.float64(),
    ValueType.STRING: pa.string(),
    ValueType.DATE: pa.date32(),
    ValueType.IDENTIFIER: pa.int64(),
}


def visits_table(
    records: Records, databank: Databank, rows: NDArray[np.int64], *, unit: NDArray[np.int64]
) -> pa.Table:
    """Give the chosen rows as a table; of withdrawn rows only that they are.

    :param rows: the rows that are fit, and those that are withdrawn.
    :param unit: the handle of each person; 0 for withdrawn rows.
    """
    withdrawn = records.batch.withdrawn[rows]
    columns = _every_row(records, rows, unit) | {
        "visit_date": _days(records.visit, rows, withdrawn),
        "age_days": pa.array(records.age[rows].astype(np.int32), mask=withdrawn),
    }
    return pa.table(columns | _values(records, databank, rows, withdrawn))


def spells_table(
    records: Records, databank: Databank, rows: NDArray[np.int64], *, unit: NDArray[np.int64]
) -> pa.Table:
    """Give the chosen rows as a table of what holds from a day, and until one if it has ended."""
    withdrawn = records.batch.withdrawn[rows]
    columns = _every_row(records, rows, unit) | {
        "start": _days(records.visit, rows, withdrawn),
        "stop": _days(records.stop, rows, withdrawn),
    }
    return pa.table(columns | _values(records, databank, rows, withdrawn))


def persons_table(
    persons: list[Person], record_keys: list[int], *, databank: Databank, sources: dict[str, str]
) -> pa.Table:
    """Give the persons with their keys and lasting facts.

    :param sources: for each variable of the person what it is made from, as the mapping says.
    """
    columns = {
        "unit_id": pa.array([person.handle for person in persons], pa.int64()),
        "key": pa.array(record_keys, pa.int64()),
    }
    for name, variable in databank.variables.items():
        if name in sources:
            facts = [_fact(person, sources[name]) for person in persons]
            columns[name] = pa.array(facts, _TYPES[variable.value_type])
    return pa.table(columns)


def _every_row(records: Records, rows: NDArray[np.int64], unit: NDArray[np.int64]) -> dict[str, pa.Array]:
    withdrawn = records.batch.withdrawn[rows]
    return {
        "unit_id": pa.array(unit, mask=withdrawn),
        "record": pa.array(records.record[rows]),
        "version": pa.array(records.version[rows]),
        "withdrawn": pa.array(withdrawn),
    }


def _days(column: Column, rows: NDArray[np.int64], withdrawn: NDArray[np.bool_]) -> pa.Array:
    missing = ~column.present[rows] | withdrawn
    return pa.array(column.values[rows].astype(np.int32), mask=missing).cast(pa.date32())


def _values(
    records: Records, databank: Databank, rows: NDArray[np.int64], withdrawn: NDArray[np.bool_]
) -> dict[str, pa.Array]:
    """Give the items that the databank has at the occasion."""
    occasion = records.batch.occasion
    return {
        variable.item: _array(records.items[variable.item], rows, withdrawn, kind=_TYPES[variable.value_type])
        for variable in databank.variables.values()
        if variable.occasion == occasion and variable.item in records.items
    }


def _array(
    column: Column, rows: NDArray[np.int64], withdrawn: NDArray[np.bool_], *, kind: pa.DataType
) -> pa.Array:
    missing = ~column.present[rows] | withdrawn
    values = column.values[rows]
    if column.words is not None:
        indices = pa.array(np.where(missing, 0, values).astype(np.int32), mask=missing)
        words = column.words or ("",)
        return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string())).cast(pa.string())
    if pa.types.is_date(kind):
        return pa.array(values.astype(np.int32), mask=missing).cast(kind)
    return pa.array(values, mask=missing).cast(kind)


def _fact(person: Person, source: str) -> int | None:
    if source == "sex":
        return person.sex or None
    if person.birth is None:
        return None
    born: date = EPOCH + timedelta(days=person.birth)
    return born.year if source == "birth_year" else born.month
