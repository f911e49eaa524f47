"""A clock that has gone backwards, and an audit trail that does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from folkekommune.operations.checkup.facts import Facts, Level, Remark

_SLACK = timedelta(minutes=2)
"""Clocks of several hosts on one installation differ by seconds."""


def check(facts: Facts) -> Iterator[Remark]:
    """Hold the clock against the last row of the audit trail, and the trail against itself."""
    if facts.chain_holds is None and facts.installation.control == facts.home.control:
        yield Remark("operations.doctor-control-unreadable", Level.WRONG, {"file": str(facts.home.control)})
    elif facts.chain_holds is False:
        yield Remark("operations.doctor-audit-broken", Level.WRONG, {})
    if facts.last_audit is not None and facts.now + _SLACK < facts.last_audit:
        behind = int((facts.last_audit - facts.now) / timedelta(minutes=1))
        yield Remark("operations.doctor-clock-back", Level.WRONG, {"minutes": behind})
