"""What stands in a column: numbers, days, codes, names, free text."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from folkekommune.identity import check_numbers
from folkekommune.ingest.suggesting.survey import Column

DAY_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%Y%m%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%y", "%m/%d/%Y")
SERIAL = "serial"
"""Days as workbooks count them."""
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:[.,][0-9]{1,15})?")
_DIGITS = re.compile(r"[0-9]{10,11}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ].+")
_NAME = re.compile(r"[^\W\d_]+(?:[ '-][^\W\d_]+){1,4}")
_DAY_LIKE = re.compile(r"[0-9]{1,4}[-./]?[0-9]{1,2}[-./]?[0-9]{2,4}")
_LOOKED_AT = 20
_MOST = 0.9
_FEW_WORDS, _ROWS_A_WORD = 14, 6
_FIRST_SERIAL, _LAST_SERIAL = 25_569, 60_000
_LONG_TEXT, _BLANKS = 25, 2
_SOME_NAMES, _SOME_NUMBERS = 0.3, 0.05
_NEVER_NUMBERS = frozenset({999.0, -1.0, 9999.0})


@dataclass(frozen=True)
class Values:
    """The words of a column, and what they can be read as."""

    column: Column
    in_workbook: bool = False

    @cached_property
    def counts(self) -> Counter[str]:
        """Count the words."""
        return Counter({word.strip(): n for word, n in self.column.counts.items() if word.strip()})

    @cached_property
    def filled(self) -> int:
        """Count the cells that hold something."""
        return sum(self.counts.values())

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """Give the numbers, without those that usually stand for missing."""
        found = [(number_of(word), count) for word, count in self.counts.items()]
        kept = [(value, count) for value, count in found if value is not None]
        return np.repeat(
            np.array([value for value, _ in kept], dtype=np.float64), [count for _, count in kept]
        )

    @cached_property
    def numeric(self) -> float:
        """Give the share that are numbers."""
        return len(self.numbers) / self.filled if self.filled else 0.0

    @cached_property
    def whole(self) -> float:
        """Give the share of the numbers that are whole."""
        return float(np.mean(self.numbers == np.round(self.numbers))) if len(self.numbers) else 0.0

    @cached_property
    def decimal_mark(self) -> str:
        """Give the mark of most numbers with decimals, empty when there are none."""
        marks = Counter(
            {
                mark: sum(n for word, n in self.counts.items() if mark in word and _NUMBER.fullmatch(word))
                for mark in ",."
            }
        )
        mark, count = marks.most_common(1)[0]
        return mark if count else ""

    @cached_property
    def day_format(self) -> str | None:
        """Give the form of the days that stand here, None when they are no days."""
        looked_at = list(self.counts)[:_LOOKED_AT]
        serial = self.in_workbook and self.numeric > 1 - _MOST
        if not serial and not any(_DAY_LIKE.match(word) for word in looked_at):
            return None
        formats = (*DAY_FORMATS, "moment", *([SERIAL] if self.in_workbook else []))
        for form in formats:
            if sum(day_of(word, form) is not None for word in looked_at) < len(looked_at) / 2:
                continue
            met = sum(n for word, n in self.counts.items() if day_of(word, form) is not None)
            if self.filled and met >= _MOST * self.filled:
                return form
        return None

    @cached_property
    def coded(self) -> bool:
        """Tell whether few different words are used again and again."""
        often = sum(1 for count in self.counts.values() if count >= max(2, self.filled / 500))
        return bool(self.counts) and often <= _FEW_WORDS and self.filled >= _ROWS_A_WORD * max(1, often)

    @cached_property
    def identity(self) -> float:
        """Give the share that are identity numbers with right control digits."""
        words = [word for word in self.counts if _DIGITS.fullmatch(word.replace(" ", ""))]
        if not words or self.numeric < _MOST / 2:
            return 0.0
        checked = check_numbers(np.array([int(word.replace(" ", "")) for word in words], dtype=np.int64))
        return sum(self.counts[w] for w, ok in zip(words, checked.valid, strict=True) if ok) / self.filled

    @cached_property
    def unique(self) -> float:
        """Give how many different words there are for each cell."""
        return len(self.counts) / self.filled if self.filled else 0.0

    @cached_property
    def names(self) -> float:
        """Give the share that look like names of persons."""
        met = sum(n for word, n in self.counts.items() if _NAME.fullmatch(word) and word.istitle())
        return met / self.filled if self.filled else 0.0

    @cached_property
    def personal(self) -> bool:
        """Tell whether its words may be of persons: names, numbers, or what people wrote."""
        return self.names >= _SOME_NAMES or self.identity >= _SOME_NUMBERS or self.free_text

    @cached_property
    def free_text(self) -> bool:
        """Tell whether people write what they like here."""
        if not self.filled or self.numeric > 1 - _MOST or self.day_format:
            return False
        length = statistics.fmean(len(word) for word in self.counts)
        blanks = statistics.fmean(word.count(" ") for word in self.counts)
        return length >= _LONG_TEXT and blanks >= _BLANKS


@lru_cache(maxsize=200_000)
def number_of(word: str) -> float | None:
    """Read a number; None for what is none, or usually stands for missing."""
    if not _NUMBER.fullmatch(word):
        return None
    value = float(word.replace(",", "."))
    return None if value in _NEVER_NUMBERS else value


@lru_cache(maxsize=200_000)
def day_of(word: str, form: str) -> date | None:
    """Read a day in a form; of a moment in UTC a day that is near enough to tell what it is."""
    try:
        if form == SERIAL:
            number = float(word)
            inside = _FIRST_SERIAL <= number <= _LAST_SERIAL and number.is_integer()
            return date(1899, 12, 30) + timedelta(days=int(number)) if inside else None
        if form == "moment":
            return (
                (datetime.fromisoformat(word) + timedelta(hours=1, minutes=30)).date()
                if _MOMENT.fullmatch(word)
                else None
            )
        return datetime.strptime(word, form).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
