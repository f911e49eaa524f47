"""What can be asked of a data set. Each output has its own rule in disclosure control."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from folkekommune.catalogue.model import Texts, ValueType
from folkekommune.query.canonical import digest
from folkekommune.query.dataset import Dataset
from folkekommune.query.impossible import Pair
from folkekommune.query.typing import QueryError


@dataclass(frozen=True)
class Category:
    """A value that may head a row or column, with the label shown for it."""

    value: float | str
    label: Texts


@dataclass(frozen=True)
class Dimension:
    """A variable by which a table is divided.

    :param categories: what may be shown, from a code list; ``None`` for a derived whole number,
        whose categories are the whole numbers within its public limits.
    """

    column: str
    label: str
    categories: tuple[Category, ...] | None = None


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
        _require_population(self.dataset)
        for dimension in self.dimensions:
            info = self.dataset.column(dimension.column)
            if info.type is ValueType.IDENTIFIER:
                raise QueryError("query.identifier", name=dimension.column)
            if dimension.categories is None and info.type in {ValueType.DECIMAL, ValueType.STRING}:
                raise QueryError("query.continuous", name=dimension.column)
        if Measure.CELL_PERCENT in self.measures and len(self.dimensions) > 1:
            raise QueryError("query.cell-percent")
        if self.value is not None:
            _require_number(self.dataset, self.value)
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


@dataclass(frozen=True)
class Summary:
    """Key figures of numeric variables: count, mean, standard deviation and percentiles."""

    dataset: Dataset
    variables: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse variables that are not numbers.

        :raises QueryError: when a variable is missing, a text or an identifier.
        """
        _require_population(self.dataset)
        for name in self.variables:
            _require_number(self.dataset, name)

    @property
    def canonical(self) -> str:
        """Digest of what is asked."""
        columns = self.dataset.columns
        return digest("summary", self.dataset.canonical, *(columns[v].canonical for v in self.variables))


@dataclass(frozen=True)
class ShareCube:
    """The shares of an outcome by place, year and sex: what an indicator asks for.

    :param outcome: variable that is 1 for cases, 0 for the complement and missing for others.
    :param municipality: variable with the municipality, :param district: with its district.
    :param districts: codes of the districts, :param sexes: codes of the sexes.
    """

    dataset: Dataset
    indicator: str
    version: int
    outcome: str
    municipality: str
    district: str
    year: str
    sex: str
    districts: tuple[str, ...]
    sexes: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse a cube over variables the data set lacks.

        :raises QueryError: when one is missing.
        """
        for name in self.dimensions:
            if self.dataset.column(name).type is ValueType.IDENTIFIER:
                raise QueryError("query.identifier", name=name)
        _require_number(self.dataset, self.outcome)
        _require_number(self.dataset, self.year)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The variables the cube is divided by, in a fixed order."""
        return (self.outcome, self.municipality, self.district, self.year, self.sex)


Output = Table | Summary


def _require_population(dataset: Dataset) -> None:
    if not dataset.columns:
        raise QueryError("query.no-population")
    if dataset.rows_of_persons or dataset.fold:
        raise QueryError("query.rows-of-persons")


def _require_number(dataset: Dataset, name: str) -> None:
    info = dataset.column(name)
    if info.type is ValueType.IDENTIFIER:
        raise QueryError("query.identifier", name=name)
    if not info.type.is_number:
        raise QueryError("query.number-expected", name=name)
