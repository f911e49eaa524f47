"""Invented values: the same for the same description each time, and meaning nothing.

Codes hold until a day of change. A measured number is another each year, around a level of its own for
each unit, so that what it was last year tells something of what it is now, and not all.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from folkekommune.catalogue.model import ValueType
from folkekommune.services.invention import InventedVariable

_EPOCH = date(1970, 1, 1).toordinal()
_FIRST = date(1900, 1, 1).toordinal() - _EPOCH
_CHANGES = (date(2000, 1, 1).toordinal() - _EPOCH, date(2022, 1, 1).toordinal() - _EPOCH)
_YEARS = tuple(date(year, 1, 1).toordinal() - _EPOCH for year in range(2005, 2024))
_MISSING = 0.03
_SPREAD = 0.1
"""How far a year is from a unit's own level, of the whole width of a variable's values."""

Numbers = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Invented:
    """Values of units, each perhaps for some time; an open end is null."""

    units: pa.Array
    values: pa.Array
    starts: pa.Array
    stops: pa.Array


def invented_values(each: InventedVariable, keys: Sequence[int], number: int) -> Invented:
    """Draw values for most of a number of units, persons or others.

    :param keys: of all persons, for a value that is one.
    """
    drawing = np.random.default_rng(zlib.crc32(each.name.encode()))
    units = np.flatnonzero(drawing.random(number) > _MISSING)
    changes = _changes(each, len(units), drawing)
    spells = changes.shape[1] + 1
    first = np.full((len(units), 1), _FIRST)
    starts, stops = np.hstack([first, changes]), np.hstack([changes - 1, first])
    last = np.zeros(stops.shape, dtype=bool)
    last[:, -1] = True
    return Invented(
        pa.array(np.repeat(units, spells)),
        _values(each, keys, (len(units), spells), drawing),
        pa.array(starts.ravel()),
        pa.array(stops.ravel(), mask=last.ravel()),
    )


def _changes(each: InventedVariable, number: int, drawing: np.random.Generator) -> Numbers:
    """Give the days on which the value of each unit becomes another."""
    if not each.changes:
        return np.zeros((number, 0), dtype=np.int64)
    if each.is_measured:
        return np.tile(np.array(_YEARS), (number, 1))
    return drawing.integers(*_CHANGES, size=(number, 1))


def _values(
    each: InventedVariable, keys: Sequence[int], shape: tuple[int, int], drawing: np.random.Generator
) -> pa.Array:
    """Draw the values of all spells, those of a unit one after the other."""
    if each.type is ValueType.IDENTIFIER:
        return pa.array(drawing.choice(np.array(keys, dtype=np.int64), size=shape).ravel())
    if each.codes is not None:
        # The first codes are those scripts name: a condition on one of them shall leave somebody.
        weights = 1 / np.arange(1, len(each.codes) + 1)
        chosen = drawing.choice(len(each.codes), size=shape, p=weights / weights.sum())
        return pa.array(list(each.codes)).take(pa.array(chosen.ravel()))
    if not each.is_measured:
        return pa.array(_of_the_calendar(each, shape, drawing).ravel())
    width = each.highest - each.lowest
    level = drawing.uniform(each.lowest, each.highest, size=(shape[0], 1))
    drawn = np.clip(level + drawing.normal(0, _SPREAD * width, size=shape), each.lowest, each.highest).ravel()
    return pa.array(drawn if each.type is ValueType.DECIMAL else np.rint(drawn).astype(np.int64))


def _of_the_calendar(each: InventedVariable, shape: tuple[int, int], drawing: np.random.Generator) -> Numbers:
    """Draw days, years, years with months, or dates written as one number."""
    low, high = int(each.lowest), int(each.highest)
    if each.has_months:
        return drawing.integers(low // 100, high // 100, shape) * 100 + drawing.integers(1, 13, shape)
    if each.has_days:
        months = drawing.integers(1, 13, shape) * 100
        return drawing.integers(low // 10_000, high // 10_000, shape) * 10_000 + months + 15
    return drawing.integers(low, high + 1, shape)
