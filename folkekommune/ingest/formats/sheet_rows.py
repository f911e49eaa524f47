"""The rows of a sheet, from its XML as it streams past."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from folkekommune.errors import InputError, Place
from folkekommune.ingest.formats.xml_feed import DEEPEST, DirectHandler, End, Start, TooDeep

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


_KINDS: dict[str | None, Kind] = {
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


class RowHandler(DirectHandler):
    """Makes rows of the elements of a sheet.

    :param texts: the texts that cells refer to.
    """

    def __init__(self, texts: Sequence[str], place: Place) -> None:
        self._texts = texts
        self._place = place
        self._columns: dict[str, int] = {}
        self._ready: list[SheetRow] = []

    def take(self) -> list[SheetRow]:
        """Give the rows that are whole."""
        ready = self._ready[:]
        self._ready.clear()
        return ready

    # Long because both callbacks share one state: a function apart for each element costs a third more.
    def elements(  # noqa: C901, PLR0915 - see above
        self, text: list[str], too_deep: TooDeep
    ) -> tuple[Start, End]:
        """Give what is called at the start and at the end of each element.

        A sheet has two elements a cell, so all that is known between them stands in variables of this
        function: reading them is what most of the time would go to.
        """
        depth, row, column, held = 0, 0, -1, 0
        kind, value, formula, phonetic = Kind.NUMBER, "", False, False
        cells: dict[int, Cell] = {}
        tag_of, kind_of, known_columns = _TAGS.get, _KINDS.get, self._columns

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth, row, column, held, kind, value, formula, phonetic, cells
            depth += 1
            if depth > DEEPEST:
                raise too_deep()
            if text:
                text.clear()
            tag = tag_of(name)
            if tag == "c":
                following = column + 1
                reference = attributes.get("r")
                if reference is None:
                    column = following
                else:
                    letters = reference.rstrip("0123456789")
                    column = known_columns[letters] if letters in known_columns else self._column_of(letters)
                if not following <= column < MOST_COLUMNS:
                    raise self._broken()
                kind = kind_of(attributes.get("t"), Kind.NUMBER)
                value, formula = "", False
            elif tag == "row":
                following, number = row + 1, attributes.get("r")
                row = following if number is None else self._whole(number)
                if not following <= row <= MOST_ROWS:
                    raise self._broken()
                cells, column, held = {}, -1, 0
            elif tag == "f":
                formula = True
            elif tag == "rPh":
                phonetic = True

        def end(name: str) -> None:
            nonlocal depth, held, value, phonetic
            depth -= 1
            tag = tag_of(name)
            if tag == "v":
                value = "".join(text)
            elif tag == "c":
                if value or formula:
                    held += len(value)
                    if held > LONGEST_ROW:
                        raise InputError("archives.xml-long", place=self._place)
                    if kind is Kind.SHARED:
                        cells[column] = Cell(Kind.TEXT, self._shared(value), formula)
                    else:
                        cells[column] = Cell(kind, value, formula)
            elif tag == "row":
                if cells:
                    self._ready.append(SheetRow(row, cells))
            elif tag == "t" and not phonetic:
                value += "".join(text)
            elif tag == "rPh":
                phonetic = False
            if text:
                text.clear()

        return start, end

    def _shared(self, number: str) -> str:
        place = self._whole(number)
        if place >= len(self._texts):
            raise self._broken()
        return self._texts[place]

    def _column_of(self, letters: str) -> int:
        if not letters.isascii() or not letters.isupper() or len(letters) > len("XFD"):
            raise self._broken()
        column = 0
        for letter in letters:
            column = column * _LETTERS + ord(letter) - _A
        self._columns[letters] = column - 1
        return column - 1

    def _whole(self, text: str) -> int:
        if not text.isascii() or not text.isdigit() or len(text) > len(str(MOST_ROWS)) + 3:
            raise self._broken()
        return int(text)

    def _broken(self) -> InputError:
        return InputError("sheets.broken", place=self._place)
