"""What the use cases of publication work with."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.access.approvals import Approvals
from folkekommune.access.audit import AuditTrail
from folkekommune.access.clock import Clock, utc_now
from folkekommune.disclosure.ledger import Ledger
from folkekommune.published.prepared import Preparations
from folkekommune.published.publications import Publications


@dataclass(frozen=True)
class Publishing:
    """The publications, what waits to be proposed, who has approved, and what is remembered."""

    publications: Publications
    preparations: Preparations
    approvals: Approvals
    ledger: Ledger
    audit: AuditTrail
    clock: Clock = utc_now
