"""Key figures of numeric variables."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.query.canonical import digest
from folkekommune.query.dataset import Dataset
from folkekommune.query.outputs.requirements import require_number, require_population


@dataclass(frozen=True)
class Summary:
    """Key figures of numeric variables: count, mean, standard deviation and percentiles.

    :param gini: with the Gini coefficient, :param quartile_range: with the interquartile range.
    """

    dataset: Dataset
    variables: tuple[str, ...]
    gini: bool = False
    quartile_range: bool = False

    def __post_init__(self) -> None:
        """Refuse variables that are not numbers.

        :raises QueryError: when a variable is missing, a text or an identifier.
        """
        require_population(self.dataset, rows=True)
        for name in self.variables:
            require_number(self.dataset, name)

    @property
    def read(self) -> tuple[str, ...]:
        """The variables that are read."""
        return self.variables

    @property
    def canonical(self) -> str:
        """Digest of what is asked."""
        forms = (self.dataset.columns[name].canonical for name in self.variables)
        more = [name for name in ("gini", "quartile_range") if getattr(self, name)]
        return digest("summary", self.dataset.canonical, *forms, *more)
