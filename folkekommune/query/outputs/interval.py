"""Confidence intervals of means."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.query.canonical import digest
from folkekommune.query.dataset import Dataset
from folkekommune.query.outputs.requirements import require_number, require_population


@dataclass(frozen=True)
class MeanInterval:
    """The mean of each variable with its standard error and confidence interval.

    :param level: of confidence, in per cent.
    """

    dataset: Dataset
    variables: tuple[str, ...]
    level: float = 95.0

    def __post_init__(self) -> None:
        """Refuse variables that are not numbers.

        :raises QueryError: when a variable is missing, a text or an identifier.
        """
        require_population(self.dataset)
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
        return digest("interval", self.dataset.canonical, *forms, f"{self.level:g}")
