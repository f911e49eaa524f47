"""What a check finds in a batch, and what it needs to know to look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from folkekommune.catalogue.model import Databank, Variable
from folkekommune.ingest.cells.columns import Column
from folkekommune.ingest.cells.records import Records
from folkekommune.ingest.mappings.mapping import VisitItems
from folkekommune.ingest.quality.declaration import Declaration
from folkekommune.ingest.quality.memory import Memory


@dataclass(frozen=True)
class Context:
    """What all checks of one load share.

    :param today: the last day a visit can have been, in days since 1970-01-01.
    """

    databank: Databank
    municipality: str
    today: int
    visit_items: VisitItems
    declaration: Declaration
    memory: Memory

    def variables(self, occasion: str) -> dict[str, Variable]:
        """Give the variables of an occasion by item."""
        return {v.item: v for v in self.databank.variables.values() if v.occasion == occasion and v.item}


@dataclass(frozen=True)
class Repair:
    """Values a rule changed, for the sealed log alone.

    :param item: the item, or the role of a field that is none.
    :param old: the old values, or None where only the way of writing was put right.
    """

    item: str
    rule: str
    rows: NDArray[np.int64]
    old: NDArray[np.float64] | None = None


@dataclass(frozen=True)
class Exclusion:
    """Values a rule took out: their rows, for the sealed log alone."""

    item: str
    rule: str
    rows: NDArray[np.int64]


@dataclass(frozen=True)
class Unfit:
    """Cells that keep their rows back: the item or role, why, and the rows, for the sealed log alone."""

    item: str
    reason: str
    rows: NDArray[np.bool_]


@dataclass(frozen=True)
class Finding:
    """What one check found in one batch.

    :param repaired: how many were repaired, by rule; :param excluded: how many values were taken out, by
        reason; :param noted: what is told without anything being done.
    :param quarantine: rows that must wait for a correction, by reason; :param unfit: because of which cells,
        where it is not the row as a whole.
    :param merged: rows that say the same as another.
    :param items: columns that take the place of the old ones.
    """

    check: str
    applicable: int
    violating: int
    repaired: dict[str, int] = field(default_factory=dict, hash=False)
    excluded: dict[str, int] = field(default_factory=dict, hash=False)
    noted: dict[str, int] = field(default_factory=dict, hash=False)
    quarantine: dict[str, NDArray[np.bool_]] = field(default_factory=dict, hash=False)
    merged: NDArray[np.bool_] | None = None
    items: dict[str, Column] = field(default_factory=dict, hash=False)
    repairs: tuple[Repair, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    unfit: tuple[Unfit, ...] = ()


Check = Callable[[Records, Context], Finding]
