"""The rows of a sheet, from its XML as it streams past."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from folkekommune.errors import InputError, Place

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
LONGEST_ROW = 4 * 1024 * 1024
_NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_TAGS = {f"{ns} {tag}": tag for ns in _NAMESPACES for tag in ("row", "c", "v", "f", "t", "rPh")}
_A = ord("A") - 1
_LETTERS = 26


class Kind(Enum):
    """What a cell holds."""

    NUMBER = "number"
    TEXT = "text"
    LOGICAL = "logical"
    DAY = "day"
    FAULT = "fault"
    SHARED = "shared"
    """A text that is kept once for all cells; rows are given with the text itself."""


_KINDS = {
    "s": Kind.SHARED,
    "str": Kind.TEXT,
    "inlineStr": Kind.TEXT,
    "b": Kind.LOGICAL,
    "d": Kind.DAY,
    "e": Kind.FAULT,
}


class Cell(NamedTuple):
    """A cell: what stands in it, and whether a formula put it there."""

    kind: Kind
    text: str
    formula: bool


class SheetRow(NamedTuple):
    """A row: its number from 1, and its cells by the number of the column from 0."""

    number: int
    cells: dict[int, Cell]


class RowHandler:
    """Makes rows of the elements of a sheet.

    :param texts: the texts that cells refer to.
    """

    def __init__(self, texts: Sequence[str], place: Place) -> None:
        self._texts = texts
        self._place = place
        self._columns: dict[str, int] = {}
        self._ready: list[SheetRow] = []
        self._cells: dict[int, Cell] = {}
        self._number = 0
        self._column = -1
        self._kind = Kind.NUMBER
        self._value = ""
        self._formula = False
        self._phonetic = False
        self._held = 0

    def take(self) -> list[SheetRow]:
        """Give the rows that are whole."""
        ready, self._ready = self._ready, []
        return ready

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        tag = _TAGS.get(name)
        if tag == "c":
            reference = attributes.get("r")
            following = self._column + 1
            self._column = following if reference is None else self._column_of(reference)
            if not following <= self._column < MOST_COLUMNS:
                raise self._broken()
            self._kind = _KINDS.get(attributes.get("t", ""), Kind.NUMBER)
            self._value = ""
            self._formula = False
        elif tag == "row":
            self._start_row(attributes.get("r"))
        elif tag == "f":
            self._formula = True
        elif tag == "rPh":
            self._phonetic = True

    def end(self, name: str, text: str) -> None:
        """Take the end of an element, with its text."""
        tag = _TAGS.get(name)
        if tag == "v":
            self._value = text
        elif tag == "c":
            if self._value or self._formula:
                self._end_cell()
        elif tag == "row":
            if self._cells:
                self._ready.append(SheetRow(self._number, self._cells))
        elif tag == "t" and not self._phonetic:
            self._value += text
        elif tag == "rPh":
            self._phonetic = False

    def _start_row(self, number: str | None) -> None:
        following = self._number + 1
        self._number = following if number is None else self._whole(number)
        if not following <= self._number <= MOST_ROWS:
            raise self._broken()
        self._cells = {}
        self._column = -1
        self._held = 0

    def _end_cell(self) -> None:
        kind, value = self._kind, self._value
        self._held += len(value)
        if self._held > LONGEST_ROW:
            raise InputError("archives.xml-long", place=self._place)
        if kind is Kind.SHARED:
            number = self._whole(value)
            if number >= len(self._texts):
                raise self._broken()
            kind, value = Kind.TEXT, self._texts[number]
        self._cells[self._column] = Cell(kind, value, self._formula)

    def _column_of(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        known = self._columns.get(letters)
        if known is None:
            if not letters.isascii() or not letters.isupper() or len(letters) > len("XFD"):
                raise self._broken()
            known = 0
            for letter in letters:
                known = known * _LETTERS + ord(letter) - _A
            known = self._columns[letters] = known - 1
        return known

    def _whole(self, text: str) -> int:
        if not text.isascii() or not text.isdigit() or len(text) > len(str(MOST_ROWS)) + 3:
            raise self._broken()
        return int(text)

    def _broken(self) -> InputError:
        return InputError("sheets.broken", place=self._place)
