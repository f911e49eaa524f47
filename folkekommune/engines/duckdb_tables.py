"""How a data set stands in DuckDB: which column holds which variable, and what lineage is kept.

Names of variables never become names of columns: the engine numbers its columns. A variable may
therefore be called anything, and two that differ in case alone stay two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from folkekommune.catalogue.model import ValueType
from folkekommune.query.columns import ColumnInfo

HIDDEN = ("_unit", "_key", "_mark", "_persons", "_parts", "_mask", "_granted")
"""The columns of lineage beside the variables of every relation: the unit, the person key (or the XOR
of those behind a group), the person's bit of a sketch, the persons behind a row, the parts they have,
the conditions that hold (one bit each), and whether the asker may see one of the parts."""

_WHOLE = (("UTINYINT", 0, 2**8 - 1), ("SMALLINT", -(2**15), 2**15 - 1))
_MASKS = (("UTINYINT", 8), ("USMALLINT", 16), ("UINTEGER", 32), ("BIGINT", 63))


@dataclass(frozen=True)
class Kind:
    """The SQL type of a column.

    :param codes: the texts that an enumerated type numbers.
    """

    sql: str
    codes: tuple[str, ...] | None = None

    @property
    def computed(self) -> Kind:
        """The type that expressions compute with: DOUBLE or VARCHAR."""
        return TEXT if self.codes is not None or self == TEXT else NUMBER


NUMBER, TEXT = Kind("DOUBLE"), Kind("VARCHAR")


@dataclass(frozen=True)
class Held:
    """A variable as a column of a relation.

    Whole numbers and coded texts are kept in types of their own, which group several times as fast.
    """

    column: str
    kind: Kind

    def of(self, relation: str) -> Held:
        """Name the relation, where two are joined."""
        return Held(f"{relation}.{self.column}", self.kind)

    @property
    def value(self) -> str:
        """SQL of the value as expressions compute with it."""
        computed = self.kind.computed
        return self.column if self.kind == computed else f"CAST({self.column} AS {computed.sql})"

    @property
    def shown(self) -> str:
        """SQL of the value as it is fetched: a coded text by its number."""
        return self.column if self.kind.codes is None else f"enum_code({self.column})"


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


def computed_kind(kind: ValueType) -> Kind:
    """Give the type that values are computed in; identifiers are texts, never computed with."""
    return NUMBER if kind.is_number else TEXT


def whole_kind(info: ColumnInfo) -> Kind | None:
    """Give a type that whole numbers fit, or None for what is no whole number.

    Expressions of type INTEGER and DATE give whole numbers alone, so that nothing is lost; codes are only
    what is expected, so that a value may not fit, which DuckDB refuses.
    """
    if info.type not in {ValueType.INTEGER, ValueType.DATE}:
        return None
    codes = [code for code in info.codes or () if isinstance(code, int | float)]
    if not codes:
        return Kind("INTEGER")
    fitting = (name for name, low, high in _WHOLE if low <= min(codes) and max(codes) <= high)
    return Kind(next(fitting, "INTEGER"))


def codes_of_text(info: ColumnInfo) -> tuple[str, ...] | None:
    """Give the codes of a text, if they are known."""
    if info.type is not ValueType.STRING or not info.codes:
        return None
    return tuple(dict.fromkeys(str(code) for code in info.codes))


def mask_type(bits: int) -> str:
    """Give the smallest SQL type that holds a mask of so many bits."""
    return next(kind for kind, most in _MASKS if bits <= most)
