"""Values drawn from what the catalogue says of a variable: its codes with validity, or its limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from folkekommune.catalogue.model import CodeList, ValueType, Variable
from folkekommune.services.practice.people import EPOCH, YEAR, Array, dice

_SENTINELS = 0.05
"""How many answers stand outside the scale where nothing is published."""

_ANY = (0.0, 100.0)
_YEARS = (1800, 2200)
_SPREAD = 5
"""How many standard deviations the limits are apart."""

_OWN, _OTHER = 0.6, 0.8
"""How much of a measurement is the person's own level, and how much another each time."""

_NARROW = 5
_TEXTS = 5
_RECENT = 10 * YEAR
_MONTHS = tuple(range(1, 13))


@dataclass(frozen=True)
class Rows:
    """What values are drawn for: whose each is, when, and where they live.

    :param days: on which day each holds, :param born: of whose it is, :param units: whose it is, by number.
    """

    units: Array
    days: Array
    born: Array
    homes: Array

    def __len__(self) -> int:
        """Count them."""
        return len(self.units)


@dataclass(frozen=True)
class Drawn:
    """Values, and which of them there are."""

    values: Array
    there: Array


@dataclass(frozen=True)
class Sources:
    """What values are drawn from.

    :param seed: the databank and its version, :param parts: where people live.
    :param weights: for variables and for code lists how common each code is, as far as that is published.
    :param means: of measured variables, as far as they are published.
    """

    seed: str
    parts: tuple[str, ...]
    weights: Mapping[str, Mapping[int | str, float]]
    means: Mapping[str, float]
    until: date


def draw(variable: Variable, rows: Rows, sources: Sources) -> Drawn:
    """Draw a value of a variable for each row."""
    everywhere = np.ones(len(rows), dtype=bool)
    drawing = dice(sources.seed, variable.name)
    codes = variable.code_list
    if codes is not None:
        if variable.item is None and tuple(code.value for code in codes.latest) == _MONTHS:
            return Drawn(_calendar(rows.born, "M") % 12 + 1, everywhere)
        return _coded(variable, codes, rows, sources=sources, drawing=drawing)
    if variable.value_type is ValueType.DATE:
        last = sources.until.toordinal() - EPOCH
        earliest = np.maximum(rows.born, last - int(_RECENT))
        return Drawn(earliest + ((last - earliest) * drawing.random(len(rows))).astype(np.int64), everywhere)
    if not variable.value_type.is_number:
        names = [f"{variable.item or variable.name} {number + 1}" for number in range(_TEXTS)]
        return Drawn(drawing.choice(np.array(names, dtype=object), len(rows)), everywhere)
    low, high = variable.clip or variable.limits or _ANY
    if _YEARS[0] < low < high < _YEARS[1] and variable.value_type is ValueType.INTEGER:
        if variable.item is None:
            return Drawn(_calendar(rows.born, "Y") + 1970, everywhere)
        newest = max(min(int(high), sources.until.year), int(low))
        return Drawn(drawing.integers(int(low), newest, len(rows), endpoint=True), everywhere)
    return Drawn(_measured(variable, rows, sources=sources, drawing=drawing), everywhere)


def _coded(
    variable: Variable, codes: CodeList, rows: Rows, *, sources: Sources, drawing: np.random.Generator
) -> Drawn:
    latest = codes.latest
    values: Array = np.array([code.value for code in latest], dtype=_kind(variable))
    if set(sources.parts) <= {str(code.value) for code in latest}:
        places = np.array([[str(code.value) for code in latest].index(part) for part in sources.parts])
        return Drawn(values[places[rows.homes]], np.ones(len(rows), dtype=bool))
    known = sources.weights.get(variable.name) or sources.weights.get(codes.name)
    common = np.array([(known or usual(codes)).get(code.value, 0.0) for code in latest])
    shares = np.tile(common, (len(rows), 1)) * _valid(codes, rows.days)
    if codes.within is not None:
        outer = np.array([codes.within.outer(code.value) for code in latest])
        shares *= outer[np.newaxis, :] == np.array(sources.parts)[rows.homes][:, np.newaxis]
    heaped = shares.cumsum(axis=1)
    there = heaped[:, -1] > 0
    chosen = (heaped < (drawing.random(len(rows)) * heaped[:, -1])[:, np.newaxis]).sum(axis=1)
    return Drawn(values[np.minimum(chosen, len(latest) - 1)], there)


def usual(codes: CodeList) -> dict[int | str, float]:
    """Give all codes of the scale the same weight, and few answers to those outside it."""
    scale = [code.value for code in codes.latest if not code.sentinel]
    outside = [code.value for code in codes.latest if code.sentinel]
    few = _SENTINELS / len(outside) if outside and scale else 1.0
    return dict.fromkeys(scale, 1 / max(len(scale), 1)) | dict.fromkeys(outside, few)


def _valid(codes: CodeList, days: Array) -> Array:
    """Tell for each day and code whether it may be used then."""
    found = np.zeros((len(days), len(codes.latest)), dtype=bool)
    place = {code.value: number for number, code in enumerate(codes.latest)}
    for code in codes.codes:
        held = days >= code.valid_from.toordinal() - EPOCH
        if code.valid_until is not None:
            held &= days <= code.valid_until.toordinal() - EPOCH
        found[:, place[code.value]] |= held
    return found


def _measured(variable: Variable, rows: Rows, *, sources: Sources, drawing: np.random.Generator) -> Array:
    low, high = variable.clip or variable.limits or _ANY
    width = high - low
    centre = min(max(sources.means.get(variable.name, (low + high) / 2), low), high)
    own = dice(sources.seed, variable.item or variable.name, "level").normal(
        size=int(rows.units.max(initial=0)) + 1
    )
    away = _OWN * own[rows.units] + _OTHER * drawing.normal(size=len(rows))
    drawn = np.clip(centre + away * width / _SPREAD, low, high)
    if variable.value_type is ValueType.INTEGER:
        return np.rint(drawn).astype(np.int64)
    return np.round(drawn, 2 if width < _NARROW else 1)


def _calendar(days: Array, kind: str) -> Array:
    """Give the month or year of days, counted from 1970."""
    return days.astype("datetime64[D]").astype(f"datetime64[{kind}]").astype(np.int64)


def _kind(variable: Variable) -> Any:
    return object if variable.value_type is ValueType.STRING else np.int64
