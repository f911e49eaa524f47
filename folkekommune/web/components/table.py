"""A table of figures with its signs, and the reasons for the signs under it."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.texts import Language, interval, number
from folkekommune.web.ports import Figure, Sign
from folkekommune.web.writing import write_amount


@dataclass(frozen=True)
class TableCell:
    """A cell: a written number, or a sign instead of it, or both for a provisional one.

    :param words: whether it holds words, which begin at the left and may go over several lines.
    """

    text: str = ""
    sign: Sign | None = None
    words: bool = False


@dataclass(frozen=True)
class TableRow:
    """A row: its heading and cells. A highlighted one is what the page is about."""

    heading: str
    cells: tuple[TableCell, ...]
    href: str | None = None
    highlight: bool = False


@dataclass(frozen=True)
class Table:
    """A table; ``columns`` name the row headings first, then each cell."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]

    def holds_words(self, column: int) -> bool:
        """Say whether the cells of a column, counted from the first after the headings, hold words."""
        return any(row.cells[column].words for row in self.rows)

    @property
    def signs(self) -> tuple[Sign, ...]:
        """Give the signs in use, in the order of the list of signs, to be explained below the table."""
        used = {cell.sign for row in self.rows for cell in row.cells}
        return tuple(sign for sign in Sign if sign in used)


def value_column(figure: Figure) -> str:
    """Name the column that such figures stand in."""
    return "share" if figure.unit == "%" else "mean"


def figure_cells(figure: Figure, language: Language) -> tuple[TableCell, TableCell, TableCell]:
    """Write a figure as three cells: value, interval, number of children counted."""
    if figure.value is None or figure.lower is None or figure.upper is None:
        return (TableCell(sign=figure.sign),) * 3
    decimals = 1 if figure.unit == "%" else figure.decimals
    lower, upper = (number(limit, language, decimals) for limit in (figure.lower, figure.upper))
    people = (
        TableCell(number(figure.denominator, language)) if figure.denominator is not None else TableCell("–")
    )
    value = write_amount(figure.value, figure.unit, language, decimals=figure.decimals)
    return TableCell(value, figure.sign), TableCell(interval(lower, upper, language)), people
