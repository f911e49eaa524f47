"""Analysis of variance: what of the variation of a number goes with groups."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.catalogue.model import ValueType
from folkekommune.query.canonical import digest
from folkekommune.query.dataset import Dataset
from folkekommune.query.outputs.dimensions import Dimension
from folkekommune.query.outputs.requirements import require_number, require_population
from folkekommune.query.typing import QueryError


@dataclass(frozen=True)
class Variance:
    """An analysis of variance of a number by factors and their interactions.

    :param factors: each once, :param terms: what is tested: each the places of its factors.
    :param constant: whether the model has one, :param pairs: compare the levels two by two.
    """

    dataset: Dataset
    value: str
    factors: tuple[Dimension, ...]
    terms: tuple[tuple[int, ...], ...]
    constant: bool = True
    pairs: bool = False

    def __post_init__(self) -> None:
        """Refuse factors without categories.

        :raises QueryError: for a measured quantity as a factor, or a value that is no number.
        """
        require_population(self.dataset)
        require_number(self.dataset, self.value)
        for factor in self.factors:
            info = self.dataset.column(factor.column)
            if info.type is ValueType.IDENTIFIER:
                raise QueryError("query.identifier", name=factor.column)
            if factor.categories is None and info.type in {ValueType.DECIMAL, ValueType.STRING}:
                raise QueryError("query.continuous", name=factor.column)

    @property
    def read(self) -> tuple[str, ...]:
        """The variables that are read."""
        return (self.value, *(factor.column for factor in self.factors))

    @property
    def canonical(self) -> str:
        """Digest of what is asked."""
        columns = self.dataset.columns
        forms = (columns[name].canonical for name in self.read)
        # Comparisons of levels are labelled by both, so that they belong to the labels they were asked with.
        shown = (
            str(factor.categories and [c if self.pairs else c.value for c in factor.categories])
            for factor in self.factors
        )
        how = f"{self.terms} {self.constant} {self.pairs}"
        return digest("variance", self.dataset.canonical, *forms, *shown, how)
