"""What is proposed for publication, and who has said yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Proposal:
    """One municipality's part of a publication."""

    publication: str
    municipality: str
    proposed_by: int
    proposed_at: datetime
    approved_by: int | None = None
    approved_at: datetime | None = None

    @property
    def is_approved(self) -> bool:
        """Say whether a second person has approved."""
        return self.approved_by is not None
