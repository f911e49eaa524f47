"""The coefficients of a model as a chart."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.query.canonical import digest
from folkekommune.query.dataset import Dataset
from folkekommune.query.outputs.model import Model


@dataclass(frozen=True)
class CoefficientPlot:
    """The coefficients of a model with their confidence intervals: what the model itself would show."""

    dataset: Dataset
    model: Model

    @property
    def read(self) -> tuple[str, ...]:
        """The variables it reads."""
        return self.model.read

    @property
    def canonical(self) -> str:
        """Digest of what is asked."""
        return digest("coefficients", self.model.canonical)
