"""What a table is divided by."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.catalogue.model import Texts


@dataclass(frozen=True)
class Category:
    """A value that may head a row or column, with the label shown for it."""

    value: float | str
    label: Texts


@dataclass(frozen=True)
class Dimension:
    """A variable by which a table is divided.

    :param categories: what may be shown, from a code list; ``None`` for a derived whole number,
        whose categories are the whole numbers within its public limits.
    """

    column: str
    label: str
    categories: tuple[Category, ...] | None = None
