"""Releases that are old: figures people decide by should be of our time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from folkekommune.operations.checkup.facts import Facts, Level, Remark

OLDEST_DAYS = 400
"""A year and a month; ``[releases] max_age_days`` says otherwise."""


def check(facts: Facts) -> Iterator[Remark]:
    """See how old the newest release of each databank is."""
    limit = int(facts.section("releases").get("max_age_days", OLDEST_DAYS))
    for databank, made in sorted(facts.released.items()):
        if facts.now - made > timedelta(days=limit):
            days = (facts.now - made).days
            yield Remark("operations.doctor-old-release", Level.RISK, {"databank": databank, "days": days})
