"""Numbers written in another unit than the databank's."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import product

from folkekommune.ingest.cells.columns import TextColumn
from folkekommune.ingest.cells.words import Writing

# How many of the smallest unit each is, by what is measured.
_KINDS: tuple[AnyMapping[str, int], ...] = (
    {"g": 1, "kg": 1000},
    {"mm": 1, "cm": 10, "m": 1000},
    {"minutter": 1, "min": 1, "timer": 60, "t": 60, "h": 60},
    {"dager": 1, "uker": 7},
)
_FACTORS = {
    (written, wanted): Decimal(kind[written]) / Decimal(kind[wanted])
    for kind in _KINDS
    for written, wanted in product(kind, repeat=2)
}


_DECIMALS = 6


@dataclass(frozen=True)
class Unit:
    """The unit that an export writes an item in, and what makes the databank's of it."""

    name: str
    factor: Decimal


def factor_between(written: str, wanted: str) -> Decimal | None:
    """Give what a number is to be multiplied with to be in another unit, None where there is no way."""
    return Decimal(1) if written == wanted else _FACTORS.get((written, wanted))


def converted(
    cells: dict[str, TextColumn], units: AnyMapping[str, Unit], writing: Writing
) -> dict[str, TextColumn]:
    """Give columns in the databank's units; what is no number stays as it is written."""
    found = {}
    for item, column in cells.items():
        if item in units:
            words = [convert(word, units[item].factor, writing) for word in column.words]
            column = replace(column, words=words)  # noqa: PLW2901 - the same column, in another unit
        found[item] = column
    return found


def convert(word: str, factor: Decimal, writing: Writing) -> str:
    """Give a number in another unit, written as the mapping says; numbers that stand for no answer stay."""
    try:
        number = Decimal(word.strip().replace(",", "."))
    except InvalidOperation:
        return word
    if factor == 1 or not number.is_finite() or float(number) in writing.missing_numbers:
        return word
    return f"{round(number * factor, _DECIMALS).normalize():f}".replace(".", writing.decimal)
