"""A vault without a backup, or with an old one; an audit trail whose end is noted nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from folkekommune.operations.anchors import is_elsewhere
from folkekommune.operations.checkup.facts import Facts, Level, Remark
from folkekommune.operations.notes import last_backup

OLDEST_HOURS = 26
"""A backup each night, and two hours for it; ``[backup] max_age_hours`` says otherwise."""


def check(facts: Facts) -> Iterator[Remark]:
    """See that there is a backup, and that it is new."""
    limit = int(facts.section("backup").get("max_age_hours", OLDEST_HOURS))
    backup = last_backup(facts.home)
    if backup is None:
        yield Remark("operations.doctor-no-backup", facts.serious, {})
    else:
        age = facts.now - datetime.fromisoformat(backup.at)
        if age > timedelta(hours=limit):
            hours = int(age / timedelta(hours=1))
            yield Remark("operations.doctor-old-backup", facts.serious, {"hours": hours, "limit": limit})
    if not is_elsewhere(facts.installation):
        yield Remark("operations.doctor-no-anchor", Level.RISK, {})
