"""Correlations of numeric variables."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.query.canonical import digest
from folkekommune.query.dataset import Dataset
from folkekommune.query.outputs.requirements import require_number, require_population
from folkekommune.query.typing import QueryError

_TWO = 2


@dataclass(frozen=True)
class Correlation:
    """A matrix of correlations, of those who have a value in all variables.

    :param covariance: covariances instead, :param pairwise: of those with a value in each two.
    :param counts: with the number behind each, :param significance: with the p-value of each.
    """

    dataset: Dataset
    variables: tuple[str, ...]
    covariance: bool = False
    pairwise: bool = False
    counts: bool = False
    significance: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no pair of numbers.

        :raises QueryError: when a variable is no number, or there are fewer than two.
        """
        require_population(self.dataset)
        for name in self.variables:
            require_number(self.dataset, name)
        if len(self.variables) < _TWO:
            raise QueryError("query.two-variables")

    @property
    def read(self) -> tuple[str, ...]:
        """The variables that are read."""
        return self.variables

    @property
    def canonical(self) -> str:
        """Digest of what is asked."""
        forms = (self.dataset.columns[name].canonical for name in self.variables)
        how = (self.covariance, self.pairwise, self.counts, self.significance)
        return digest("correlation", self.dataset.canonical, *forms, str(how))
