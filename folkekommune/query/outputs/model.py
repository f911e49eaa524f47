"""Models of one variable by others: regression in all its kinds."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.catalogue.model import ValueType
from folkekommune.query.canonical import digest
from folkekommune.query.dataset import Dataset, SpellRoot
from folkekommune.query.formula import Factor, Formula
from folkekommune.query.outputs.requirements import require_number
from folkekommune.query.typing import QueryError


@dataclass(frozen=True)
class Model:
    """A model over the units of a data set, or over the rows of a panel."""

    dataset: Dataset
    formula: Formula

    def __post_init__(self) -> None:
        """Refuse a model over variables the data set lacks, or that cannot take their part.

        :raises QueryError: when one is missing, an identifier, or a text where a number is needed.
        """
        if not self.dataset.columns:
            raise QueryError("query.no-population")
        if self.dataset.fold or isinstance(self.dataset.root, SpellRoot):
            raise QueryError("query.rows-of-persons")
        if self.dataset.named:
            raise QueryError("query.named-groups")
        require_variables(self.dataset, self.formula)

    @property
    def read(self) -> tuple[str, ...]:
        """The variables it reads."""
        return self.formula.columns

    @property
    def canonical(self) -> str:
        """Digest of what is asked."""
        forms = {name: info.canonical for name, info in self.dataset.columns.items()}
        return digest("model", self.dataset.canonical, self.formula.canonical(forms))


def require_variables(dataset: Dataset, formula: Formula) -> None:
    """Refuse variables that cannot take their part in a model.

    :raises QueryError: with the first of them.
    """
    for factor in formula.factors:
        _require(dataset, factor)
    for _, name in formula.roles:
        if dataset.column(name).type is ValueType.IDENTIFIER:
            raise QueryError("query.identifier", name=name)


def _require(dataset: Dataset, factor: Factor) -> None:
    if not factor.categorical:
        require_number(dataset, factor.column)
        return
    info = dataset.column(factor.column)
    if info.type is ValueType.IDENTIFIER:
        raise QueryError("query.identifier", name=factor.column)
    if factor.levels is None and info.type in {ValueType.DECIMAL, ValueType.STRING}:
        raise QueryError("query.continuous", name=factor.column)
