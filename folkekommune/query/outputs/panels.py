"""What is shown of a panel: one answer for each date, or each pair of dates, put side by side."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.query.canonical import digest
from folkekommune.query.dataset import Dataset
from folkekommune.query.outputs.dimensions import Category, Dimension
from folkekommune.query.outputs.summary import Summary
from folkekommune.query.outputs.table import Measure, Table


@dataclass(frozen=True)
class PanelTable:
    """Tables side by side: of a panel those of its dates, else those of several variables.

    :param slices: the table of each date or variable, :param dates: how these are labelled.
    :param measures: as shown. Shares of a row and of all are made of the counts of all dates, since
        nobody can be told apart from herself at another date in a table of them all.
    """

    slices: tuple[Table, ...]
    dates: Dimension
    measures: tuple[Measure, ...] = (Measure.FREQUENCY,)
    independence: bool = False

    @property
    def dataset(self) -> Dataset:
        """The persons at the first date."""
        return self.slices[0].dataset

    @property
    def read(self) -> tuple[str, ...]:
        """The variables that are read."""
        return self.slices[0].read

    @property
    def canonical(self) -> str:
        """Digest of what is asked."""
        measures = (measure.value for measure in self.measures)
        asked = (each.canonical for each in self.slices)
        return digest("panel table", *asked, *_written(self.dates), *measures, str(self.independence))


@dataclass(frozen=True)
class PanelSummary:
    """Key figures of variables at each date of a panel."""

    slices: tuple[Summary, ...]
    dates: Dimension

    @property
    def dataset(self) -> Dataset:
        """The persons at the first date."""
        return self.slices[0].dataset

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables, the same at every date."""
        return self.slices[0].variables

    @property
    def read(self) -> tuple[str, ...]:
        """The variables that are read."""
        return self.slices[0].read

    @property
    def canonical(self) -> str:
        """Digest of what is asked."""
        return digest("panel summary", *(each.canonical for each in self.slices), *_written(self.dates))


@dataclass(frozen=True)
class Transitions:
    """How many go from each category to each other, from one date of a panel to the next.

    :param slices: for each variable and each two dates in a row a table of both; those of a variable
        stand together. :param variables: their names.
    """

    slices: tuple[Table, ...]
    variables: tuple[Dimension, ...]

    @property
    def dataset(self) -> Dataset:
        """The persons at the first date."""
        return self.slices[0].dataset

    @property
    def read(self) -> tuple[str, ...]:
        """The variables that are read."""
        return self.slices[0].read

    @property
    def canonical(self) -> str:
        """Digest of what is asked."""
        # The categories of several variables may be called the same: then they belong to their labels.
        labels = str([variable.categories for variable in self.variables]) if len(self.variables) > 1 else ""
        return digest(
            "transitions", str(len(self.variables)), labels, *(each.canonical for each in self.slices)
        )


OverDates = PanelTable | PanelSummary | Transitions
"""Outputs that are made of others, each answered as if it had been asked for itself."""


def _written(dates: Dimension) -> tuple[str, ...]:
    categories: tuple[Category, ...] = dates.categories or ()
    return tuple(str(category.value) for category in categories)
