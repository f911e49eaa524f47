"""Tell a suggested mapping as data."""

from __future__ import annotations

from typing import Any

from folkekommune.ingest.suggesting.suggestion import Suggestion


def suggestion_as_data(suggestion: Suggestion) -> dict[str, Any]:
    """Give the file and, field by field, what it is thought to be: names only, never what stands in them."""
    proposals = suggestion.matched.proposals
    return {
        "shape": suggestion.matched.survey.shape,
        "mapping": suggestion.document,
        "counts": {"sure": suggestion.sure, "unsure": suggestion.unsure, "unknown": suggestion.unknown},
        "fields": [
            {
                "field": name,
                "target": proposal.target,
                "sure": proposal.sure,
                "confidence": round(proposal.confidence, 2),
                "unit": proposal.case.unit if proposal.case else None,
                "reasons": [code for code, points in proposal.reasons if points > 0],
                "runner_up": proposal.runner_up,
            }
            for name, proposal in proposals.items()
        ],
        "occasions": {
            name: {"occasion": found.occasion, "sure": found.sure}
            for name, found in suggestion.matched.occasions.items()
        },
    }
