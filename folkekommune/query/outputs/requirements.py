"""What every output asks of a data set."""

from __future__ import annotations

from folkekommune.catalogue.model import ValueType
from folkekommune.query.dataset import Dataset
from folkekommune.query.typing import QueryError


def require_population(dataset: Dataset) -> None:
    """Refuse a data set that nobody is in yet, or whose rows are not folded to persons.

    :raises QueryError: with the reason.
    """
    if not dataset.columns:
        raise QueryError("query.no-population")
    if dataset.rows_of_persons or dataset.fold:
        raise QueryError("query.rows-of-persons")


def require_number(dataset: Dataset, name: str) -> None:
    """Refuse a variable that is no number.

    :raises QueryError: when it is missing, a text or an identifier.
    """
    info = dataset.column(name)
    if info.type is ValueType.IDENTIFIER:
        raise QueryError("query.identifier", name=name)
    if not info.type.is_number:
        raise QueryError("query.number-expected", name=name)
