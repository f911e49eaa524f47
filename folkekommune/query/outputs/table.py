"""Tables of counts, shares or statistics of a variable."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from folkekommune.catalogue.model import ValueType
from folkekommune.query.canonical import digest
from folkekommune.query.dataset import Dataset
from folkekommune.query.impossible import Pair
from folkekommune.query.outputs.dimensions import Dimension
from folkekommune.query.outputs.requirements import require_number, require_population
from folkekommune.query.typing import QueryError


class Measure(Enum):
    """What a cell of a table holds."""

    FREQUENCY = "freq"
    ROW_PERCENT = "rowpct"
    COLUMN_PERCENT = "colpct"
    CELL_PERCENT = "cellpct"
    MEAN = "mean"
    SPREAD = "std"
    SUM = "sum"
    LOWER_TAIL = "p5"
    LOWER_QUARTILE = "p25"
    MEDIAN = "p50"
    UPPER_QUARTILE = "p75"
    UPPER_TAIL = "p95"
    GINI = "gini"
    QUARTILE_RANGE = "iqr"


COUNTED = frozenset({Measure.FREQUENCY, Measure.ROW_PERCENT, Measure.COLUMN_PERCENT, Measure.CELL_PERCENT})
"""Measures that need no variable to be measured; all others are statistics of one."""


@dataclass(frozen=True)
class Arrangement:
    """How a table is laid out; what it says is the same.

    :param flat: one row of heads, and labels in every row.
    :param rows_by: sort the rows, ascending, by the column with these codes; none of them is the total.
    :param columns_by: sort the columns by the row with these codes.
    :param first: show so many rows from the top, :param last: so many from the bottom.
    """

    flat: bool = False
    rows_by: tuple[float | str, ...] | None = None
    columns_by: tuple[float | str, ...] | None = None
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True)
class Table:
    """A table of counts, shares or statistics by one or more variables.

    :param missing: show missing as a category of every dimension.
    :param value: the variable whose statistics are shown, when a measure asks for one.
    :param impossible: pairs of categories that nobody can be in, as the catalogue declares.
    :param independence: test whether rows and columns are independent.
    :param arrangement: how it is laid out, which makes it no other question.
    """

    dataset: Dataset
    dimensions: tuple[Dimension, ...]
    measures: tuple[Measure, ...] = (Measure.FREQUENCY,)
    missing: bool = False
    value: str | None = None
    impossible: frozenset[Pair] = frozenset()
    independence: bool = False
    arrangement: Arrangement = Arrangement()

    def __post_init__(self) -> None:
        """Refuse a table that cannot be made.

        :raises QueryError: for a measured quantity as a dimension, or the mean of a text.
        """
        require_population(self.dataset, rows=True)
        for dimension in self.dimensions:
            info = self.dataset.column(dimension.column)
            if info.type is ValueType.IDENTIFIER:
                raise QueryError("query.identifier", name=dimension.column)
            if dimension.categories is None and info.open:
                raise QueryError("query.continuous", name=dimension.column)
        if self.value is not None:
            require_number(self.dataset, self.value)
        elif not COUNTED.issuperset(self.measures):
            raise QueryError("query.mean-of-what")

    @property
    def read(self) -> tuple[str, ...]:
        """The variables that are read."""
        names = tuple(dimension.column for dimension in self.dimensions)
        return (*names, self.value) if self.value else names

    @property
    def canonical(self) -> str:
        """Digest of what is asked, names and order of conditions aside."""
        columns = self.dataset.columns
        dims = [columns[d.column].canonical for d in self.dimensions]
        shown = [str(d.categories and [c.value for c in d.categories]) for d in self.dimensions]
        value = columns[self.value].canonical if self.value else ""
        measures = [measure.value for measure in self.measures]
        order = {dimension.column: place for place, dimension in enumerate(self.dimensions)}
        noughts = sorted(str([(order[name], code) for name, code in pair]) for pair in self.impossible)
        return digest(
            "table",
            self.dataset.canonical,
            *dims,
            *shown,
            *measures,
            f"{self.missing} {self.independence}",
            value,
            *noughts,
        )
