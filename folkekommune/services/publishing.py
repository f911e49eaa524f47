"""What the use cases of publication work with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from folkekommune.access.approvals import Approvals
from folkekommune.access.audit import AuditTrail
from folkekommune.access.clock import Clock, utc_now
from folkekommune.disclosure.ledger import Ledger
from folkekommune.ingest.quality.thresholds import Threshold
from folkekommune.published.prepared import Preparations
from folkekommune.published.publications import Publications

Limits = Callable[[str], Mapping[str, Threshold]]
"""Gives the checks that a databank declares, by id."""


def nothing_declared(_databank: str) -> Mapping[str, Threshold]:
    """Give no checks."""
    return {}


@dataclass(frozen=True)
class Publishing:
    """The publications, what waits to be proposed, who has approved, and what is remembered.

    :param limits: what figures are held against before they are published.
    """

    publications: Publications
    preparations: Preparations
    approvals: Approvals
    ledger: Ledger
    audit: AuditTrail
    clock: Clock = utc_now
    limits: Limits = nothing_declared
