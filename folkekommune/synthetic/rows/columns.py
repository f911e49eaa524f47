"""The columns of a table of rows, each drawn as its kind says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np

from folkekommune.municipalities import districts
from folkekommune.synthetic.arrays import IntArray, day_number
from folkekommune.synthetic.rows.people import People

Words = list[str]
_EPOCH = date(1970, 1, 1)


@dataclass
class Drawing:
    """A table being drawn.

    :param person: the place of each row's person, :param drawn: the columns so far, by name, and
        :param days: those of them that are days, as numbers.
    """

    people: People
    person: IntArray
    municipality: str
    table: dict[str, Any]
    rng: np.random.Generator
    drawn: dict[str, Words] = field(default_factory=dict)
    days: dict[str, IntArray] = field(default_factory=dict)

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.person)

    def add(self, column: dict[str, Any]) -> None:
        """Draw a column; what is the person's own is the same in all rows of a person."""
        own = column.get("each") == "person"
        count = len(self.people) if own else len(self)
        words = _KINDS[column["kind"]](self, column, count)
        self.drawn[column["name"]] = [words[place] for place in self.person] if own else words


def _record(_drawing: Drawing, column: dict[str, Any], count: int) -> Words:
    return [f"{column.get('prefix', '')}{number}" for number in range(1, count + 1)]


def _identity(drawing: Drawing, _column: dict[str, Any], _count: int) -> Words:
    return _numbers(drawing.people.numbers[drawing.person])


def _other(drawing: Drawing, _column: dict[str, Any], _count: int) -> Words:
    return _numbers(drawing.people.other[drawing.person])


def _day(drawing: Drawing, column: dict[str, Any], count: int) -> Words:
    first, last = day_number(column["first"]), day_number(column["last"])
    days = first + (drawing.rng.random(count) * (last - first + 1)).astype(np.int64)
    drawing.days[column["name"]] = days
    return [_written(day, drawing.table) for day in days.tolist()]


def _later(drawing: Drawing, column: dict[str, Any], count: int) -> Words:
    """Draw days after those of another column; a share is left open."""
    days = drawing.days[column["than"]] + drawing.rng.exponential(column["mean_days"], count).astype(np.int64)
    still = drawing.rng.random(count) < column["open"]
    return ["" if on else _written(day, drawing.table) for day, on in zip(days.tolist(), still, strict=True)]


def _choice(drawing: Drawing, column: dict[str, Any], count: int) -> Words:
    words = list(column["shares"])
    shares = np.array([column["shares"][word] for word in words])
    return [words[place] for place in drawing.rng.choice(len(words), size=count, p=shares / shares.sum())]


def _number(drawing: Drawing, column: dict[str, Any], count: int) -> Words:
    """Draw numbers around a median that hangs on another column; blank where it has none."""
    spread = np.exp(drawing.rng.normal(0.0, column["spread"], count))
    words = []
    for by, factor in zip(drawing.drawn[column["by"]], spread.tolist(), strict=True):
        median = column["median"].get(by)
        words.append("" if median is None else _decimal(median * factor, column, drawing.table))
    return words


def _cut(drawing: Drawing, column: dict[str, Any], count: int) -> Words:
    """Cut the latent score, with noise, into groups."""
    score = drawing.people.score + drawing.rng.normal(0.0, column["noise"], len(drawing.people))
    groups = np.searchsorted(np.array(column["cuts"]), score)
    chosen = groups if count == len(drawing.people) else groups[drawing.person]
    return [column["words"][group] for group in chosen.tolist()]


def _district(drawing: Drawing, _column: dict[str, Any], count: int) -> Words:
    known = [entry.name for entry in districts(drawing.municipality)]
    return [known[place] for place in drawing.rng.integers(len(known), size=count)] if known else [""] * count


def _municipality(drawing: Drawing, _column: dict[str, Any], count: int) -> Words:
    return [drawing.municipality] * count


_KINDS: dict[str, Callable[[Drawing, dict[str, Any], int], Words]] = {
    "record": _record,
    "identity": _identity,
    "other": _other,
    "day": _day,
    "later": _later,
    "choice": _choice,
    "number": _number,
    "cut": _cut,
    "district": _district,
    "municipality": _municipality,
}
KINDS = tuple(_KINDS)


def _numbers(numbers: IntArray) -> Words:
    return [f"{number:011d}" if number else "" for number in numbers.tolist()]


def _written(day: int, table: dict[str, Any]) -> str:
    return (_EPOCH + timedelta(days=day)).strftime(table["date"])


def _decimal(value: float, column: dict[str, Any], table: dict[str, Any]) -> str:
    return f"{value:.{column['decimals']}f}".replace(".", table.get("decimal", "."))
