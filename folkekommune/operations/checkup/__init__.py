"""Tell what is wrong with an installation, and what is at risk, in plain words; one subject a file."""

from __future__ import annotations

from folkekommune.operations.checkup import (
    answers,
    backups,
    clock,
    control,
    disk,
    pages,
    releases,
    replica,
    secrets,
    vault,
    volume,
)
from folkekommune.operations.checkup.facts import Facts, Level, Remark

_CHECKS = (
    secrets.check,
    vault.check,
    volume.check,
    control.check,
    backups.check,
    clock.check,
    disk.check,
    releases.check,
    pages.check,
    answers.check,
    replica.check,
)
_OF_A_REPLICA = (replica.check_shown, disk.check, answers.check)
"""A host that only shows a copy has neither keys, data nor control data to look at."""


def examine(facts: Facts) -> tuple[Remark, ...]:
    """Go through everything; what is wrong comes before what is at risk."""
    checks = _CHECKS if facts.installation.replica is None else _OF_A_REPLICA
    remarks = [remark for check in checks for remark in check(facts)]
    return tuple(sorted(remarks, key=lambda remark: remark.level is Level.RISK))
