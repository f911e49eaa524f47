"""A relation that grows by computed columns, as few SELECTs around each other as can be.

Planning takes a database longer the deeper SELECTs are nested, and each carries all columns along. So a
column stands in the first SELECT in which all that it reads is known, beside others that do too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Layers:
    """The SQL of some rows, and the columns that wait to be written around it.

    :param without: the word that leaves columns out of ``*``.
    """

    sql: str
    without: str
    _columns: list[list[str]] = field(default_factory=list)
    _made: dict[str, int] = field(default_factory=dict)
    _bits: list[str] = field(default_factory=list)
    _mask: str = ""

    def add(self, column: str, value: str, reads: Iterable[str]) -> None:
        """Add a column.

        :param reads: the columns that its value reads.
        """
        place = max((self._made[each] + 1 for each in reads if each in self._made), default=0)
        if place == len(self._columns):
            self._columns.append([])
        self._columns[place].append(f"{value} AS {column}")
        self._made[column] = place

    def mark(self, bit: str, kind: str) -> None:
        """Add a bit to the mask of conditions, which from then on is of a type that holds it."""
        self._bits.append(bit)
        self._mask = kind

    def written(self) -> str:
        """Write the rows with all columns and bits."""
        sql = self.sql
        for columns in self._columns:
            sql = f"SELECT *, {', '.join(columns)} FROM ({sql})"
        if self._bits:
            # Added rather than or-ed: DuckDB then knows the largest mask, and groups by a lookup table.
            mask = " + ".join((f"CAST(_mask AS {self._mask})", *self._bits))
            sql = f"SELECT * {self.without} (_mask), {mask} AS _mask FROM ({sql})"
        return sql
