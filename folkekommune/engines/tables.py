"""How a data set stands in an SQL engine: which column holds which variable, and what lineage is kept.

Names of variables never become names of columns: the engine numbers its columns. A variable may
therefore be called anything, and two that differ in case alone stay two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from folkekommune.catalogue.model import ValueType

HIDDEN = ("_unit", "_key", "_mark", "_persons", "_parts", "_mask", "_granted")
"""The columns of lineage beside the variables of every relation: the unit, the person key (or the XOR
of those behind a group), the person's bit of a sketch, the persons behind a row, the parts they have,
the conditions that hold (one bit each), and whether the asker may see one of the parts."""


@dataclass(frozen=True)
class AttachedRelease:
    """A release as an engine sees it.

    :param count: how many persons there are.
    :param persons: the table of persons: unit, key, parts.
    :param values: gives the table of a variable of some type: unit, part, value, and for one that is not
        FIXED start and stop.
    :param units: gives the table of a unit type below persons: unit, part, person.
    :param shared: the table of units with more than one part, if any.
    """

    parts: tuple[str, ...]
    count: int
    persons: str
    values: Callable[[str, ValueType], str]
    units: Callable[[str], str]
    shared: str | None


@dataclass(frozen=True)
class Kind:
    """The SQL type of a column.

    :param codes: the texts that an enumerated type numbers.
    """

    sql: str
    codes: tuple[str, ...] | None = None

    @property
    def computed(self) -> Kind:
        """The type that expressions compute with: DOUBLE or STRING."""
        return TEXT if self.codes is not None or self == TEXT else NUMBER


NUMBER, TEXT = Kind("DOUBLE"), Kind("STRING")


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
