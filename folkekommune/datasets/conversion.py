"""From the texts of a data file to whole numbers, decimal numbers and days, whole columns at once.

The texts are read as microdata.no's tool reads them (Arrow's reader of CSV files): blanks around them are
left out, some words stand for nothing. Stricter here: numbers are decimal and finite.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv

from folkekommune.catalogue.model import ValueType
from folkekommune.datasets.findings import MOST

_ARROW = {ValueType.INTEGER: pa.int64(), ValueType.DECIMAL: pa.float64(), ValueType.DATE: pa.date32()}
_FIRST_DAY, _LAST_DAY = np.iinfo(np.int16).min, np.iinfo(np.int16).max
"""Days since 1970 are stored in 16 bits: from 1880-04-14 to 2059-09-18."""

NO_DAY = int(_LAST_DAY) + 1
"""Stands for an empty day: later than every other."""


@dataclass(frozen=True)
class Column:
    """A column that was read.

    :param values: null where nothing stands.
    :param faults: rows by the rule they break; what cannot be read is null in the values.
    """

    values: pa.Array
    faults: tuple[tuple[str, NDArray[np.int64]], ...] = ()


def read_values(texts: pa.Array, kind: ValueType) -> Column:
    """Read a column of values; empty ones are faults."""
    if kind is ValueType.STRING:
        values = trim(texts)
        return Column(values, _faults("value-missing", pc.equal(values, "")))
    found = _convert(texts, _ARROW[kind], f"value-{kind.value.lower()}")
    faults = found.faults
    if kind is ValueType.DECIMAL:
        faults += _faults("value-not-finite", pc.invert(pc.is_finite(found.values)))
    if kind is ValueType.INTEGER:
        hexadecimal = pc.match_substring(texts, "x", ignore_case=True)
        faults += _faults("value-long", pc.and_(hexadecimal, found.values.is_valid()))
    if found.values.null_count:
        unread = np.concatenate([rows for _, rows in faults]) if faults else ()
        faults += _faults("value-missing", found.values.is_null(), without=unread)
    return Column(found.values, faults)


def read_days(texts: pa.Array, rule: str) -> tuple[NDArray[np.int32], Column]:
    """Read a column of days since 1970, :data:`NO_DAY` where nothing stands."""
    found = _convert(texts, pa.date32(), rule)
    values = found.values.cast(pa.int32())
    days = pc.fill_null(values, NO_DAY).to_numpy(zero_copy_only=False)
    extremes = pc.min_max(values)
    if values.null_count < len(values) and not (
        extremes["min"].as_py() >= _FIRST_DAY and extremes["max"].as_py() <= _LAST_DAY
    ):
        outside = ((days < _FIRST_DAY) | (days > _LAST_DAY)) & values.is_valid().to_numpy(
            zero_copy_only=False
        )
        return days, Column(found.values, (*found.faults, ("day-outside", np.flatnonzero(outside))))
    return days, found


def trim(texts: pa.Array) -> pa.Array:
    """Leave out blanks around texts; tabs and no-break spaces stay, unlike tabs around numbers."""
    return pc.utf8_trim(texts, " ")


def _convert(texts: pa.Array, kind: pa.DataType, rule: str) -> Column:
    """Convert at once where nothing is out of the ordinary, else with care."""
    try:
        values = pc.cast(_without_empty(texts), kind)
    except pa.ArrowInvalid:
        return _convert_with_care(texts, kind, rule)
    if pa.types.is_floating(kind) and pc.any(pc.is_nan(values)).as_py():
        return _convert_with_care(texts, kind, rule)  # some ways to write "not a number" mean nothing
    return Column(values)


def _without_empty(texts: pa.Array) -> pa.Array:
    """Turn empty texts into nulls, without copying the others."""
    filled = pc.binary_length(texts).to_numpy(zero_copy_only=False) != 0
    if filled.all():
        return texts
    if texts.offset:
        return pc.if_else(pa.array(filled), texts, None)
    _, offsets, content = texts.buffers()
    valid = pa.py_buffer(np.packbits(filled, bitorder="little"))
    return pa.Array.from_buffers(texts.type, len(texts), [valid, offsets, content])


def _convert_with_care(texts: pa.Array, kind: pa.DataType, rule: str) -> Column:
    plain = pc.utf8_trim(pc.if_else(pc.is_in(texts, value_set=_nothing()), None, texts), " \t")
    faulty = []
    for row in _unreadable(plain, kind, 0):
        faulty.append(row)
        if len(faulty) == MOST:
            # No more will be told, so the rest need not be read.
            return Column(pa.nulls(len(texts), kind), ((rule, np.array(faulty, dtype=np.int64)),))
    if not faulty:
        return Column(pc.cast(plain, kind))
    keep = np.ones(len(texts), dtype=bool)
    keep[faulty] = False
    values = pc.cast(pc.if_else(pa.array(keep), plain, None), kind)
    return Column(values, ((rule, np.array(faulty, dtype=np.int64)),))


def _unreadable(texts: pa.Array, kind: pa.DataType, first: int) -> Iterator[int]:
    """Find the texts that cannot be converted, by halves."""
    try:
        pc.cast(texts, kind)
    except pa.ArrowInvalid:
        if len(texts) == 1:
            yield first
            return
        half = len(texts) // 2
        yield from _unreadable(texts[:half], kind, first)
        yield from _unreadable(texts[half:], kind, first + half)


def _faults(
    rule: str, broken: pa.Array, *, without: NDArray[np.int64] | tuple[int, ...] = ()
) -> tuple[tuple[str, NDArray[np.int64]], ...]:
    rows = np.flatnonzero(pc.fill_null(broken, fill_value=False).to_numpy(zero_copy_only=False))
    rows = rows[~np.isin(rows, without)] if len(without) else rows
    return ((rule, rows),) if len(rows) else ()


@cache
def _nothing() -> pa.Array:
    """Give the words that stand for nothing."""
    # Not when this file is read: with its first array Arrow loads pandas, half a second for every command.
    return pa.array(csv.ConvertOptions().null_values, pa.string())
