"""Children of a country, their meetings through twenty years, and what was answered at each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from folkekommune.synthetic.national.definition import (
    BIRTH_YEAR,
    MEASURED,
    MUNICIPALITIES,
    MUNICIPALITY,
    SEX,
    SEXES,
    codes_of,
    municipality_code,
)
from folkekommune.synthetic.randomness import stream

Numbers = np.ndarray[Any, Any]

_AGES = (7, 42, 90, 120, 150, 180, 240, 300, 365, 450, 540, 730, 1460, 2190, 2920, 4015, 4745, 5475, 6205)
"""Days of age at which meetings are due."""

_LATE = 7
_ATTENDED = 0.942
"""With this share a child has 14 meetings on average."""

_BITS, _ANSWERED = 256, 128
"""Half of the items are answered at a meeting."""

_EPOCH_YEAR = 1970
_EPOCH = date(_EPOCH_YEAR, 1, 1).toordinal()
_FIRST_BIRTH = date(2005, 1, 1).toordinal() - _EPOCH
_LAST_DAY = date(2024, 12, 31).toordinal() - _EPOCH
_MEASURES = {"HOYDE": (50.0, 0.025, 4.0), "VEKT": (3.5, 0.01, 1.2)}
"""At birth, a day of age, and how far children are apart."""


@dataclass(frozen=True)
class Country:
    """The children, and their meetings in the order of children and days.

    :param born: day of birth of each child, :param keys: the record key of each.
    :param child: of each meeting, :param day: of each meeting.
    """

    seed: int
    born: Numbers
    keys: Numbers
    child: Numbers
    day: Numbers

    def __len__(self) -> int:
        """Count the children."""
        return len(self.born)


def populate(children: int, seed: int) -> Country:
    """Draw the children of a country and their meetings."""
    random = stream(seed, "national", "children")
    born = random.integers(_FIRST_BIRTH, _LAST_DAY + 1, children, dtype=np.int32)
    keys = random.integers(-(2**63), 2**63 - 1, children, dtype=np.int64)
    days = born[:, None] + np.array(_AGES, dtype=np.int32)
    days += random.integers(0, _LATE, days.shape, dtype=np.int32)
    met = (random.random(days.shape, dtype=np.float32) < _ATTENDED) & (days <= _LAST_DAY)
    child = np.repeat(np.arange(children, dtype=np.int32), met.sum(axis=1))
    return Country(seed, born, keys, child, days[met])


def facts(country: Country, name: str) -> pa.Table:
    """Give a fact of every child: unit, unit_id, value, start, stop."""
    number = len(country)
    random = stream(country.seed, "national", name)
    if name == MUNICIPALITY:
        # A few towns hold most of the children, as everywhere.
        places = (MUNICIPALITIES * random.random(number) ** 3).astype(np.int64)
        codes = pa.array([municipality_code(place) for place in range(MUNICIPALITIES)])
        values = codes.take(pa.array(places))
    elif name == SEX:
        values = pa.array(random.integers(1, SEXES + 1, number))
    elif name == BIRTH_YEAR:
        years = country.born.astype("datetime64[D]").astype("datetime64[Y]")
        values = pa.array(years.astype(np.int64) + _EPOCH_YEAR)
    else:
        raise ValueError(name)
    nothing = pa.nulls(number, pa.int32())
    return _table(np.arange(number, dtype=np.int32), values, nothing, nothing)


def answers(country: Country, name: str) -> pa.Table:
    """Give the answers to an item: each holds until the day before the child's next, the last one on."""
    random = stream(country.seed, "national", name)
    drawn = random.integers(0, _BITS, len(country.child), dtype=np.uint8)
    answered = drawn < _ANSWERED
    child, start = country.child[answered], country.day[answered]
    stop, last = np.empty_like(start), np.ones(len(start), dtype=np.bool_)
    last[:-1] = child[1:] != child[:-1]
    stop[:-1] = start[1:] - 1
    values = _measured(country, name, (child, start), random) if name in MEASURED else _coded(drawn, name)
    return _table(child, pa.array(values), pa.array(start), pa.array(stop, mask=last))


def _measured(
    country: Country, name: str, meetings: tuple[Numbers, Numbers], random: np.random.Generator
) -> Numbers:
    """Draw a measure around what grows with age."""
    child, day = meetings
    birth, growth, spread = _MEASURES[name]
    noise = random.standard_normal(len(day), dtype=np.float32) * spread
    return np.round(birth + growth * (day - country.born[child]) + noise, 1).astype(np.float64)


def _coded(drawn: Numbers, name: str) -> Numbers:
    """Give the code of each answer, from what decided that there is one."""
    return 1 + drawn[drawn < _ANSWERED].astype(np.int64) % codes_of(name)


def _table(unit: Numbers, values: pa.Array, start: pa.Array, stop: pa.Array) -> pa.Table:
    ids = pa.array(unit.astype(np.int64) + 1)
    return pa.table({"unit": pa.array(unit), "unit_id": ids, "value": values, "start": start, "stop": stop})
