"""Tables of counts, shares or means."""

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


@dataclass(frozen=True)
class Table:
    """A table of counts, shares or means by one or more variables.

    :param missing: show missing as a category of every dimension.
    :param value: the variable whose mean is shown, when a measure asks for one.
    :param impossible: pairs of categories that nobody can be in, as the catalogue declares.
    """

    dataset: Dataset
    dimensions: tuple[Dimension, ...]
    measures: tuple[Measure, ...] = (Measure.FREQUENCY,)
    missing: bool = False
    value: str | None = None
    impossible: frozenset[Pair] = frozenset()

    def __post_init__(self) -> None:
        """Refuse a table that cannot be made.

        :raises QueryError: for a measured quantity as a dimension, or the mean of a text.
        """
        require_population(self.dataset)
        for dimension in self.dimensions:
            info = self.dataset.column(dimension.column)
            if info.type is ValueType.IDENTIFIER:
                raise QueryError("query.identifier", name=dimension.column)
            if dimension.categories is None and info.type in {ValueType.DECIMAL, ValueType.STRING}:
                raise QueryError("query.continuous", name=dimension.column)
        if Measure.CELL_PERCENT in self.measures and len(self.dimensions) > 1:
            raise QueryError("query.cell-percent")
        if self.value is not None:
            require_number(self.dataset, self.value)
        elif Measure.MEAN in self.measures:
            raise QueryError("query.mean-of-what")

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
            "table", self.dataset.canonical, *dims, *shown, *measures, str(self.missing), value, *noughts
        )
