"""Charts: what they are divided by, and what their marks hold.

How a chart is drawn and what its axes are called is no part of the question: the same marks are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise

from folkekommune.catalogue.model import Texts
from folkekommune.query.canonical import digest
from folkekommune.query.dataset import Dataset
from folkekommune.query.impossible import Pair
from folkekommune.query.outputs.dimensions import Category, Dimension
from folkekommune.query.outputs.requirements import require_number, require_population
from folkekommune.query.outputs.table import Measure, Table

BOX = ("p5", "p25", "p50", "p75", "p95")
"""Whiskers, quartiles and median of a box. There are no points beyond the whiskers."""

KNOWN = 1.0
"""The code of those who have a value of a variable."""


@dataclass(frozen=True)
class Axis:
    """A variable of a chart.

    :param role: what it is for: ``bar``, ``over``, ``series``, ``by``, ``x``, ``y``.
    :param title: what the axis is called, with its unit.
    :param categories: what may be shown of a categorical variable; see :class:`Dimension`.
    """

    role: str
    column: str
    title: Texts
    categories: tuple[Category, ...] | None = None

    @property
    def dimension(self) -> Dimension:
        """The variable as a dimension of a table."""
        return Dimension(self.column, self.column, self.categories)

    def canonical(self, dataset: Dataset) -> str:
        """Digest of what the axis asks of a data set, names aside."""
        values = self.categories and [category.value for category in self.categories]
        return digest("axis", self.role, dataset.column(self.column).canonical, str(values))


def variable_axis(variables: tuple[tuple[str, Texts], ...]) -> Axis:
    """Make the axis on which several variables stand, by number."""
    categories = tuple(Category(float(place), title) for place, (_, title) in enumerate(variables))
    return Axis("variable", "", Texts("", "", ""), categories)


def known_axis(column: str) -> Axis:
    """Make the axis of a mark of having a value: 1 for those who have one, 0 for the others."""
    title = Texts("", "", "")
    return Axis("known", column, title, (Category(0.0, title), Category(KNOWN, title)))


class Drawing(Enum):
    """Charts whose marks are the cells of tables."""

    BARS = "barchart"
    PIE = "piechart"
    BOXES = "boxplot"
    HISTOGRAM = "histogram"
    FLOW = "sankey"
    LINES = "linechart"
    MAP = "map"


@dataclass(frozen=True)
class CategoryChart:
    """A chart of counts, shares or statistics by categories: each mark is the cell of a table.

    :param axes: in the order of the table's dimensions; a share is among the categories of the last.
    :param shown: what the marks show: a measure of tables, ``percent``, ``fraction``, ``density``, ``box``.
    :param variables: whose statistic is shown, when it is not a count; of a count, marks of having a value.
    :param style: how it is drawn.
    """

    dataset: Dataset
    drawing: Drawing
    axes: tuple[Axis, ...]
    shown: str = "freq"
    variables: tuple[tuple[str, Texts], ...] = ()
    impossible: frozenset[Pair] = frozenset()
    style: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a chart whose tables cannot be made.

        :raises QueryError: as for a table.
        """
        require_population(self.dataset, rows=True)
        _ = self.tables

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What the cells of its tables hold."""
        if self.shown == "box":
            return tuple(Measure(percentile) for percentile in BOX)
        if self.shown not in {"percent", "fraction", "density"}:
            return (Measure(self.shown),)
        return (Measure.CELL_PERCENT if len(self.axes) == 1 else Measure.ROW_PERCENT,)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables its marks are the cells of: of a flow first the nodes, then the bands between two."""
        if self.drawing is Drawing.FLOW:
            nodes = [(axis,) for axis in self.axes]
            return tuple(self._table(axes) for axes in [*nodes, *pairwise(self.axes)])
        if self.variables and self.shown == Measure.FREQUENCY.value:
            return tuple(self._table((*self.axes, known_axis(name))) for name, _ in self.variables)
        if self.variables:
            return tuple(self._table(self.axes, name) for name, _ in self.variables)
        return (self._table(self.axes),)

    @property
    def drawn_axes(self) -> tuple[Axis, ...]:
        """The axes of its marks."""
        return (variable_axis(self.variables), *self.axes) if self.variables else self.axes

    @property
    def read(self) -> tuple[str, ...]:
        """The variables it reads."""
        return (*(axis.column for axis in self.axes), *(name for name, _ in self.variables))

    @property
    def canonical(self) -> str:
        """Digest of what is asked."""
        tables = [table.canonical for table in self.tables]
        return digest("chart", self.drawing.value, self.shown, *(axis.role for axis in self.axes), *tables)

    def _table(self, axes: tuple[Axis, ...], value: str | None = None) -> Table:
        dimensions = tuple(axis.dimension for axis in axes)
        return Table(self.dataset, dimensions, self.measures, value=value, impossible=self.impossible)


@dataclass(frozen=True)
class Histogram:
    """How a number is distributed, in bins of equal width within its public limits.

    :param by: one histogram for each category.
    :param shown: ``density``, ``freq``, ``fraction`` or ``percent``.
    :param bins: how many are wanted, :param width: or how wide; a usual number if neither is given.
    :param normal: with the normal curve of the same mean and spread.
    """

    dataset: Dataset
    axis: Axis
    by: Axis | None = None
    shown: str = "density"
    bins: int | None = None
    width: float | None = None
    normal: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no number.

        :raises QueryError: when it is a text or an identifier, or there is nobody.
        """
        require_population(self.dataset, rows=True)
        require_number(self.dataset, self.axis.column)

    @property
    def drawn_axes(self) -> tuple[Axis, ...]:
        """The axes of its marks: the categories, and both ends of a bin."""
        ends = (replace(self.axis, role="low"), replace(self.axis, role="high"))
        return (self.by, *ends) if self.by else ends

    @property
    def read(self) -> tuple[str, ...]:
        """The variables it reads."""
        return (self.axis.column, self.by.column) if self.by else (self.axis.column,)

    @property
    def canonical(self) -> str:
        """Digest of what is asked."""
        axes = [axis.canonical(self.dataset) for axis in (self.axis, self.by) if axis]
        bins = (self.shown, str(self.bins), str(self.width), str(self.normal))
        return digest("histogram", self.dataset.canonical, *axes, *bins)


@dataclass(frozen=True)
class Hexbin:
    """The joint distribution of two numbers in hexagons, as many across as asked for."""

    dataset: Dataset
    across: Axis
    upwards: Axis
    columns: int
    style: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is no number.

        :raises QueryError: when a variable is a text or an identifier, or there is nobody.
        """
        require_population(self.dataset, rows=True)
        for axis in self.drawn_axes:
            require_number(self.dataset, axis.column)

    @property
    def drawn_axes(self) -> tuple[Axis, ...]:
        """Both axes."""
        return (self.across, self.upwards)

    @property
    def read(self) -> tuple[str, ...]:
        """The variables it reads."""
        return tuple(axis.column for axis in self.drawn_axes)

    @property
    def canonical(self) -> str:
        """Digest of what is asked."""
        axes = [axis.canonical(self.dataset) for axis in self.drawn_axes]
        return digest("hexbin", self.dataset.canonical, *axes, str(self.columns))
