"""Shares of an outcome by place, year and sex: what an indicator asks for."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.catalogue.model import ValueType
from folkekommune.query.dataset import Dataset
from folkekommune.query.outputs.requirements import require_number
from folkekommune.query.typing import QueryError


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
        require_number(self.dataset, self.outcome)
        require_number(self.dataset, self.year)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The variables the cube is divided by, in a fixed order."""
        return (self.outcome, self.municipality, self.district, self.year, self.sex)
