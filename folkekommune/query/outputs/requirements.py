"""What every output asks of a data set."""

from __future__ import annotations

from folkekommune.catalogue.model import ValueType
from folkekommune.query.dataset import PERSON, Dataset, SpellRoot
from folkekommune.query.typing import QueryError


def require_population(dataset: Dataset, *, rows: bool = False) -> None:
    """Refuse a data set that nobody is in yet, or whose rows cannot be shown.

    :param rows: whether rows below persons can be, counted by whose they are.
    :raises QueryError: with the reason.
    """
    if not dataset.columns:
        raise QueryError("query.no-population")
    # How many spells a person usually has is not known without looking at a window that somebody chose.
    shown = rows and not isinstance(dataset.root, SpellRoot)
    if dataset.fold or (dataset.rows_of_persons and not shown):
        raise QueryError("query.rows-of-persons")
    if dataset.named:
        raise QueryError("query.named-groups")
    if dataset.rows_of_persons:
        # Whose each row is must still be known.
        dataset.column(PERSON)


def require_number(dataset: Dataset, name: str) -> None:
    """Refuse a variable that is no number.

    :raises QueryError: when it is missing, a text or an identifier.
    """
    info = dataset.column(name)
    if info.type is ValueType.IDENTIFIER:
        raise QueryError("query.identifier", name=name)
    if not info.type.is_number:
        raise QueryError("query.number-expected", name=name)
