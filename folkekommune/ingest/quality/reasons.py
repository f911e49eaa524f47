"""Why a row does not become an answer. The texts stand in ``texts/ingest.toml`` as ``reason-<name>``."""

from __future__ import annotations

REASONS = (
    "",
    "row-broken",
    "record-missing",
    "identity-missing",
    "identity-form",
    "identity-control-digits",
    "identity-date",
    "patient-missing",
    "date-missing",
    "date-unreadable",
    "code-unknown",
    "number-unreadable",
    "text-unexpected",
    "code-not-valid-then",
    "municipality-unknown",
    "date-in-future",
    "date-before-birth",
    "duplicate-conflict",
    "identity-contradicted",
    "identity-shared",
    "stop-before-start",
    "linked-person-unreadable",
)
MERGED = -1
"""The mark of a row that says the same as another and was merged with it."""


def number_of(reason: str) -> int:
    """Give the number a reason has in the records."""
    return REASONS.index(reason)
