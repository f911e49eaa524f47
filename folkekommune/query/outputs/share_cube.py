"""Shares of an outcome, or means of a variable, by place, year and sex: what an indicator asks for."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.catalogue.model import ValueType
from folkekommune.query.dataset import Dataset
from folkekommune.query.outputs.requirements import require_number
from folkekommune.query.typing import QueryError


@dataclass(frozen=True)
class CubeValue:
    """A variable, and the public limits that its values are clipped to."""

    column: str
    low: float
    high: float


@dataclass(frozen=True)
class ShareCube:
    """The shares of an outcome, or the means of a variable, by place, year and sex, as an indicator asks.

    :param outcome: variable that is 1 for cases, 0 for the complement and missing for others.
    :param municipality: variable with the municipality, :param district: with its district.
    :param districts: codes of the districts, :param sexes: codes of the sexes.
    :param pooled: numbers of years that are also counted together.
    :param group: variable with the group, :param groups: its codes, :param grouping: what the division is
        called; then the cube holds the cells of the whole municipality by group alone.
    :param value: what means are asked for of: of those with the outcome 1, which is all there is then.
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
    pooled: tuple[int, ...] = ()
    value: CubeValue | None = None
    group: str | None = None
    groups: tuple[float, ...] = ()
    grouping: str = ""

    def __post_init__(self) -> None:
        """Refuse a cube over variables the data set lacks.

        :raises QueryError: when one is missing.
        """
        for name in self.dimensions:
            if self.dataset.column(name).type is ValueType.IDENTIFIER:
                raise QueryError("query.identifier", name=name)
        require_number(self.dataset, self.outcome)
        require_number(self.dataset, self.year)
        if self.value is not None:
            require_number(self.dataset, self.value.column)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The variables the cube is divided by, in a fixed order."""
        found = (self.outcome, self.municipality, self.district, self.year, self.sex)
        return found if self.group is None else (*found, self.group)
