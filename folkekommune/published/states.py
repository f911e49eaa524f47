"""What becomes of a publication: proposed, approved, replaced by a newer one, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class State(Enum):
    """Where a publication stands. Only what is approved is shown to anyone."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


AFTER: dict[State, frozenset[State]] = {
    State.PROPOSED: frozenset({State.APPROVED, State.WITHDRAWN}),
    State.APPROVED: frozenset({State.REPLACED, State.WITHDRAWN}),
    State.REPLACED: frozenset({State.WITHDRAWN}),
    State.WITHDRAWN: frozenset(),
}
"""Which states may follow. A withdrawn publication never comes back; a replaced one neither."""


@dataclass(frozen=True)
class Event:
    """A publication came into a state."""

    publication: str
    state: State
    at: datetime
