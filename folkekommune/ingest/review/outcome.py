"""What the review of a draft comes to: observations, and visits and values that are taken out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkekommune.store.exclusions import EXCLUSIONS

REVIEWED = pa.schema(
    [*EXCLUSIONS, ("record", pa.int64()), ("check", pa.string()), ("rule", pa.string()), ("out", pa.bool_())]
)
"""A row a visit or value that a check is against; ``out`` tells whether it is taken out or only marked."""

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Observation:
    """What a check saw at one place, time or field.

    :param applicable: how much it looked at, and :param violating: how much of that was against the rule.
    :param flagged: whether that is more than the check allows.
    :param item: :param occasion: :param site: :param period: :param group: what it is about; empty for all.
    :param figure: a figure of its own: an index, a mean, a difference.
    """

    check: str
    applicable: int
    violating: int = 0
    flagged: bool = False
    item: str = ""
    occasion: str = ""
    site: str = ""
    period: str = ""
    group: str = ""
    figure: float | None = None


@dataclass(frozen=True)
class Objection:
    """Visits, or values of an item, that a check is against.

    :param rows: where they stand among the reviewed visits; :param item: empty for the whole visit.
    """

    check: str
    rule: str
    rows: Rows
    item: str = ""
    out: bool = True


@dataclass
class Outcome:
    """What the checks of a review found so far."""

    observations: list[Observation] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)

    def add(self, observations: Iterable[Observation], objections: Iterable[Objection] = ()) -> None:
        """Add what a check found."""
        self.observations += observations
        self.objections += objections
