"""What speaks for and against a field being an item: its values, where it is asked, and its name.

Points add up like the logarithm of odds: three points are about twenty to one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from folkekommune.catalogue.model import ValueType
from folkekommune.ingest.cells.units import factor_between
from folkekommune.ingest.suggesting.coding import CodeReader, Reading
from folkekommune.ingest.suggesting.targets import Target
from folkekommune.ingest.suggesting.values import Values, number_of

AGAINST = -12.0
_NAME = 9.0
_NAME_FROM = 0.35
_OCCASIONS_ALIKE, _ASKED_ELSEWHERE, _NOT_ASKED = 2.5, -2.5, -1.2
_MOST, _NEARLY_ALL, _UNDERSTOOD = 0.9, 0.97, 0.75
_UNITS = ("g", "kg", "mm", "cm", "m", "uker", "dager", "timer", "minutter")
_FEW = 20
_HALF, _OFTEN = 0.5, 0.3
_MOST_CODES = 120
_SENTINELS = 2


@dataclass(frozen=True)
class Case:
    """A field and an item.

    :param reasons: what speaks for it, for people: a code of ``texts/suggesting.toml`` and its points.
    :param unit: the unit the field is written in, where it is not the item's.
    """

    points: float
    reasons: tuple[tuple[str, float], ...] = ()
    unit: str | None = None
    reading: Reading | None = field(default=None, hash=False)

    @property
    def possible(self) -> bool:
        """Whether nothing excludes it."""
        return self.points > AGAINST / 2


@dataclass(frozen=True)
class Field:
    """A field with what is known of it: where it is asked, and the ages and values where both are known."""

    values: Values
    occasions: frozenset[str]
    ages: NDArray[np.float64] = field(hash=False)
    numbers: NDArray[np.float64] = field(hash=False)


def weigh(seen: Field, target: Target, *, alike: float, asked: frozenset[str], reader: CodeReader) -> Case:
    """Weigh a field against an item.

    :param alike: how alike their names are; :param asked: the occasions in the export.
    """
    values = _coded(seen, target, reader) if target.code_list else _plain(seen, target)
    if not values.possible:
        return values
    places = _places(seen.occasions, target.occasions & asked)
    name = _NAME * max(0.0, alike - _NAME_FROM) / (1 - _NAME_FROM)
    reasons = (*values.reasons, ("occasions", places), ("name", name))
    return Case(values.points + places + name, reasons, values.unit, values.reading)


def _places(seen: frozenset[str], target: frozenset[str]) -> float:
    if not seen:
        return 0.0
    elsewhere, missing = len(seen - target), len(target - seen)
    if not target:
        return AGAINST / 2
    points = _OCCASIONS_ALIKE if not elsewhere and not missing else 0.0
    return max(AGAINST, points + elsewhere * _ASKED_ELSEWHERE + missing * _NOT_ASKED)


def _coded(seen: Field, target: Target, reader: CodeReader) -> Case:
    values, codes = seen.values, target.code_list
    assert codes is not None  # noqa: S101 - asked by the caller
    if not values.filled:
        return Case(0.0)
    if values.day_format or (not values.coded and values.unique > _HALF):
        return Case(AGAINST)
    if len(values.counts) > _MOST_CODES or (values.numeric >= _MOST and values.whole < _NEARLY_ALL):
        return Case(AGAINST)
    reading = reader.read(values, codes)
    known = {code.value for code in codes.codes if not code.sentinel}
    if reading.fit >= _UNDERSTOOD:
        used = set(reading.codes.values()) & known
        points = (3.0 if reading.by_title else 0.8) - 8 * max(0.0, _MOST - reading.fit)
        # Many codes that all are met tell more than two of them.
        points += min(3.0, 0.25 * len(used)) - min(1.5, 0.6 * max(0, len(known) - len(used) - 1))
        return Case(points, (("codes" if reading.by_title else "code-numbers", points),), reading=reading)
    often = sum(1 for count in values.counts.values() if count >= max(2, values.filled / 300))
    if values.numeric >= _MOST and not all(str(code).isdigit() for code in known):
        return Case(AGAINST)
    if often > len(known) + _SENTINELS:
        return Case(AGAINST)
    points = -0.4 * abs(min(often, len(known) + _SENTINELS) - len(known)) - 3.0 * (1 - reading.fit)
    return Case(points, (("code-count", points),), reading=reading)


def _plain(seen: Field, target: Target) -> Case:
    values = seen.values
    if not values.filled:
        return Case(0.0)
    if target.value_type is ValueType.STRING:
        return _site(values)
    if target.value_type is ValueType.DATE:
        return Case(1.0 if values.day_format else AGAINST)
    if values.numeric < _MOST - 0.05 or values.day_format or values.identity > _HALF:
        return Case(AGAINST)
    cases = [_numbers(seen, target, unit) for unit in _units_of(target)]
    return max(cases, key=lambda case: case.points)


def _site(values: Values) -> Case:
    """Weigh a name of a place: some words, each used often, that are neither numbers nor days."""
    several = values.unique < _OFTEN
    words = values.numeric < _HALF and not values.day_format and not values.free_text
    wanted = several and words and len(values.counts) > _FEW // 2
    return Case(2.0 if wanted else AGAINST, (("place-names", 2.0),) if wanted else ())


def _units_of(target: Target) -> list[str]:
    if not target.unit:
        return [""]
    return [unit for unit in _UNITS if factor_between(unit, target.unit)] or [target.unit]


def _numbers(seen: Field, target: Target, unit: str) -> Case:
    values = seen.values
    if not len(values.numbers):
        return Case(AGAINST)
    factor = float(factor_between(unit, target.unit) or 1) if unit else 1.0
    numbers = values.numbers * factor
    low, high = target.limits or (-math.inf, math.inf)
    inside = float(np.mean((numbers >= low) & (numbers <= high)))
    # Of a handful of numbers one slip of writing is many percent.
    if inside < (_MOST if len(numbers) >= _FEW else _HALF):
        return Case(AGAINST)
    whole = target.value_type is not ValueType.DECIMAL
    if whole and factor == 1 and values.whole < _NEARLY_ALL:
        return Case(AGAINST)
    points = 4 * (inside - 1)
    if not whole and factor == 1 and values.whole > _NEARLY_ALL and len(numbers) > _FEW:
        points -= 1.5
    points += _spread(numbers, target)
    reasons = [("limits", points)]
    if target.usual is not None:
        usual = _usual(seen, target, factor)
        points += usual
        reasons = [("usual", points)]
    told = seen.values.column.unit
    if told and told == unit:
        points += 1.0
    elif told and unit and told != unit:
        points -= 4.0
    changed = unit if unit and unit != target.unit else None
    if changed:
        points -= 0.5
    return Case(points, tuple(reasons), unit=changed)


def _spread(numbers: NDArray[np.float64], target: Target) -> float:
    """Tell how well the values fill the room where nearly all of the item's are."""
    limits = target.clip or target.limits
    if limits is None or len(numbers) < _FEW:
        return 0.0
    low, high = limits
    typical = float(np.mean((numbers >= low) & (numbers <= high)))
    first, last = np.quantile(numbers, [0.02, 0.98])
    room = max(high - low, 1e-9)
    filled = min(1.0, max(float(last - first), room / 50) / room)
    return 3 * (typical - _MOST) + 1.2 * math.log(filled) + 1.0


def _usual(seen: Field, target: Target, factor: float) -> float:
    """Tell whether the values are usual at the ages they were measured at."""
    assert target.usual is not None  # noqa: S101 - asked by the caller
    if len(seen.ages) < _FEW:
        return 0.0
    days = target.usual[:, 0]
    low = np.interp(seen.ages, days, target.usual[:, 1])
    high = np.interp(seen.ages, days, target.usual[:, 2])
    inside = float(np.mean((seen.numbers * factor >= low) & (seen.numbers * factor <= high)))
    return 4.0 if inside >= _MOST else 4.0 - 25 * (_MOST - inside)


def numbers_with_ages(words: list[str], ages: list[float | None]) -> tuple[list[float], list[float]]:
    """Give ages and numbers of the rows where both are known."""
    pairs = [
        (age, number)
        for word, age in zip(words, ages, strict=True)
        if age is not None and (number := number_of(word.strip())) is not None
    ]
    return [age for age, _ in pairs], [number for _, number in pairs]
