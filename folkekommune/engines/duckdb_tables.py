"""How a data set stands in DuckDB: which column holds which variable, and what lineage is kept.

Names of variables never become names of columns: the engine numbers its columns. A variable may
therefore be called anything, and two that differ in case alone stay two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from folkekommune.catalogue.model import ValueType
from folkekommune.query.dataset import ColumnInfo

HIDDEN = ("_unit", "_key", "_persons", "_parts", "_mask", "_granted")
"""The columns of lineage beside the variables of every relation: the unit, the person key (or the XOR
of those behind a group), the persons behind a row, the parts they have, the conditions that hold (one
bit each), and whether the asker may see one of the parts."""

_WHOLE = (("UTINYINT", 0, 2**8 - 1), ("SMALLINT", -(2**15), 2**15 - 1))
_MASKS = (("UTINYINT", 8), ("USMALLINT", 16), ("UINTEGER", 32), ("BIGINT", 63))


@dataclass(frozen=True)
class Held:
    """A variable as a column of a relation.

    :param kind: DOUBLE or VARCHAR; a type of whole numbers where it is known that nothing else occurs,
        which groups several times as fast.
    """

    column: str
    kind: str

    @property
    def value(self) -> str:
        """SQL of the value as expressions compute with it."""
        return self.column if self.kind in {"DOUBLE", "VARCHAR"} else f"CAST({self.column} AS DOUBLE)"


@dataclass(frozen=True)
class Kept:
    """A materialised data set.

    :param rows: how many there are: as many as its root has.
    :param constants: SQL of the columns of lineage that are the same for every row, and not stored.
    """

    table: str
    rows: int
    columns: Mapping[str, Held]
    constants: Mapping[str, str]

    @property
    def relation(self) -> str:
        """The SQL of its rows, lineage and all."""
        added = "".join(f", {sql} AS {name}" for name, sql in self.constants.items())
        return f"SELECT *{added} FROM {self.table}"


def sql_type(kind: ValueType) -> str:
    """Give the SQL type that values are computed in; identifiers are never computed with."""
    return "DOUBLE" if kind.is_number else "VARCHAR"


def narrow_type(info: ColumnInfo) -> str | None:
    """Give the SQL type that whole numbers fit, or None for what is no whole number.

    Expressions of type INTEGER and DATE give whole numbers alone, so that nothing is lost; codes are only
    what is expected, so that a value may not fit, which DuckDB refuses.
    """
    if info.type not in {ValueType.INTEGER, ValueType.DATE}:
        return None
    codes = [code for code in info.codes or () if isinstance(code, int | float)]
    if not codes:
        return "INTEGER"
    fitting = (kind for kind, low, high in _WHOLE if low <= min(codes) and max(codes) <= high)
    return next(fitting, "INTEGER")


def mask_type(bits: int) -> str:
    """Give the smallest SQL type that holds a mask of so many bits."""
    return next(kind for kind, most in _MASKS if bits <= most)
