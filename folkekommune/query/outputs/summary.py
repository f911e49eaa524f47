"""Key figures of numeric variables."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.query.canonical import digest
from folkekommune.query.dataset import Dataset
from folkekommune.query.outputs.requirements import require_number, require_population


@dataclass(frozen=True)
class Summary:
    """Key figures of numeric variables: count, mean, standard deviation and percentiles."""

    dataset: Dataset
    variables: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse variables that are not numbers.

        :raises QueryError: when a variable is missing, a text or an identifier.
        """
        require_population(self.dataset)
        for name in self.variables:
            require_number(self.dataset, name)

    @property
    def canonical(self) -> str:
        """Digest of what is asked."""
        columns = self.dataset.columns
        return digest("summary", self.dataset.canonical, *(columns[v].canonical for v in self.variables))
