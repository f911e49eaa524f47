"""What the cells of a sheet say, in words: numbers as people write them, days as the mapping writes them.

What a numeric cell means follows from its column, never from how it is formatted: in a column of days it is a
day, elsewhere a number. A workbook that shows a weight as a date, or a date as a number, is read alike.
"""

from __future__ import annotations

from datetime import date, timedelta

from folkekommune.ingest.formats.sheet_rows import Cell, Kind

_MEMORY = 200_000
_FIRST_SURE = 61
"""1 March 1900. Before it Excel counts a day that never was."""
_DAY_LENGTH = 10


class CellWords:
    """Puts cells into words, each different one worked out once."""

    def __init__(self, *, from_1904: bool, date_format: str) -> None:
        self._begin = date(1904, 1, 1) if from_1904 else date(1899, 12, 30)
        self._format = date_format
        self._numbers: dict[str, str] = {}
        self._days: dict[str, str] = {}

    def word(self, cell: Cell, *, of_days: bool) -> str:
        """Give the word for a cell, in a column of days or of something else."""
        if cell.kind is Kind.NUMBER:
            known, make = (self._days, self._day) if of_days else (self._numbers, _number)
            word = known.get(cell.text)
            if word is None:
                if len(known) >= _MEMORY:
                    known.clear()
                word = known[cell.text] = make(cell.text)
            return word
        if cell.kind is Kind.DAY and of_days:
            return self._iso_day(cell.text)
        return cell.text

    def _day(self, text: str) -> str:
        """Give the day of a number of days; any time of the day falls away."""
        try:
            number = int(float(text))
            day = self._begin + timedelta(days=number)
        except (ValueError, OverflowError):
            return text
        return day.strftime(self._format) if number >= _FIRST_SURE else text

    def _iso_day(self, text: str) -> str:
        try:
            return date.fromisoformat(text[:_DAY_LENGTH]).strftime(self._format)
        except ValueError:
            return text


def _number(text: str) -> str:
    """Give a number without the digits that only tell how it is stored."""
    if text.isdigit():
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    if number.is_integer() and abs(number) < 10**15:
        return str(int(number))
    return repr(number)
